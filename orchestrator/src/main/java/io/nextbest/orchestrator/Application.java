package io.nextbest.orchestrator;

import io.nextbest.runtime.Service;

/** Starts this service alone in its process. */
public final class Application {

    private Application() {}

    public static void main(String[] args) {
        Service.run("orchestrator", args);
    }
}
