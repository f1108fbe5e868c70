package io.nextbest.runtime;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of an agent's registry: what was learned, from what, which version answers and which did before. */
@Singleton
public final class ModelVersions {

    private static final Logger LOG = LoggerFactory.getLogger(ModelVersions.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Database database;
    private final VersionRows rows;
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock between = new ReentrantLock();
    private final Map<String, ActiveModel<?>> answering = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    ModelVersions(Database database, VersionRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /**
     * A model that training made, before it has a version.
     *
     * @param parameters what the fit was told, by name
     * @param metrics what it measured, by name
     * @param artifact everything needed to answer with it, as text
     */
    public record Fitted(
            String model,
            @Nullable Instant dataFrom,
            @Nullable Instant dataTo,
            long seed,
            Map<String, String> parameters,
            Map<String, Double> metrics,
            String artifact) {}

    /** A version on record, with its artefact. */
    public record Stored(ModelVersion version, String artifact) {}

    /** The place that a version has. */
    enum State {
        CANDIDATE,
        SHADOW,
        ACTIVE,
        RETIRED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who made a version, or made it the active one. */
    enum By {
        TRAIN,
        SCHEDULE,
        IMPORT,
        OPERATOR,
        ROLLBACK;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Optional<Stored> find(String model, int version) {
        return database.jdbi().withHandle(handle -> rows.find(handle, model, version));
    }

    /**
     * The newest first.
     *
     * @param model null for all
     */
    public List<ModelVersion> list(@Nullable String model) {
        return database.jdbi().withHandle(handle -> rows.list(handle, model));
    }

    /** The version activated last among those that answer, whatever its model. */
    public Optional<ModelVersion> findNewestActive() {
        return database.jdbi().withHandle(rows::findNewestActive);
    }

    /** Names of the models of which a version answers. */
    Set<String> listActiveModels() {
        return activeVersions().keySet();
    }

    /** By model, the number of the version that is active. */
    SortedMap<String, Integer> activeVersions() {
        return database.jdbi().withHandle(rows::activeVersions);
    }

    /** When the agent last made versions by training, active or not; what failed or was imported does not count. */
    Optional<Instant> findNewestTraining() {
        return database.jdbi().withHandle(rows::findNewestTraining);
    }

    /** Number of the version in this place, without its artefact. */
    Optional<Integer> findVersion(String model, State state) {
        return database.jdbi().withHandle(handle -> rows.findVersion(handle, model, state));
    }

    /** Versions that were active before, the latest first: where a rollback goes back to. */
    List<Integer> listEarlier(String model) {
        return database.jdbi().withHandle(handle -> rows.listEarlier(handle, model));
    }

    /**
     * Runs something while nobody else trains on this schema, in this process or another.
     *
     * @throws ServiceException BUSY if somebody does
     */
    public <T> T exclusively(Supplier<T> work) {
        return exclusively(handle -> work.get());
    }

    /**
     * The same; what is stored through the handle is stored when the work ends well, and the place given free with
     * that. The place is held by the transaction itself, so it ends with it, also when the process is killed.
     */
    <T> T exclusively(Function<Handle, T> work) {
        return holding("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))", work);
    }

    /**
     * Runs something short that a training must see whole or not at all; several may at once, in several processes.
     *
     * @throws ServiceException BUSY if somebody trains
     */
    public <T> T betweenTrainings(Supplier<T> work) {
        between.lock(); // it takes two connections: however many ask, they leave the pool to others
        try {
            return holding("SELECT pg_try_advisory_xact_lock_shared(hashtextextended(:key, 0))", handle -> work.get());
        } finally {
            between.unlock();
        }
    }

    private <T> T holding(String place, Function<Handle, T> work) {
        // a connection of its own: on the thread's, everything that the training does would be one transaction, and
        // the log's offset stay locked until its end
        try (Handle handle = database.jdbi().open()) {
            T result = handle.inTransaction(held -> {
                held.execute("SET LOCAL idle_in_transaction_session_timeout = 0"); // a fit may take long
                // a machine that vanishes closes no connection: the server shall notice within two minutes, not hours
                held.execute("SET LOCAL tcp_keepalives_idle = 30");
                held.execute("SET LOCAL tcp_keepalives_interval = 10");
                boolean free = lock(held, place, "train").mapTo(Boolean.class).one();
                if (!free) {
                    throw new ServiceException(
                            ErrorCode.BUSY,
                            "A training, rebuild or renaming is under way; try again when it has ended.");
                }
                changes.incrementAndGet(); // another process may have trained a moment ago: nobody goes by what he knew
                return work.apply(held);
            });
            changes.incrementAndGet();
            return result;
        }
    }

    /** One transaction that alters the registry, after those of others. */
    <T> T change(Function<Handle, T> work) {
        T result = database.jdbi().inTransaction(handle -> {
            awaitOthers(handle);
            return work.apply(handle);
        });
        changes.incrementAndGet();
        return result;
    }

    /**
     * Waits for whoever alters the registry now; from here to the end of the transaction nobody else does.
     *
     * @throws ServiceException BUSY if that takes longer than 3 seconds
     */
    void awaitOthers(Handle handle) {
        handle.execute("SET LOCAL lock_timeout = '3s'");
        try {
            String ignored = lock(handle, "SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))", "versions")
                    .mapTo(String.class)
                    .one();
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException refusal && LOCK_NOT_AVAILABLE.equals(refusal.getSQLState())) {
                throw new ServiceException(
                        ErrorCode.BUSY, "Versions are being changed elsewhere; try again when that has ended.");
            }
            throw e;
        }
    }

    private Query lock(Handle handle, String sql, String what) {
        return handle.createQuery(sql).bind("key", "nextbest-%s-%s".formatted(what, database.schema()));
    }

    /** What is kept in memory answers, whatever became of its row since: status and readiness shall say the same. */
    void answersWith(String model, ActiveModel<?> active) {
        answering.put(model, active);
    }

    /**
     * What this process answers with.
     *
     * @param read by which it is judged where no answer was asked for yet
     */
    ActiveModel<?> answering(String model, Function<Stored, ?> read) {
        return answering.computeIfAbsent(model, name -> new ActiveModel<>(this, name, read));
    }

    /** Counts what this process did to the registry, so that it looks again at once. */
    long changes() {
        return changes.get();
    }

    /** Several may notice that a version does not read; the log says it once. */
    void warnOnce(String problem) {
        if (warned.add(problem)) {
            LOG.warn(problem);
        }
    }
}
