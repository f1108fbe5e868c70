package io.nextbest.systemtests.planted.segmentation;

import org.jdbi.v3.core.Handle;

/** Breaks nothing: a store may write SQL. */
public final class InvoiceStore {
    public void wipe(Handle handle) {
        handle.execute("DELETE FROM segmentation.invoice");
    }
}
