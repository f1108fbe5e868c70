package io.nextbest.systemtests.planted.mocking;

import org.mockito.Mockito;

public final class MockingTest {
    public Runnable runnable() {
        return Mockito.mock();
    }
}
