/** What every contract shares: the wire's shape, errors, reasons and what each agent's operator may ask. */
@NullMarked
package io.nextbest.contracts;

import org.jspecify.annotations.NullMarked;
