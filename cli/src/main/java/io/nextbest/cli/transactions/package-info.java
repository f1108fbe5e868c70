/** From a shop's file to events: reads workbooks and CSV row by row, checks each cell, and sends what is sound. */
@NullMarked
package io.nextbest.cli.transactions;

import org.jspecify.annotations.NullMarked;
