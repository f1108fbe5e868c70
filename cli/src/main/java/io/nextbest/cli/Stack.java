package io.nextbest.cli;

import io.micronaut.context.ApplicationContext;
import io.nextbest.runtime.Service;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** PostgreSQL and the six services in this process, each service its own context on its own port. */
final class Stack implements Closeable {

    /**
     * What to start.
     *
     * @param host address to listen on
     * @param clockOffset moves the product's clock, zero for the true time
     * @param secondPort where the orchestrator listens too, 0 for nowhere
     */
    record Plan(String host, int portBase, Duration clockOffset, int secondPort) {}

    private final Home home;
    private final Plan plan;
    private final Map<Agent, ApplicationContext> contexts = new EnumMap<>(Agent.class);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable EmbeddedDatabase database;
    private boolean closed;

    private Stack(Home home, Plan plan) {
        this.home = home;
        this.plan = plan;
    }

    /** Starts everything, or nothing: where one part fails the others are stopped again. */
    static Stack start(Home home, Plan plan) {
        for (Agent agent : Agent.values()) {
            checkFree(plan.host(), agent.port(plan.portBase()), agent);
        }
        Stack stack = new Stack(home, plan);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stack::close));
        try {
            EmbeddedDatabase database = EmbeddedDatabase.start(home);
            stack.database = database;
            stack.startServices(database);
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void checkFree(String host, int port, Agent agent) {
        try {
            InetAddress.getByName(host);
        } catch (IOException e) {
            throw new CommandFailure("There is no address %s to listen on; give another --host.".formatted(host), e);
        }
        if (port < 1 || port > 65_535) {
            throw new CommandFailure("There is no port %d; give a --port-base from 1 to 65530.".formatted(port));
        }
        if (!isFree(host, port)) {
            throw new CommandFailure(
                    "Port %d, which the %s needs, is taken; stop what uses it or start with --port-base %d."
                            .formatted(
                                    port,
                                    agent.id(),
                                    port - agent.ordinal() == 5000 ? 6000 : port - agent.ordinal() + 100));
        }
    }

    private void startServices(EmbeddedDatabase database) {
        Map<Agent, Future<ApplicationContext>> starting = new EnumMap<>(Agent.class);
        List<CommandFailure> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            for (Agent agent : Agent.values()) {
                starting.put(agent, threads.submit(() -> Service.start(agent.service(), properties(agent, database))));
            }
        }
        starting.forEach((agent, context) -> {
            try {
                contexts.put(agent, context.get());
            } catch (ExecutionException e) {
                failures.add(new CommandFailure(
                        "The %s did not start: %s (log: %s)"
                                .formatted(
                                        agent.id(),
                                        root(e),
                                        home.folder().resolve("log").resolve("nextbest.log")),
                        e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private Map<String, Object> properties(Agent agent, EmbeddedDatabase database) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.host", plan.host());
        properties.put("micronaut.server.port", agent.port(plan.portBase()));
        properties.put("database.url", database.url());
        properties.put("database.user", database.user());
        properties.put("database.password", database.password());
        properties.put("nextbest.clock-offset", plan.clockOffset().toString());
        properties.put("nextbest.home", home.folder().toString());
        String near = reachable(plan.host());
        if (agent == Agent.ORCHESTRATOR) {
            for (Agent learner : Agent.learners()) {
                properties.put(
                        url(learner), learner.address(near, plan.portBase()).toString());
            }
            if (plan.secondPort() != 0) {
                listen(properties, "main", agent.port(plan.portBase()));
                listen(properties, "second", plan.secondPort());
            }
        }
        properties.put(
                url(Agent.ORCHESTRATOR),
                Agent.ORCHESTRATOR.address(near, plan.portBase()).toString());
        return properties;
    }

    private void listen(Map<String, Object> properties, String name, int port) {
        String listener = "micronaut.server.netty.listeners." + name + ".";
        properties.put(listener + "host", plan.host());
        properties.put(listener + "port", port);
    }

    private static String url(Agent agent) {
        return "micronaut.http.services." + agent.id() + ".url";
    }

    /** An address under which this process reaches what listens on the host. */
    static String reachable(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }

    private static String root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        return message.lines().findFirst().orElse(root.getClass().getSimpleName());
    }

    Plan plan() {
        return plan;
    }

    ServiceClient client(Agent agent) {
        return new ServiceClient(agent.address(reachable(plan.host()), plan.portBase()));
    }

    /** Waits until the process is told to stop. */
    void await() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The services first, all at once, then the database under them. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("stop-", 0).factory())) {
            contexts.values().forEach(context -> threads.submit(context::close));
        }
        if (database != null) {
            database.close();
        }
        home.close();
        stopped.countDown();
    }
}
