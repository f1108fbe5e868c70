package io.nextbest.segmentation;

import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** The names that operators gave. */
@Singleton
class SegmentNameStore {

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

    void name(String model, int version, int segment, String name) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO segmentation.segment_name (model, version, segment_id, name, named_at)
                        VALUES (:model, :version, :segment, :name, :at)
                            ON CONFLICT (model, version, segment_id) DO UPDATE
                           SET name = excluded.name, named_at = excluded.named_at
                        """)
                .bind("model", model)
                .bind("version", version)
                .bind("segment", segment)
                .bind("name", name)
                .bind("at", clock.instant())
                .execute());
    }
}
