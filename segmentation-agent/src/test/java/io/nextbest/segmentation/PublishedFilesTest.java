package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.runtime.RuntimeConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which fits' files are kept while others come. */
class PublishedFilesTest {

    @TempDir
    Path home;

    private final RfmTable table = new RfmTable(
            Instant.parse("2011-12-10T12:50:00Z"),
            List.of(row("a", 1, 20), row("b", 2, 19), row("c", 300, 1), row("d", 310, 2)));

    private static RfmTable.Row row(String customer, long recency, long frequency) {
        return new RfmTable.Row(customer, new RfmFigures(recency, frequency, 7));
    }

    private PublishedFiles files() {
        return new PublishedFiles(
                new ArtefactConfiguration("", "", "", "", ""),
                new RuntimeConfiguration("segmentation", "PT0S", home.toString()));
    }

    private SegmentationArtefact fit(long seed) {
        var recipe = new Recipe(Features.LOG, 2, 1, seed);
        return SegmentationArtefact.of(
                recipe, SegmentModel.fit(table, recipe), SegmentationArtefact.data(table, null, null), table);
    }

    private void keep(PublishedFiles files, SegmentationArtefact fit, RfmTable customers) {
        files.keep(fit, fit.text(), to -> ArtefactFiles.write(to, fit, customers));
    }

    private void keepMany(PublishedFiles files, int from) {
        for (int seed = from; seed < from + 12; seed++) {
            keep(files, fit(seed), table);
        }
    }

    private long fits() throws IOException {
        try (var kept = Files.list(home.resolve("models/segmentation/fitted"))) {
            return kept.count();
        }
    }

    @Test
    void keepsTheCustomersOfVersionsThatWereActiveWhileManyFitsAreRefused() throws IOException {
        var files = files();
        Path published = home.resolve("models/segmentation/standard").resolve(ArtefactFiles.TABLE);
        var first = fit(1);
        keep(files, first, new RfmTable(table.reference(), List.of(row("first", 1, 1))));
        files.publish(first, first.text());
        keepMany(files, 100);
        var second = fit(2);
        keep(files, second, new RfmTable(table.reference(), List.of(row("second", 1, 1))));
        files.publish(second, second.text());
        assertThat(published).content().contains("second");
        keepMany(files(), 200);

        files().publish(first, first.text());

        assertThat(published).content().contains("first").doesNotContain("second");
        assertThat(fits()).as("five that never answered, two that did").isEqualTo(7);
    }
}
