package io.nextbest.content;

import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** All SQL of the content agent. Its records are public for Jdbi alone, which makes and reads them by reflection. */
@Singleton
final class ContentStore {

    private final Database database;

    ContentStore(Database database) {
        this.database = database;
    }

    /** What an event says of the decision whose content the customer saw. */
    public record Credit(String decisionId, String contentId, Instant at, boolean response) {}

    /** How often a content was shown and answered. */
    public record Response(String contentId, long trials, long responses) {}

    /** The same over all contents, with the times between which they were shown; null before the first. */
    public record Total(
            long trials,
            long responses,
            @Nullable Instant firstAt,
            @Nullable Instant lastAt) {}

    /** Counts each decision as a trial once and as a response at most once. */
    void credit(Handle handle, Credit credit) {
        int trial = handle.createUpdate("""
                        INSERT INTO content.credited (decision_id, content_id, at, responded)
                        VALUES (:decisionId, :contentId, :at, false)
                            ON CONFLICT (decision_id) DO NOTHING
                        """).bindMethods(credit).execute();
        int response = credit.response() ? markResponded(handle, credit.decisionId()) : 0;
        if (trial + response > 0) {
            handle.createUpdate("""
                            INSERT INTO content.response (content_id, trials, responses)
                            SELECT content_id, :trial, :response
                              FROM content.credited
                             WHERE decision_id = :decisionId
                                ON CONFLICT (content_id) DO UPDATE
                               SET trials = content.response.trials + excluded.trials,
                                   responses = content.response.responses + excluded.responses
                            """)
                    .bind("decisionId", credit.decisionId())
                    .bind("trial", trial)
                    .bind("response", response)
                    .execute();
        }
    }

    /** 1 if the decision had no response before. */
    private static int markResponded(Handle handle, String decisionId) {
        return handle.createUpdate("""
                        UPDATE content.credited
                           SET responded = true
                         WHERE decision_id = :decisionId AND NOT responded
                        """).bind("decisionId", decisionId).execute();
    }

    void wipe(Handle handle) {
        handle.execute("DELETE FROM content.credited");
        handle.execute("DELETE FROM content.response");
    }

    Map<String, Response> responses() {
        return database
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT content_id, trials, responses FROM content.response")
                        .map(ConstructorMapper.of(Response.class))
                        .list())
                .stream()
                .collect(Collectors.toMap(Response::contentId, response -> response));
    }

    Total total() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT count(*) AS trials,
                               count(*) FILTER (WHERE responded) AS responses,
                               min(at) AS first_at,
                               max(at) AS last_at
                          FROM content.credited
                        """)
                        .map(ConstructorMapper.of(Total.class))
                        .one());
    }
}
