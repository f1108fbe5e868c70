package io.nextbest.runtime;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts one service: a Micronaut context that holds this service's beans only, listening on its own port. */
public final class Service {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private Service() {}

    /**
     * Starts a service and waits until the process is told to stop.
     *
     * @param service short name, "segmentation"; picks {@code application-segmentation.yml}
     */
    public static void run(String service, String... args) {
        ApplicationContext context;
        try {
            context = start(service, Map.of(), args);
        } catch (RuntimeException e) {
            LOG.error("{} did not start: {}", service, rootMessage(e));
            LOG.debug("start failed", e);
            System.exit(78); // EX_CONFIG: a supervisor must not try again blindly
            return;
        }
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    context.close();
                    stopped.countDown();
                }));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a service in this JVM and returns when it listens; closing the context stops it. */
    public static ApplicationContext start(String service, Map<String, Object> properties, String... args) {
        var context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environments(service)
                .properties(properties)
                .args(args)
                .banner(false)
                .build();
        try {
            context.start();
            var server = context.getBean(EmbeddedServer.class).start();
            LOG.info("{} listens on {}", service, server.getURI());
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
        return context;
    }

    /** What stood at the beginning of a chain of exceptions, in one line. */
    static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        return root instanceof RuntimeException ? message : root.getClass().getSimpleName() + ": " + message;
    }
}
