package io.nextbest.cli.transactions;

import io.nextbest.cli.CommandFailure;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries a file into the log. One thread reads and checks rows while the other sends, so that neither waits for the
 * other; two chunks at most lie between them. An import that broke off goes on where the log ends.
 */
public final class TransactionImport {

    private static final Chunk END = new Chunk(-1, 0, 0, new byte[0]);

    private final ImportDoor door;
    private final Path rejectedFolder;
    private final LongConsumer progress;

    /**
     * @param rejectedFolder where the list of rejected rows is written if there are any
     * @param progress told the rows read so far after each chunk
     */
    public TransactionImport(ImportDoor door, Path rejectedFolder, LongConsumer progress) {
        this.door = door;
        this.rejectedFolder = rejectedFolder;
        this.progress = progress;
    }

    /** What a run counts: what the rows are, and what the log said of them. */
    private static final class Counted {
        private final LeftOut leftOut = new LeftOut();
        private final RejectedRows rejected;
        private long accepted;
        private long duplicates;

        Counted(RejectedRows rejected) {
            this.rejected = rejected;
        }
    }

    public ImportReport run(TransactionFile file) {
        return run(
                file, door.open(file.importDigest(), String.valueOf(file.path().getFileName())));
    }

    /** Goes on with an import that is open. */
    public ImportReport run(TransactionFile file, ImportDoor.Opened opened) {
        long start = System.nanoTime();
        Path list = rejectedFolder.resolve("rejected-" + file.digest().substring(0, 16) + ".csv");
        try (RejectedRows rejected = new RejectedRows(list)) {
            Counted counted = new Counted(rejected);
            carry(file, opened, counted);
            door.finish(opened.importId());
            return new ImportReport(
                    file.rows(),
                    file.events(),
                    counted.accepted,
                    counted.duplicates,
                    rejected.count(),
                    file.holdsPurchases() ? counted.leftOut.counts() : null,
                    rejected.first(),
                    rejected.list().orElse(null),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private void carry(TransactionFile file, ImportDoor.Opened opened, Counted counted) {
        BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(2);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread reader = Thread.ofPlatform().name("import-reader").daemon().start(() -> {
            try {
                file.read(chunk -> put(queue, chunk), counted.rejected, counted.leftOut);
            } catch (CancellationException e) {
                return; // nobody takes chunks any more
            } catch (Throwable e) {
                failure.set(e);
            }
            put(queue, END);
        });
        try {
            for (Chunk chunk = queue.take(); chunk != END; chunk = queue.take()) {
                send(chunk, opened, counted);
                progress.accept(chunk.rows());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("The import was interrupted; start it again, it goes on where it stopped.", e);
        } finally {
            reader.interrupt();
        }
        switch (failure.get()) {
            case null -> {} // read to the end
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private void send(Chunk chunk, ImportDoor.Opened opened, Counted counted) {
        long end = chunk.from() + chunk.events();
        if (end <= opened.nextRow()) {
            counted.duplicates += chunk.events();
            return;
        }
        ImportDoor.Taken taken = door.take(opened.importId(), chunk.from(), chunk.lines());
        counted.accepted += taken.accepted();
        counted.duplicates += taken.duplicates();
        for (ImportDoor.Refused refused : taken.refused()) {
            counted.rejected.add(refused.eventId(), refused.field(), refused.detail());
        }
    }

    private static void put(BlockingQueue<Chunk> queue, Chunk chunk) {
        try {
            queue.put(chunk);
        } catch (InterruptedException e) {
            throw new CancellationException("The sender has given up.");
        }
    }
}
