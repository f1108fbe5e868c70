package io.nextbest.systemtests.planted.segmentation;

import org.jdbi.v3.core.Handle;

public final class ProjectionThatWritesSql {
    public void wipe(Handle handle) {
        handle.execute("DELETE FROM segmentation.invoice");
    }
}
