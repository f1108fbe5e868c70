package io.nextbest.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one Nextbest keeps everything: database, password, clock, logs. One process at a time holds it.
 */
final class Home implements Closeable {

    private static final long NEEDED_MEGABYTES = 600;
    private static final int PASSWORD_BYTES = 24;

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;

    private Home(Path folder, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Where the launcher or the operator wants it. */
    static Path ofEnvironment() {
        String home = System.getenv("NEXTBEST_HOME");
        return Path.of(home == null || home.isBlank() ? "var" : home)
                .toAbsolutePath()
                .normalize();
    }

    /** Takes the folder for this process, or says in one sentence why not. */
    static Home open(Path folder) {
        try {
            Files.createDirectories(folder);
            secret(folder, "rwx------");
            FileChannel file = FileChannel.open(
                    folder.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw new CommandFailure(
                        "Another Nextbest is running in %s; stop it, or set NEXTBEST_HOME to another folder."
                                .formatted(folder));
            }
            checkSpace(folder);
            return new Home(folder, file, lock);
        } catch (IOException e) {
            throw new CommandFailure(
                    "The folder %s cannot be written (%s); set NEXTBEST_HOME to one that can."
                            .formatted(folder, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static void checkSpace(Path folder) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace() >> 20;
        if (free < NEEDED_MEGABYTES) {
            throw new CommandFailure("The disk of %s has %,d MB free and Nextbest needs %,d MB; free some space."
                    .formatted(folder, free, NEEDED_MEGABYTES));
        }
    }

    Path folder() {
        return folder;
    }

    /** The database's password: made once, readable by its owner only. */
    Path passwordFile() {
        return write("database-password", () -> {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            return HexFormat.of().formatHex(random);
        });
    }

    String password() {
        return read(passwordFile());
    }

    /** A value that was settled at the first start and stays. */
    Optional<String> find(String name) {
        return Optional.ofNullable(properties().getProperty(name));
    }

    void keep(String name, String value) {
        Properties all = properties();
        all.setProperty(name, value);
        StringBuilder text = new StringBuilder("# written by nextbest: what was settled at the first start\n");
        all.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> text.append(key)
                        .append('=')
                        .append(all.getProperty(key))
                        .append('\n'));
        try {
            Path next = folder.resolve("nextbest.properties.next");
            Files.writeString(next, text);
            Files.move(
                    next,
                    folder.resolve("nextbest.properties"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Properties properties() {
        return settled(folder);
    }

    /** What the last start settled, readable also while another process holds the home. */
    static Properties settled(Path folder) {
        Properties all = new Properties();
        Path file = folder.resolve("nextbest.properties");
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                all.load(in);
            } catch (IOException e) {
                throw new CommandFailure("%s cannot be read; check its permissions.".formatted(file), e);
            }
        }
        return all;
    }

    private Path write(String name, Supplier<String> content) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            try {
                Files.createFile(file);
                secret(file, "rw-------");
                Files.writeString(file, content.get(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailure("%s cannot be read; check its permissions.".formatted(file), e);
        }
    }

    private static void secret(Path file, String permissions) throws IOException {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    @Override
    public void close() {
        try {
            if (!lockFile.isOpen()) {
                return;
            }
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
