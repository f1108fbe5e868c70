package io.nextbest.cli;

import io.micronaut.context.ApplicationContext;
import io.micronaut.json.tree.JsonNode;
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
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

    private static final int REHEARSAL_LOOKS = 250;
    private static final long LOOK_AGAIN_MS = 100;

    private final Home home;
    private final Plan plan;
    private final Map<Agent, ApplicationContext> contexts = new EnumMap<>(Agent.class);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable EmbeddedDatabase database;
    private boolean closed;
    private volatile boolean closing;

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
            stack.startDatabase();
            stack.startServices();
            stack.awaitRehearsals();
            return stack;
        } catch (RuntimeException e) {
            boolean told = stack.closing;
            stack.close();
            throw told ? new CommandFailure("Stopped before it was ready.", e) : e;
        }
    }

    /** Whoever closes waits until this has ended, so that no server is left that nobody knows of. */
    private synchronized void startDatabase() {
        goOn();
        database = EmbeddedDatabase.start(home);
    }

    /** The orchestrator rehearses after a start; a decision asked before its end may miss its agents. */
    private void awaitRehearsals() {
        ServiceClient orchestrator = client(Agent.ORCHESTRATOR);
        for (int i = 0; i < REHEARSAL_LOOKS; i++) {
            goOn();
            if (!isRehearsing(orchestrator.look("/health/readiness"))) {
                return;
            }
            try {
                if (stopped.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean isRehearsing(JsonNode readiness) {
        JsonNode details = readiness.get("details");
        JsonNode practice = details == null ? null : details.get("practice");
        JsonNode status = practice == null ? null : practice.get("status");
        return status != null && "DOWN".equals(status.coerceStringValue());
    }

    private void goOn() {
        if (closing) {
            throw new CommandFailure("Stopped before it was ready.");
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

    private synchronized void startServices() {
        goOn();
        EmbeddedDatabase under = Objects.requireNonNull(database);
        Map<Agent, Future<ApplicationContext>> starting = new EnumMap<>(Agent.class);
        List<CommandFailure> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            for (Agent agent : Agent.values()) {
                starting.put(agent, threads.submit(() -> Service.start(agent.service(), properties(agent, under))));
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

    /** The services first, all at once, then the database under them. What is starting is waited for. */
    @Override
    public void close() {
        closing = true;
        closeAll();
    }

    private synchronized void closeAll() {
        if (closed) {
            return;
        }
        closed = true;
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("stop-", 0).factory())) {
            contexts.values().forEach(context -> threads.submit(context::close));
        }
        try {
            if (database != null) {
                database.close();
            }
        } finally {
            home.close();
            stopped.countDown();
        }
    }
}
