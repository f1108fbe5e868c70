package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.Temperature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A trained model through its files and back, and everything that is not one. */
class ArtefactFilesTest {

    private static final RfmTable TABLE = new RfmTable(
            Instant.parse("2011-12-10T12:50:00Z"),
            List.of(
                    row("a", 1, 2, 12_345_678.25),
                    row("b, junior", 1, 3, 12_000_000),
                    row("c", 300, 1, 0.5),
                    row("d", 310, 1, 7.25),
                    row("e", 40, 1, 0.00075)));
    private static final Recipe RECIPE = new Recipe(Features.LOG, 2, 10, 42);

    @TempDir
    Path directory;

    private static RfmTable.Row row(String customer, long recency, long frequency, double monetary) {
        return new RfmTable.Row(customer, new RfmFigures(recency, frequency, monetary));
    }

    private static SegmentationArtefact artefact() {
        var plain = SegmentationArtefact.of(
                RECIPE,
                SegmentModel.fit(TABLE, RECIPE),
                SegmentationArtefact.data(TABLE, Instant.parse("2010-12-01T08:26:00Z"), null),
                TABLE);
        return new SegmentationArtefact(
                plain.model(),
                plain.recipe(),
                plain.segments(),
                plain.data(),
                new Temperature(0.375, List.of(List.of(1.0, 0.25), List.of(0.25, 1.0))),
                List.of("Champions", "The \"lost\""),
                new SegmentationArtefact.Evidence(
                        List.of(
                                new Deciles(List.of(1.0, 40.5), List.of(0.4, 0.2, 0.4), 5),
                                new Deciles(List.of(), List.of(1.0), 5),
                                new Deciles(List.of(0.5), List.of(0.2, 0.8), 5)),
                        List.of(
                                new ClusterCount.Tried(2, 0.91, 0.4, 0.33, 0.01, 0.5, "chosen"),
                                new ClusterCount.Tried(3, 0.5, 0.2, null, null, 0.25, "not stable: 0.50"))));
    }

    @Test
    void readsBackWhatItWrote() {
        var artefact = artefact();

        ArtefactFiles.write(directory.resolve("not/yet/there"), artefact, TABLE);
        var read = ArtefactFiles.read(directory.resolve("not/yet/there"));

        assertThat(read).usingRecursiveComparison().isEqualTo(artefact);
        for (RfmTable.Row row : TABLE.rows()) {
            assertThat(read.segments().assign(row.figures()))
                    .isEqualTo(artefact.segments().assign(row.figures()));
        }
    }

