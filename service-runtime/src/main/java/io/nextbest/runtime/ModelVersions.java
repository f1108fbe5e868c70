package io.nextbest.runtime;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The registry of an agent's models: what was learned, from what, and which version answers. */
@Singleton
public final class ModelVersions {

    private static final String COLUMNS = "model, version, active, trained_at, data_from, data_to, seed, metrics";

    private final Database database;
    private final JsonMapper json;
    private final Clock clock;

    ModelVersions(Database database, JsonMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A model that training made, before it has a version.
     *
     * @param artifact everything needed to answer with it, as text
     */
    public record Fitted(
            String model,
            @Nullable Instant dataFrom,
            @Nullable Instant dataTo,
            long seed,
            Map<String, Double> metrics,
            String artifact) {}

    /** The version that answers, with its artefact. */
    public record Active(ModelVersion version, String artifact) {}

    /** Stores the next version of a model and makes it the one that answers, in one transaction. */
    public ModelVersion activate(Fitted fitted) {
        return database.jdbi().inTransaction(handle -> {
            handle.createUpdate("UPDATE %s.model_version SET active = false WHERE model = :model AND active"
                            .formatted(database.schema()))
                    .bind("model", fitted.model())
                    .execute();
            int version = insert(handle, fitted);
            return handle.createQuery("SELECT %s FROM %s.model_version WHERE model = :model AND version = :version"
                            .formatted(COLUMNS, database.schema()))
                    .bind("model", fitted.model())
                    .bind("version", version)
                    .map((row, context) -> read(row))
                    .one();
        });
    }

    private int insert(Handle handle, Fitted fitted) {
        return handle.createUpdate("""
                        INSERT INTO %1$s.model_version
                               (model, version, active, trained_at, data_from, data_to, seed, metrics, artifact)
                        SELECT :model, coalesce(max(version), 0) + 1, true, :trainedAt, :dataFrom, :dataTo, :seed,
                               cast(:metrics AS jsonb), :artifact
                          FROM %1$s.model_version
                         WHERE model = :model
                        """.formatted(database.schema()))
                .bind("model", fitted.model())
                .bind("trainedAt", clock.instant())
                .bind("dataFrom", fitted.dataFrom())
                .bind("dataTo", fitted.dataTo())
                .bind("seed", fitted.seed())
                .bind("metrics", metricsText(fitted.metrics()))
                .bind("artifact", fitted.artifact())
                .executeAndReturnGeneratedKeys("version")
                .mapTo(Integer.class)
                .one();
    }

    private String metricsText(Map<String, Double> metrics) {
        try {
            return json.writeValueAsString(new TreeMap<>(metrics));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version of this model that answers; empty before the first training. */
    public Optional<Active> findActive(String model) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT %s, artifact FROM %s.model_version WHERE model = :model AND active"
                                        .formatted(COLUMNS, database.schema()))
                        .bind("model", model)
                        .map((row, context) -> new Active(read(row), row.getString("artifact")))
                        .findOne());
    }

    /** Number of the version of this model that answers, without its artefact. */
    Optional<Integer> findActiveVersion(String model) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT version FROM %s.model_version WHERE model = :model AND active"
                                        .formatted(database.schema()))
                        .bind("model", model)
                        .mapTo(Integer.class)
                        .findOne());
    }

    /** The version trained last among those that answer, whatever its model. */
    public Optional<ModelVersion> findNewestActive() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT %s
                          FROM %s.model_version
                         WHERE active
                         ORDER BY trained_at DESC, version DESC, model
                         LIMIT 1
                        """.formatted(COLUMNS, database.schema()))
                        .map((row, context) -> read(row))
                        .findOne());
    }

    /**
     * Runs a training while nobody else trains on this schema, in this process or another.
     *
     * @throws ServiceException BUSY if somebody does
     */
    public <T> T exclusively(Supplier<T> training) {
        // a connection of its own: on the thread's, everything that the training does would be one transaction, and
        // the log's offset stay locked until its end
        try (Handle handle = database.jdbi().open()) {
            if (!ask(handle, "pg_try_advisory_lock")) {
                throw new ServiceException(
                        ErrorCode.BUSY, "A training or rebuild is under way; try again when it has ended.");
            }
            try {
                return training.get();
            } finally {
                boolean ignored = ask(handle, "pg_advisory_unlock");
            }
        }
    }

    private boolean ask(Handle handle, String function) {
        return handle.createQuery("SELECT %s(hashtextextended(:key, 0))".formatted(function))
                .bind("key", "nextbest-train-" + database.schema())
                .mapTo(Boolean.class)
                .one();
    }

    @SuppressWarnings("unchecked")
    private ModelVersion read(ResultSet row) throws SQLException {
        try {
            Map<String, Number> metrics = Objects.requireNonNull(json.readValue(row.getString("metrics"), Map.class));
            var numbers = new TreeMap<String, Double>();
            metrics.forEach((name, value) -> numbers.put(name, value.doubleValue()));
            return new ModelVersion(
                    row.getString("model"),
                    row.getInt("version"),
                    row.getBoolean("active"),
                    row.getTimestamp("trained_at").toInstant(),
                    instant(row.getTimestamp("data_from")),
                    instant(row.getTimestamp("data_to")),
                    row.getLong("seed"),
                    numbers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
