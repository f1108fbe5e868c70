package io.nextbest.lab.segmentation;

import java.time.LocalDateTime;

/**
 * One row of an invoice of a known customer, returns included.
 *
 * @param at local time of the shop
 * @param quantity pieces, negative for a return
 * @param price of one piece, in pounds
 */
record RetailRow(String customer, String invoice, String product, LocalDateTime at, double quantity, double price) {

    /** The cleaning rules of the segmentation: something was bought, and it cost something. */
    boolean purchase() {
        return quantity > 0 && price > 0;
    }

    double amount() {
        return quantity * price;
    }
}
