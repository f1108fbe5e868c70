package org.mockito;

/** Not the library: a name for the planted fault of the architecture's rules, so that nothing need be downloaded. */
public final class Mockito {

    private Mockito() {}

    public static Runnable mock() {
        return () -> {};
    }
}
