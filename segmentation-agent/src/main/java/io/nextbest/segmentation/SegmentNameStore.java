package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The names that operators gave. */
@Singleton
class SegmentNameStore {

    private static final String UNIQUE_VIOLATION = "23505";

    private final Jdbi jdbi;
    private final Clock clock;

    SegmentNameStore(Database database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    /** By segment, those of this version; most have none. */
    Map<Integer, String> names(String model, int version) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT segment_id, name
                          FROM segmentation.segment_name
                         WHERE model = :model AND version = :version
                        """)
                .bind("model", model)
                .bind("version", version)
                .<Map<Integer, String>>reduceRows(new HashMap<>(), (names, row) -> {
                    names.put(row.getColumn("segment_id", Integer.class), row.getColumn("name", String.class));
                    return names;
                }));
    }

    /** Folded, all that were ever given to segments of this model. */
    Set<String> given(String model) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT folded FROM segmentation.segment_name WHERE model = :model")
                        .bind("model", model)
                        .mapTo(String.class)
                        .set());
    }

    /** @throws ServiceException INPUT_INVALID if another segment of the version was given this name at the same time */
    void name(String model, int version, int segment, String name) {
        try {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            INSERT INTO segmentation.segment_name (model, version, segment_id, name, folded, named_at)
                            VALUES (:model, :version, :segment, :name, :folded, :at)
                                ON CONFLICT (model, version, segment_id) DO UPDATE
                               SET name = excluded.name, folded = excluded.folded, named_at = excluded.named_at
                            """)
                    .bind("model", model)
                    .bind("version", version)
                    .bind("segment", segment)
                    .bind("name", name)
                    .bind("folded", GivenName.folded(name))
                    .bind("at", clock.instant())
                    .execute());
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException refusal && UNIQUE_VIOLATION.equals(refusal.getSQLState())) {
                throw new ServiceException(
                        ErrorCode.INPUT_INVALID,
                        "name: another segment of %s@%d is called %s already.".formatted(model, version, name));
            }
            throw e;
        }
    }
}
