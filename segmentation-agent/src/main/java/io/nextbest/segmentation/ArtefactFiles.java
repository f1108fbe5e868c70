package io.nextbest.segmentation;

import io.micronaut.json.JsonMapper;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.runtime.RuntimeConfiguration;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that the older service's training left behind, for those who read them. Answers do not depend on them: the
 * registry holds the model. A file is whole or the one before: written beside its place, then moved there.
 */
@Singleton
class ArtefactFiles {

    private final JsonMapper json;
    private final Path modelFile;
    private final Path scalerFile;
    private final Path profilesFile;
    private final Path rfmFile;

    ArtefactFiles(JsonMapper json, ArtefactConfiguration configuration, RuntimeConfiguration runtime) {
        this.json = json;
        Path directory = configuration.directory().isBlank()
                ? Path.of(runtime.home(), "models", "segmentation")
                : Path.of(configuration.directory());
        modelFile = place(configuration.modelPath(), directory, "kmeans_model.json");
        scalerFile = place(configuration.scalerPath(), directory, "scaler.json");
        profilesFile = place(configuration.profilesPath(), directory, "segment_profiles.json");
        rfmFile = place(configuration.rfmPath(), directory, "rfm_table.csv");
    }

    private static Path place(String path, Path directory, String name) {
        return (path.isBlank() ? directory.resolve(name) : Path.of(path)).toAbsolutePath();
    }

    /** Replaces the four files by those of this model. */
    void write(SegmentationArtefact artefact, RfmTable table) {
        try {
            replace(rfmFile, csv(table).getBytes(StandardCharsets.UTF_8));
            replace(scalerFile, json.writeValueAsBytes(scaler(artefact)));
            replace(modelFile, json.writeValueAsBytes(model(artefact)));
            replace(profilesFile, json.writeValueAsBytes(profiles(artefact)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> scaler(SegmentationArtefact artefact) {
        Map<String, Object> scaler = new LinkedHashMap<>();
        scaler.put("feature_names", List.of("Recency", "Frequency", "Monetary"));
        scaler.put("mean", artefact.means());
        scaler.put("scale", artefact.deviations());
        return scaler;
    }

    private static Map<String, Object> model(SegmentationArtefact artefact) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("n_clusters", artefact.clusters());
        model.put("random_state", artefact.seed());
        model.put("n_init", artefact.starts());
        model.put("inertia", artefact.inertia());
        model.put("reference", artefact.reference().toString());
        model.put("cluster_centers", artefact.centroids());
        model.put(
                "sizes",
                artefact.profiles().stream()
                        .map(SegmentationArtefact.Profile::customers)
                        .toList());
        return model;
    }

    private static Map<String, Object> profiles(SegmentationArtefact artefact) {
        Map<String, Object> profiles = new LinkedHashMap<>();
        for (int c = 0; c < artefact.profiles().size(); c++) {
            Map<String, Object> profile = new LinkedHashMap<>();
            profile.put("segment_name", "Segment " + c);
            profile.putAll(artefact.profiles().get(c).stats());
            profiles.put(String.valueOf(c), profile);
        }
        return profiles;
    }

    private static String csv(RfmTable table) {
        var csv = new StringBuilder("CustomerID,Recency,Frequency,Monetary\n");
        for (RfmTable.Row row : table.rows()) {
            RfmFigures figures = row.figures();
            csv.append(quoted(row.customer())).append(',').append(figures.recency());
            csv.append(',').append(figures.frequency()).append(',').append(figures.monetary());
            csv.append('\n');
        }
        return csv.toString();
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path directory = file.getParent();
        Files.createDirectories(directory);
        Path beside = Files.createTempFile(directory, file.getFileName().toString(), ".part");
        try {
            try (var channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
