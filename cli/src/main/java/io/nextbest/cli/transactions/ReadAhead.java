package io.nextbest.cli.transactions;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Unpacks on a thread of its own, a few blocks ahead of whoever reads, so that neither waits for the other. */
final class ReadAhead extends InputStream {

    private static final int BLOCKS = 6;
    private static final int BLOCK = 1 << 17;

    private final InputStream in;
    private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS + 1);
    private final BlockingQueue<Block> free = new ArrayBlockingQueue<>(BLOCKS);
    private final Thread unpacker;
    private @Nullable Block current;
    private int at;

    private static final class Block {
        private final byte[] bytes = new byte[BLOCK];
        private int length;
        private @Nullable Throwable failure;
    }

    ReadAhead(InputStream in) {
        this.in = in;
        this.unpacker = Thread.ofPlatform().name("workbook-unpacker").daemon().start(this::unpack);
    }

    private void unpack() {
        try {
            for (int made = 0; ; made++) {
                Block block = made < BLOCKS ? new Block() : free.take();
                try {
                    block.length = in.readNBytes(block.bytes, 0, BLOCK);
                } catch (IOException | RuntimeException | Error e) {
                    block.length = 0;
                    block.failure = e;
                }
                full.put(block);
                if (block.length == 0) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody reads any more
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        Block block = block();
        if (block.length == 0) {
            switch (block.failure) {
                case null -> {
                    return -1;
                }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IOException(e.getMessage(), e);
            }
        }
        int length = Math.min(most, block.length - at);
        System.arraycopy(block.bytes, at, into, from, length);
        at += length;
        if (at == block.length) {
            current = null;
            free.offer(block);
        }
        return length;
    }

    private Block block() throws IOException {
        Block block = current;
        if (block == null) {
            try {
                block = full.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the reading was interrupted");
            }
            current = block;
            at = 0;
        }
        return block;
    }

    @Override
    public void close() throws IOException {
        unpacker.interrupt();
        boolean interrupted = false;
        while (unpacker.isAlive()) {
            try {
                unpacker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        in.close();
    }
}
