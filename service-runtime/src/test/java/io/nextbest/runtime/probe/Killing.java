package io.nextbest.runtime.probe;

import io.nextbest.runtime.ModelRegistry;
import io.nextbest.runtime.Service;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A process that trains, and stops for ever at a place of its training, so that it can be killed there. */
public final class Killing {

    private static final String PLACE = "probe.stop-at";

    private Killing() {}

    /** The command that starts it, with the settings of the service as arguments. */
    public static ProcessBuilder command(String place, Map<String, Object> settings) {
        var builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-D" + PLACE + "=" + place,
                "-cp",
                System.getProperty("java.class.path"),
                Killing.class.getName());
        settings.forEach((name, value) -> builder.command().add("--" + name + "=" + value));
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    public static void main(String[] args) {
        try (var context = Service.start("probe", Map.of(), args)) {
            context.getBean(ModelRegistry.class).train(true);
            System.out.println("trained"); // not reached
        }
    }

    static void stopAt(String place) {
        if (place.equals(System.getProperty(PLACE))) {
            System.out.println("stopped at " + place);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
