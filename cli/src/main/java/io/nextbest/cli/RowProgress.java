package io.nextbest.cli;

import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Rows as they come: a bar where someone looks on, else a line every hundred thousand. */
final class RowProgress implements LongConsumer, AutoCloseable {

    private static final long EVERY = 100_000;

    private final Output out;
    private final long expected;
    private final @Nullable ProgressBar bar;
    private long next = EVERY;

    /** @param expected rows in all, -1 if the file does not say */
    RowProgress(Output out, long expected) {
        this.out = out;
        this.expected = expected;
        this.bar = out.isTerminal()
                ? new ProgressBarBuilder()
                        .setTaskName("Importing")
                        .setInitialMax(expected)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .setUnit(" rows", 1)
                        .showSpeed()
                        .build()
                : null;
    }

    @Override
    public void accept(long rows) {
        if (bar != null) {
            bar.stepTo(rows);
        } else if (rows >= next) {
            out.line(expected < 0 ? "  %,d rows".formatted(rows) : "  %,d of %,d rows".formatted(rows, expected));
            next = (rows / EVERY + 1) * EVERY;
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
