/** What will a customer bring? Chance and number of later purchases, and bands of customers ordered by their worth. */
@NullMarked
package io.nextbest.models.value;

import org.jspecify.annotations.NullMarked;
