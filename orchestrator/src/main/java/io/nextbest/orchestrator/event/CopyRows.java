package io.nextbest.orchestrator.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in PostgreSQL's binary COPY format, in one growing array. Not thread-safe.
 *
 * <p>Source: PostgreSQL 18 manual, COPY, "Binary Format".
 */
final class CopyRows {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private byte[] bytes;
    private int length;

    CopyRows(int expectedBytes) {
        bytes = new byte[Math.max(64, expectedBytes)];
        put(SIGNATURE);
        int32(0);
        int32(0);
    }

    CopyRows row(int columns) {
        int16(columns);
        return this;
    }

    CopyRows bigint(long value) {
        int32(Long.BYTES);
        int64(value);
        return this;
    }

    CopyRows text(@Nullable String text) {
        if (text == null) {
            int32(-1);
            return this;
        }
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    CopyRows text(byte[] utf8) {
        int32(utf8.length);
        put(utf8);
        return this;
    }

    /** PostgreSQL keeps whole microseconds; what is finer is cut off. */
    CopyRows timestamp(Instant at) {
        int32(Long.BYTES);
        Duration since = Duration.between(EPOCH, at);
        int64(since.getSeconds() * 1_000_000 + since.getNano() / 1_000);
        return this;
    }

    CopyRows end() {
        int16(-1);
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void int16(int value) {
        room(2);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    private void int32(int value) {
        int16(value >> 16);
        int16(value);
    }

    private void int64(long value) {
        int32((int) (value >> 32));
        int32((int) value);
    }

    private void put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
