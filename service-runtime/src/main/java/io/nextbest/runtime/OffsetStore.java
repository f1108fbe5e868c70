package io.nextbest.runtime;

import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;

/** How far this service has read the log. */
@Singleton
final class OffsetStore {

    private final Database database;

    OffsetStore(Database database) {
        this.database = database;
    }

    long offset() {
        return database.jdbi().withHandle(handle -> read(handle, ""));
    }

    /** The same, and nobody else moves it until the transaction ends. */
    long lock(Handle handle) {
        return read(handle, " FOR UPDATE");
    }

    private long read(Handle handle, String suffix) {
        return handle.createQuery("SELECT last_seq FROM %s.log_offset".formatted(database.schema()) + suffix)
                .mapTo(Long.class)
                .one();
    }

    void move(Handle handle, long seq) {
        handle.createUpdate("UPDATE %s.log_offset SET last_seq = :seq".formatted(database.schema()))
                .bind("seq", seq)
                .execute();
    }
}
