package io.nextbest.segmentation;

import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.runtime.RuntimeConfiguration;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parity model's files at the places where the older service's training left them, for those who read them. Answers
 * do not depend on them: the registry holds the model.
 */
@Singleton
class PublishedFiles {

    private final Path directory;
    private final Map<String, Path> places = new LinkedHashMap<>();

    PublishedFiles(ArtefactConfiguration configuration, RuntimeConfiguration runtime) {
        directory = (configuration.directory().isBlank()
                        ? Path.of(runtime.home(), "models", "segmentation")
                        : Path.of(configuration.directory()))
                .toAbsolutePath();
        place(ArtefactFiles.TABLE, configuration.rfmPath());
        place(ArtefactFiles.SCALER, configuration.scalerPath());
        place(ArtefactFiles.PROFILES, configuration.profilesPath());
        place(ArtefactFiles.MODEL, configuration.modelPath());
    }

    private void place(String name, String path) {
        places.put(name, (path.isBlank() ? directory.resolve(name) : Path.of(path)).toAbsolutePath());
    }

    /** Replaces the four files by those of this model. */
    void write(SegmentationArtefact artefact, RfmTable table) {
        Path fitted = directory.resolve("fitted");
        ArtefactFiles.write(fitted, artefact, table);
        try {
            for (Map.Entry<String, Path> place : places.entrySet()) {
                copy(fitted.resolve(place.getKey()), place.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Path beside = Files.createTempFile(to.getParent(), to.getFileName().toString(), ".part");
        try {
            Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
