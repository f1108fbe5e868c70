package io.nextbest.systemtests.planted.segmentation;

import org.jdbi.v3.core.Handle;

/** Breaks nothing: the store does the writing. */
public final class ProjectionThatPassesItsHandleOn {
    public void wipe(Handle handle, InvoiceStore store) {
        store.wipe(handle);
    }
}
