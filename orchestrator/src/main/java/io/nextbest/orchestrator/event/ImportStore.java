package io.nextbest.orchestrator.event;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.event.ImportProgress;
import io.nextbest.contracts.event.ImportProgress.State;
import io.nextbest.contracts.event.ImportRequest;
import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Which file is being imported, by whom, and how far it is. */
@Singleton
final class ImportStore {

    private static final Duration LEASE = Duration.ofSeconds(15);

    /** The rows of one chunk that are fit for the log, with how many lines it had in all. */
    record Chunk(String importId, long fromRow, List<Draft> drafts, int lines) {}

    private final Jdbi jdbi;
    private final EventStore events;

    ImportStore(Database database, EventStore events) {
        this.jdbi = database.jdbi();
        this.events = events;
    }

    Optional<ImportProgress> findImport(String importId) {
        return jdbi.withHandle(handle -> find(handle, "import_id", importId));
    }

    /**
     * Opens or resumes; whoever resumes an import whose lease is over gets a new id, and the former one is shut
     * out.
     */
    ImportProgress open(ImportRequest request, Instant now) {
        return jdbi.inTransaction(handle -> {
            handle.execute("LOCK TABLE orchestrator.import_run IN SHARE ROW EXCLUSIVE MODE");
            refuseIfTaken(handle, request.importId() == null ? "" : request.importId(), now);
            Optional<ImportProgress> earlier = find(handle, "file_digest", request.fileDigest());
            if (earlier.isPresent() && earlier.get().state() == State.FINISHED) {
                return earlier.get();
            }
            boolean own = earlier.isPresent() && earlier.get().importId().equals(request.importId());
            handle.createUpdate("""
                            INSERT INTO orchestrator.import_run
                                   (import_id, file_digest, file_name, row_count, state, lease_until)
                            VALUES (gen_random_uuid()::text, :digest, :name, :rows, 'running', :lease)
                                ON CONFLICT (file_digest) DO UPDATE
                               SET import_id = CASE WHEN :own THEN import_run.import_id ELSE excluded.import_id END,
                                   file_name = excluded.file_name,
                                   row_count = coalesce(excluded.row_count, import_run.row_count),
                                   lease_until = excluded.lease_until
                            """)
                    .bind("digest", request.fileDigest())
                    .bind("name", request.fileName())
                    .bind("rows", request.rows())
                    .bind("lease", now.plus(LEASE).atOffset(ZoneOffset.UTC))
                    .bind("own", own)
                    .execute();
            return find(handle, "file_digest", request.fileDigest()).orElseThrow();
        });
    }

    /** Stores a chunk and the place reached in one transaction. One answer per draft. */
    List<Appended> store(Chunk chunk, Instant now) {
        return jdbi.inTransaction(handle -> {
            ImportProgress progress = lock(handle, chunk.importId());
            if (progress.state() == State.FINISHED) {
                throw new ServiceException(ErrorCode.INPUT_INVALID, "import_id: this import is finished.");
            }
            refuseIfTaken(handle, chunk.importId(), now);
            if (chunk.fromRow() > progress.nextRow()) {
                throw new ServiceException(
                        ErrorCode.INPUT_INVALID, "from_row: the next row to send is " + progress.nextRow() + ".");
            }
            List<Appended> answers = events.append(handle, chunk.drafts());
            boolean again = chunk.fromRow() < progress.nextRow();
            int accepted = Collections.frequency(answers, Appended.ACCEPTED);
            int duplicates = Collections.frequency(answers, Appended.DUPLICATE);
            handle.createUpdate("""
                            UPDATE orchestrator.import_run
                               SET next_row = greatest(next_row, :nextRow),
                                   accepted = accepted + :accepted,
                                   duplicates = duplicates + :duplicates,
                                   rejected = rejected + :rejected,
                                   lease_until = :lease
                             WHERE import_id = :id
                            """)
                    .bind("nextRow", chunk.fromRow() + chunk.lines())
                    .bind("accepted", accepted)
                    .bind("duplicates", again ? 0 : duplicates)
                    .bind("rejected", again ? 0 : chunk.lines() - accepted - duplicates)
                    .bind("lease", now.plus(LEASE).atOffset(ZoneOffset.UTC))
                    .bind("id", chunk.importId())
                    .execute();
            return answers;
        });
    }

    ImportProgress finish(String importId) {
        return jdbi.inTransaction(handle -> {
            lock(handle, importId);
            handle.createUpdate("UPDATE orchestrator.import_run SET state = 'finished' WHERE import_id = :id")
                    .bind("id", importId)
                    .execute();
            return find(handle, "import_id", importId).orElseThrow();
        });
    }

    private static ImportProgress lock(Handle handle, String importId) {
        handle.createQuery("SELECT 1 FROM orchestrator.import_run WHERE import_id = :id FOR UPDATE")
                .bind("id", importId)
                .mapTo(Integer.class)
                .findOne();
        return find(handle, "import_id", importId).orElseThrow(ImportStore::unknown);
    }

    static ServiceException unknown() {
        return new ServiceException(
                ErrorCode.IMPORT_UNKNOWN, "No import has this id, or someone else has resumed it; open it again.");
    }

    private static void refuseIfTaken(Handle handle, String importId, Instant now) {
        handle.createQuery("""
                        SELECT file_name
                          FROM orchestrator.import_run
                         WHERE state = 'running' AND lease_until > :now AND import_id <> :id
                         LIMIT 1
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("id", importId)
                .mapTo(String.class)
                .findOne()
                .ifPresent(name -> {
                    throw new ServiceException(
                            ErrorCode.BUSY,
                            "Another import is under way (%s); wait until it is finished.".formatted(name));
                });
    }

    private static Optional<ImportProgress> find(Handle handle, String column, String value) {
        return handle.createQuery("""
                        SELECT import_id, file_digest, file_name, row_count, next_row, state,
                               accepted, duplicates, rejected
                          FROM orchestrator.import_run
                         WHERE\s""" + column + " = :value")
                .bind("value", value)
                .map(ImportStore::progress)
                .findOne();
    }

    private static ImportProgress progress(ResultSet row, StatementContext context) throws SQLException {
        return new ImportProgress(
                row.getString("import_id"),
                row.getString("file_digest"),
                row.getString("file_name"),
                row.getObject("row_count", Long.class),
                row.getLong("next_row"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getLong("accepted"),
                row.getLong("duplicates"),
                row.getLong("rejected"));
    }
}