    @Test
    void writesFourFilesThatTheOlderServicesReadersKnow() throws IOException {
        ArtefactFiles.write(directory, artefact(), TABLE);

        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "kmeans_model.json", "scaler.json", "segment_profiles.json", "rfm_table.csv");
        }
        assertThat(directory.resolve("rfm_table.csv")).hasContent("""
                CustomerID,Recency,Frequency,Monetary
                a,1,2,12345678.25
                "b, junior",1,3,12000000.0
                c,300,1,0.5
                d,310,1,7.25
                e,40,1,0.00075
                """);
        assertThat(Files.readString(directory.resolve("kmeans_model.json")))
                .startsWith("{\"format\":\"nextbest-segmentation/2\",\"model\":\"standard\",\"features\":\"log1p\"")
                .contains("\"n_clusters\":2", "\"random_state\":42", "\"n_init\":10", "\"data_to\":null");
        assertThat(Files.readString(directory.resolve("scaler.json")))
                .startsWith("{\"feature_names\":[\"Recency\",\"Frequency\",\"Monetary\"],\"mean\":[");
    }

    /** Two of the older service's segments with its figures: order, blanks and digits as it printed them. */
    @Test
    void printsProfilesToTheByteAsTheOlderServiceDid() throws IOException {
        String printed = """
                {
                  "0": {
                    "Recency_mean": 6.5,
                    "Recency_median": 1.5,
                    "Recency_min": 1.0,
                    "Recency_max": 39.0,
                    "Frequency_mean": 120.5,
                    "Frequency_median": 95.0,
                    "Frequency_min": 63.0,
                    "Frequency_max": 209.0,
                    "Monetary_mean": 55312.68625,
                    "Monetary_median": 49908.7,
                    "Monetary_min": 11189.91,
                    "Monetary_max": 143825.06,
                    "segment_name": "Segment 0"
                  },
                  "1": {
                    "Recency_mean": 7.666666666666667,
                    "Recency_median": 5.0,
                    "Recency_min": 1.0,
                    "Recency_max": 24.0,
                    "Frequency_mean": 42.833333333333336,
                    "Frequency_median": 50.5,
                    "Frequency_min": 2.0,
                    "Frequency_max": 73.0,
                    "Monetary_mean": 190863.46166666667,
                    "Monetary_median": 181511.645,
                    "Monetary_min": 117379.63,
                    "Monetary_max": 20000000.0,
                    "segment_name": "Segment 1"
                  }
                }
                """.strip();
        var older = ArtefactMembers.of(printed);
        var fitted = SegmentModel.fit(TABLE, RECIPE);
        var profiles = new ArrayList<ClusterProfile>();
        for (int c = 0; c < 2; c++) {
            var stats = new LinkedHashMap<String, Double>();
            var own = fitted.profiles().get(c);
            for (String name : own.stats().keySet()) {
                stats.put(name, older.object(String.valueOf(c)).number(name));
            }
            profiles.add(new ClusterProfile(own.customers(), own.share(), own.revenueShare(), stats));
        }
        var artefact = SegmentationArtefact.of(
                RECIPE,
                new SegmentModel(Features.LOG, fitted.scaling(), fitted.centroids(), profiles, fitted.inertia()),
                SegmentationArtefact.data(TABLE, null, null),
                TABLE);

        ArtefactFiles.write(directory, artefact, TABLE);

        assertThat(Files.readString(directory.resolve("segment_profiles.json"))).isEqualTo(printed);
    }

    @Test
    void readsWhatTheFirstReleaseStored() {
        var read = ArtefactText.read("""
                {"clusters":2,"seed":42,"starts":50,"inertia":3.5,"reference":"2011-12-10T12:50:00Z",
                 "means":[92.5,4.25,2054.0],"deviations":[100.0,7.5,8988.0],
                 "centroids":[[0.1,0.2,0.3],[-1.0,2.0,4.0]],
                 "profiles":[{"customers":3,"share":0.75,"revenue_share":0.25,"stats":%1$s},
                             {"customers":1,"share":0.25,"revenue_share":0.75,"stats":%1$s}]}
                """.formatted(stats()));

        assertThat(read.model()).isEqualTo("parity");
        assertThat(read.names()).containsExactly("Segment 0", "Segment 1");
        assertThat(read.recipe()).isEqualTo(new Recipe(Features.RAW, 2, 50, 42));
        assertThat(read.data().customers()).isEqualTo(4);
        assertThat(read.segments().assign(new RfmFigures(2, 20, 40_000)).cluster())
                .isEqualTo(1);
    }

    private static String stats() {
        var stats = new StringBuilder("{");
        for (String feature : List.of("Recency", "Frequency", "Monetary")) {
            for (String stat : List.of("mean", "median", "min", "max")) {
                stats.append(stats.length() == 1 ? "" : ",").append("\"%s_%s\":1.5".formatted(feature, stat));
            }
        }
        return stats.append('}').toString();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "segmentation/2          | segmentation/3          | format: is nextbest-segmentation/3, and this",
                "\"format\"              | \"foreign\"             | format: is missing",
                "\"log1p\"               | \"sqrt\"                | features: sqrt is not known here",
                "\"log1p\"               | \"raw\"                 | the model standard does not read raw features",
                "\"standard\"            | \"parity\"              | the model parity does not read log1p features",
                "\"standard\"            | \"value\"               | there is no model value, only parity and standard",
                "\"clusters\":2,\"seed\" | \"clusters\":3,\"seed\" | centroids: must be 3, are 2",
                "\"clusters\":2,\"seed\" | \"clusters\":1,\"seed\" | at least two clusters",
                "\"starts\":10           | \"starts\":0            | starts: must be at least 1",
                "\"starts\":10           | \"starts\":\"10\"       | starts: must be a whole number",
                "\"means\":[             | \"means\":[1.0,         | means: must have 3 numbers, has 4",
                "\"deviations\":[        | \"deviations\":[0,      | deviations: must have 3 numbers, has 4",
                "\"centroids\":[[        | \"centroids\":[[1e999,  | centroids[0]: must be finite",
                "\"centroids\":[[        | \"centroids\":[[1,      | centroids[0]: must have 3 numbers, has 4",
                "\"temperature\":0.375   | \"temperature\":-1      | a temperature is above 0 and finite, was -1.0",
                "\"temperature\":0.375   | \"temperature\":NaN     | is not JSON",
                "[[1.0,0.25]             | [[1.0]                  | temperature_pairs[0]: must have 2 numbers, has 1",
                "\"Champions\"           | \" \"                   | a name is blank",
                "\"Champions\"           | \"The \\\"lost\\\"\"     | two segments share a name",
                "\"names\":[             | \"names\":[\"One\",     | one name per segment",
                "\"inertia\":            | \"inertia\":-           | inertia: must be at least 0",
                "2011-12-10T12:50:00Z    | yesterday               | reference: must be a time",
                "\"customers\":5         | \"customers\":6         | do not add up to 6",
                "\"share\":0.            | \"share\":9.            | profiles[0].share: must be between 0 and 1",
                "\"Recency_mean\"        | \"Recency_moan\"        | profiles[0].stats.Recency_mean: is missing",
                "[1.0,40.5]              | [40.5,1.0]              | not the deciles of a base",
                "\"Recency\",\"Frequency\"| \"Frequency\",\"Recency\" | feature_names: must be",
            })
    void refusesWhatIsNotWholeAndSaysWhere(String what, String by, String why) throws IOException {
        ArtefactFiles.write(directory, artefact(), TABLE);
        Path file = directory.resolve("kmeans_model.json");
        String good = Files.readString(file);
        int at = good.indexOf(what);
        assertThat(at).as(good).isPositive();
        Files.writeString(file, good.substring(0, at) + by + good.substring(at + what.length()));

        assertThatThrownBy(() -> ArtefactFiles.read(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kmeans_model.json")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "{\"format\":", "{} {}", "\u0000", "PK\u0003\u0004", "{\"format\":7}"})
    void refusesWhatIsNoArtefactAtAll(String text) throws IOException {
        Files.writeString(directory.resolve("kmeans_model.json"), text);

        assertThatThrownBy(() -> ArtefactFiles.read(directory)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        Files.write(directory.resolve("kmeans_model.json"), new byte[] {(byte) 0x80, 4, (byte) 0x95, (byte) 0xff});

        assertThatThrownBy(() -> ArtefactFiles.read(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not text");
    }

    @Test
    void filesAreForWhoeverMayReadTheDirectory() throws IOException {
        Path plain = Files.writeString(directory.resolve("plain"), "");

        ArtefactFiles.write(directory, artefact(), TABLE);

        for (String name : ArtefactFiles.NAMES) {
            assertThat(Files.getPosixFilePermissions(directory.resolve(name)))
                    .as(name)
                    .isEqualTo(Files.getPosixFilePermissions(plain));
        }
    }
}
