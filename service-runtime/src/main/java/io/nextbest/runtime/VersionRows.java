package io.nextbest.runtime;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.runtime.ModelVersions.By;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.ModelVersions.State;
import io.nextbest.runtime.ModelVersions.Stored;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements of the registry, each in its caller's transaction. */
@Singleton
final class VersionRows {

    private static final String COLUMNS = """
            model, version, state, trained_at, data_from, data_to, seed, parameters, metrics, origin, accepted, verdict,
            activated_at, activated_by""";

    private final Database database;
    private final JsonMapper json;
    private final Clock clock;

    VersionRows(Database database, JsonMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    int insert(Handle handle, Fitted fitted, @Nullable Judgement judgement, By origin) {
        return handle.createUpdate("""
                        INSERT INTO %1$s.model_version
                               (model, version, trained_at, data_from, data_to, seed, parameters, metrics, origin,
                                accepted, verdict, artifact)
                        SELECT :model, coalesce(max(version), 0) + 1, :trainedAt, :dataFrom, :dataTo, :seed,
                               cast(:parameters AS jsonb), cast(:metrics AS jsonb), :origin, :accepted, :verdict,
                               :artifact
                          FROM %1$s.model_version
                         WHERE model = :model
                        """.formatted(database.schema()))
                .bind("model", fitted.model())
                .bind("trainedAt", clock.instant())
                .bind("dataFrom", fitted.dataFrom())
                .bind("dataTo", fitted.dataTo())
                .bind("seed", fitted.seed())
                .bind("parameters", text(fitted.parameters()))
                .bind("metrics", text(fitted.metrics()))
                .bind("origin", origin.word())
                .bindByType("accepted", judgement == null ? null : judgement.accepted(), Boolean.class)
                .bindByType("verdict", judgement == null ? null : judgement.why(), String.class)
                .bind("artifact", fitted.artifact())
                .executeAndReturnGeneratedKeys("version")
                .mapTo(Integer.class)
                .one();
    }

    /**
     * What is activated together, so that it can be rolled back together.
     *
     * @param step its number, counted up
     */
    record Activation(long step, By by) {}

    Activation next(Handle handle, By by) {
        return handle.createQuery(
                        "SELECT coalesce(max(step), 0) + 1 FROM %s.model_activation".formatted(database.schema()))
                .mapTo(Long.class)
                .map(step -> new Activation(step, by))
                .one();
    }

    void activate(Handle handle, String model, int version, Activation activation) {
        moveToActive(handle, model, version, activation.by());
        handle.createUpdate("""
                        INSERT INTO %s.model_activation (step, model, version, activated_at, activated_by)
                        VALUES (:step, :model, :version, :at, :by)
                        """.formatted(database.schema()))
                .bind("step", activation.step())
                .bind("model", model)
                .bind("version", version)
                .bind("at", clock.instant())
                .bind("by", activation.by().word())
                .execute();
    }

    /** Takes back what was activated after this earlier version, and makes it active again. */
    void rollBack(Handle handle, String model, int earlier) {
        handle.createUpdate("""
                        UPDATE %1$s.model_activation
                           SET undone_at = :at
                         WHERE model = :model AND undone_at IS NULL
                           AND step > (SELECT max(step) FROM %1$s.model_activation
                                        WHERE model = :model AND version = :version AND undone_at IS NULL)
                        """.formatted(database.schema()))
                .bind("model", model)
                .bind("version", earlier)
                .bind("at", clock.instant())
                .execute();
        moveToActive(handle, model, earlier, By.ROLLBACK);
    }

    private void moveToActive(Handle handle, String model, int version, By by) {
        handle.createUpdate("UPDATE %s.model_version SET state = 'retired' WHERE model = :model AND state = 'active'"
                        .formatted(database.schema()))
                .bind("model", model)
                .execute();
        handle.createUpdate("""
                        UPDATE %s.model_version
                           SET state = 'active', activated_at = :at, activated_by = :by
                         WHERE model = :model AND version = :version
                        """.formatted(database.schema()))
                .bind("at", clock.instant())
                .bind("by", by.word())
                .bind("model", model)
                .bind("version", version)
                .execute();
    }

    /**
     * Puts the version in the place of the shadow; the one before goes back to where it came from.
     *
     * @param version null for no shadow any more
     */
    void setShadow(Handle handle, String model, @Nullable Integer version) {
        handle.createUpdate("""
                        UPDATE %s.model_version
                           SET state = CASE WHEN activated_at IS NULL THEN 'candidate' ELSE 'retired' END
                         WHERE model = :model AND state = 'shadow'
                        """.formatted(database.schema()))
                .bind("model", model)
                .execute();
        if (version != null) {
            handle.createUpdate(
                            "UPDATE %s.model_version SET state = 'shadow' WHERE model = :model AND version = :version"
                                    .formatted(database.schema()))
                    .bind("model", model)
                    .bind("version", version)
                    .execute();
        }
    }

    /**
     * The models that the last activation changed, if it was not rolled back; what stayed of one that was, because it
     * was its model's first, is no reason to go no further back.
     */
    List<String> listLastActivated(Handle handle) {
        return handle.createQuery("""
                        SELECT model
                          FROM %1$s.model_activation
                         WHERE undone_at IS NULL
                           AND step = (SELECT max(last.step)
                                         FROM %1$s.model_activation last
                                        WHERE last.undone_at IS NULL
                                          AND (NOT EXISTS (SELECT 1 FROM %1$s.model_activation gone
                                                            WHERE gone.step = last.step AND gone.undone_at IS NOT NULL)
                                               OR EXISTS (SELECT 1 FROM %1$s.model_activation earlier
                                                           WHERE earlier.model = last.model
                                                             AND earlier.undone_at IS NULL
                                                             AND earlier.step < last.step
                                                             AND earlier.version <> last.version)))
                         ORDER BY model
                        """.formatted(database.schema()))
                .mapTo(String.class)
                .list();
    }

    List<Integer> listEarlier(Handle handle, String model) {
        return handle.createQuery("""
                        SELECT version
                          FROM %1$s.model_activation
                         WHERE model = :model AND undone_at IS NULL
                           AND version <> (SELECT version FROM %1$s.model_version
                                            WHERE model = :model AND state = 'active')
                         ORDER BY step DESC
                        """.formatted(database.schema()))
                .bind("model", model)
                .mapTo(Integer.class)
                .list();
    }

    Optional<Integer> findVersion(Handle handle, String model, State state) {
        return handle.createQuery("SELECT version FROM %s.model_version WHERE model = :model AND state = :state"
                        .formatted(database.schema()))
                .bind("model", model)
                .bind("state", state.word())
                .mapTo(Integer.class)
                .findOne();
    }

    Optional<Stored> find(Handle handle, String model, int version) {
        return handle.createQuery(
                        "SELECT %s, artifact FROM %s.model_version WHERE model = :model AND version = :version"
                                .formatted(COLUMNS, database.schema()))
                .bind("model", model)
                .bind("version", version)
                .map((row, context) -> new Stored(read(row), row.getString("artifact")))
                .findOne();
    }

    /** The newest first; null for all models. */
    List<ModelVersion> list(Handle handle, @Nullable String model) {
        return handle.createQuery("""
                        SELECT %s
                          FROM %s.model_version
                         WHERE :model IS NULL OR model = :model
                         ORDER BY trained_at DESC, model, version DESC
                        """.formatted(COLUMNS, database.schema()))
                .bindByType("model", model, String.class)
                .map((row, context) -> read(row))
                .list();
    }

    Optional<ModelVersion> findNewestActive(Handle handle) {
        return handle.createQuery("""
                        SELECT %s
                          FROM %s.model_version
                         WHERE state = 'active'
                         ORDER BY activated_at DESC, trained_at DESC, version DESC, model
                         LIMIT 1
                        """.formatted(COLUMNS, database.schema()))
                .map((row, context) -> read(row))
                .findOne();
    }

    /** By model, the number of the version that is active. */
    SortedMap<String, Integer> activeVersions(Handle handle) {
        return handle.createQuery("SELECT model, version FROM %s.model_version WHERE state = 'active'"
                        .formatted(database.schema()))
                .<SortedMap<String, Integer>>reduceRows(new TreeMap<>(), (active, row) -> {
                    active.put(row.getColumn("model", String.class), row.getColumn("version", Integer.class));
                    return active;
                });
    }

    /** The newest version with this very artefact. */
    Optional<Integer> findSame(Handle handle, Fitted fitted) {
        return handle.createQuery("""
                        SELECT version
                          FROM %s.model_version
                         WHERE model = :model AND artifact = :artifact
                         ORDER BY version DESC
                         LIMIT 1
                        """.formatted(database.schema()))
                .bind("model", fitted.model())
                .bind("artifact", fitted.artifact())
                .mapTo(Integer.class)
                .findOne();
    }

    Optional<Instant> findNewestTraining(Handle handle) {
        return handle.createQuery("SELECT max(trained_at) FROM %s.model_version WHERE origin <> :import"
                        .formatted(database.schema()))
                .bind("import", By.IMPORT.word())
                .mapTo(Instant.class)
                .findOne();
    }

    private String text(Map<String, ?> members) {
        try {
            return json.writeValueAsString(new TreeMap<>(members));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ModelVersion read(ResultSet row) throws SQLException {
        var metrics = new TreeMap<String, Double>();
        members(row.getString("metrics")).forEach((name, value) -> metrics.put(name, ((Number) value).doubleValue()));
        var parameters = new TreeMap<String, String>();
        members(row.getString("parameters")).forEach((name, value) -> parameters.put(name, String.valueOf(value)));
        String verdict = row.getString("verdict");
        return new ModelVersion(
                row.getString("model"),
                row.getInt("version"),
                row.getString("state").equals(State.ACTIVE.word()),
                row.getString("state"),
                row.getTimestamp("trained_at").toInstant(),
                instant(row.getTimestamp("data_from")),
                instant(row.getTimestamp("data_to")),
                row.getLong("seed"),
                parameters,
                metrics,
                row.getString("origin"),
                verdict == null ? null : new Judgement(row.getBoolean("accepted"), verdict),
                instant(row.getTimestamp("activated_at")),
                row.getString("activated_by"),
                null,
                null);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> members(String text) {
        try {
            return Objects.requireNonNull(json.readValue(text, Map.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
