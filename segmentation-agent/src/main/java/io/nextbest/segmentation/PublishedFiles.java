package io.nextbest.segmentation;

import io.nextbest.runtime.RuntimeConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the versions that answer, for those who read files; answers come from the registry. Training leaves
 * those of each fit in a directory of its own. Only when the version is active they are copied, each by an atomic move,
 * to where the older service's training left its files; whoever is killed in between finds it done at the next start.
 */
@Singleton
class PublishedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PublishedFiles.class);
    private static final int KEPT = 5;

    /** Lies in the directory of a fit that was active once, and may be again. */
    private static final String WAS_ACTIVE = "was_active";

    private final ExecutorService publishing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("published-files").factory());
    private final Path directory;
    private final Map<String, Path> parity = new HashMap<>();

    PublishedFiles(ArtefactConfiguration configuration, RuntimeConfiguration runtime) {
        directory = (configuration.directory().isBlank()
                        ? Path.of(runtime.home(), "models", "segmentation")
                        : Path.of(configuration.directory()))
                .toAbsolutePath();
        parity(ArtefactFiles.TABLE, configuration.rfmPath());
        parity(ArtefactFiles.SCALER, configuration.scalerPath());
        parity(ArtefactFiles.PROFILES, configuration.profilesPath());
        parity(ArtefactFiles.MODEL, configuration.modelPath());
    }

    private void parity(String name, String path) {
        parity.put(name, (path.isBlank() ? directory.resolve(name) : Path.of(path)).toAbsolutePath());
    }

    /** Leaves the files of a fit, which is not active yet; a full disk stops the training here. */
    void keep(Artefact artefact, String text, Consumer<Path> write) {
        write.accept(fitted(artefact, text));
        forgetOld(artefact.model());
    }

    /** By model and content, so that a fit has the same directory wherever it is asked for. */
    private Path fitted(Artefact artefact, String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            String name = artefact.model() + "-" + HexFormat.of().formatHex(digest, 0, 6);
            return directory.resolve("fitted").resolve(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of each model the newest remain, and beside them those that were active last: a rollback goes back there. */
    private void forgetOld(String model) {
        try (var fits = Files.list(directory.resolve("fitted"))) {
            List<Path> newest = fits.filter(fit -> fit.getFileName().toString().startsWith(model + "-"))
                    .filter(Files::isDirectory)
                    .sorted(Comparator.comparing(PublishedFiles::changedAt).reversed())
                    .toList();
            Predicate<Path> wasActive = fit -> Files.exists(fit.resolve(WAS_ACTIVE));
            for (Predicate<Path> kind : List.of(wasActive, wasActive.negate())) {
                for (Path fit : newest.stream().filter(kind).skip(KEPT).toList()) {
                    forget(fit);
                }
            }
        } catch (IOException e) {
            LOG.warn("old fits could not be deleted", e);
        }
    }

    /** With what a kill left in it, half written. */
    private static void forget(Path fit) throws IOException {
        try (var files = Files.list(fit)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(fit);
    }

    /** 0 for one that another process has deleted meanwhile. */
    private static long changedAt(Path path) {
        return path.toFile().lastModified();
    }

    /**
     * Brings the files at their usual places up to this version, after those handed over before: answers do not wait
     * for files, and {@link #await} does.
     */
    void publishLater(Artefact artefact, String text) {
        publishing.execute(() -> publish(artefact, text));
    }

    /** Returns when all that was handed over is published. */
    void await() {
        CompletableFuture.runAsync(() -> {}, publishing).join();
    }

    /** What is left is still published. */
    @PreDestroy
    void close() {
        publishing.close();
    }

    /** Now; what cannot be written is told to the log and tried again at the next start. */
    void publish(Artefact artefact, String text) {
        try {
            Path fit = fitted(artefact, text);
            if (!Files.exists(fit.resolve(ArtefactFiles.names(artefact).getLast()))) {
                ArtefactFiles.writeModel(fit, artefact);
            }
            Files.deleteIfExists(fit.resolve(WAS_ACTIVE)); // made anew, it makes the directory the newest
            Files.createFile(fit.resolve(WAS_ACTIVE));
            for (String name : ArtefactFiles.names(artefact)) {
                publish(fit.resolve(name), place(artefact.model(), name));
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("the files of the active {} model could not be written", artefact.model(), e);
        }
    }

    private Path place(String model, String name) {
        Path beside = directory.resolve(model).resolve(name);
        return model.equals(SegmentationArtefact.PARITY) ? parity.getOrDefault(name, beside) : beside;
    }

    private static void publish(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            LOG.warn("{} is left as it is: the customers of the active version were not kept", to);
        } else if (!Files.exists(to) || Files.mismatch(from, to) >= 0) {
            ArtefactFiles.copy(from, to);
        }
    }
}
