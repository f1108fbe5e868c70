package io.nextbest.cli;

import io.nextbest.cli.transactions.CustomerSums;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.models.segmentation.Centroids;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.PlainStarts;
import io.nextbest.models.segmentation.Purchases;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.Scaling;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.segmentation.ArtefactFiles;
import io.nextbest.segmentation.SegmentationArtefact;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From a shop's file to a trained segmentation's four files, without any service: the older system's
 * {@code train_segmentation.py}. Nothing is written before the model is found.
 */
public final class OfflineTraining {

    /** More than the older system's ten, which can miss the optimum. */
    private static final int STARTS = 30;

    /** RANDOM_STATE of the older system. */
    private static final long SEED = 42;

    private final Order order;

    /**
     * What to do.
     *
     * @param input how to read which file
     * @param out folder of the four files
     * @param model "parity" or "standard"
     * @param clusters number of segments, at least 2
     */
    public record Order(ImportSettings input, Path out, String model, int clusters) {}

    /**
     * What was done.
     *
     * @param table the customers
     * @param segments their segments
     * @param unreadable the first few rows that could not be read, and why
     * @param readSeconds reading and summing
     * @param fitSeconds clustering and profiles
     */
    public record Report(
            CustomerSums.Counts rows,
            RfmTable table,
            SegmentModel segments,
            List<String> unreadable,
            double readSeconds,
            double fitSeconds,
            double seconds) {

        /** One object for programs. */
        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"rows\":%d,\"kept\":%d,\"no_customer\":%d,\"quantity_not_positive\":%d,"
                            + "\"unit_price_not_positive\":%d,\"unreadable\":%d,\"customers\":%d,\"sizes\":[%s],"
                            + "\"inertia\":%s,\"read_seconds\":%.3f,\"fit_seconds\":%.3f,\"seconds\":%.3f}",
                    rows.rows(),
                    rows.kept(),
                    rows.noCustomer(),
                    rows.noQuantity(),
                    rows.noPrice(),
                    rows.unreadable(),
                    table.rows().size(),
                    segments.profiles().stream()
                            .map(ClusterProfile::customers)
                            .map(String::valueOf)
                            .collect(Collectors.joining(",")),
                    segments.inertia(),
                    readSeconds,
                    fitSeconds,
                    seconds);
        }

        String title(Order order) {
            return "%s to %s, model %s".formatted(order.input().file(), order.out(), order.model());
        }

        /** Lines for people. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add(text("  rows        %,d read, %,d kept", rows.rows(), rows.kept()));
            lines.add(text(
                    "  left out    %,d without a customer, %,d with no quantity above 0, %,d with no price above 0,"
                            + " %,d unreadable",
                    rows.noCustomer(), rows.noQuantity(), rows.noPrice(), rows.unreadable()));
            unreadable.forEach(row -> lines.add("              " + row));
            lines.add(text("  customers   %,d, seen from %s", table.rows().size(), table.reference()));
            lines.add("  segments    "
                    + segments.profiles().stream()
                            .map(profile -> text("%,d", profile.customers()))
                            .collect(Collectors.joining(" + ")));
            lines.add(text("  inertia     %.6f", segments.inertia()));
            lines.add(text("  seconds     %.3f (reading %.3f, fitting %.3f)", seconds, readSeconds, fitSeconds));
            return lines;
        }

        private static String text(String format, Object... values) {
            return String.format(Locale.ROOT, format, values);
        }
    }

    public OfflineTraining(Order order) {
        this.order = order;
    }

    /**
     * Reads, cleans, sums, scales, clusters, writes.
     *
     * @throws CommandFailure if the file cannot be read or does not carry so many segments, or nothing can be written
     */
    public Report run() {
        long start = System.nanoTime();
        CustomerSums sums = CustomerSums.read(order.input());
        List<Purchases> purchases = sums.purchases();
        RfmTable table = RfmTable.of(purchases, order.input().zone()).orElseThrow(() -> nothingKept(sums.counts()));
        long read = System.nanoTime();
        Recipe recipe = new Recipe(features(), order.clusters(), STARTS, SEED);
        SegmentModel segments = fit(table, recipe);
        long fitted = System.nanoTime();
        write(
                table,
                SegmentationArtefact.of(
                        order.model(),
                        recipe,
                        segments,
                        SegmentationArtefact.data(table, sums.first(), last(purchases))));
        return new Report(
                sums.counts(),
                table,
                segments,
                sums.firstUnreadable(),
                (read - start) / 1e9,
                (fitted - read) / 1e9,
                (System.nanoTime() - start) / 1e9);
    }

    private Features features() {
        return order.model().equals(SegmentationArtefact.STANDARD) ? Features.LOG : Features.RAW;
    }

    private SegmentModel fit(RfmTable table, Recipe recipe) {
        int customers = table.rows().size();
        if (customers < recipe.clusters()) {
            throw new CommandFailure("%s: %d segments need as many customers, and there are %d; give --clusters."
                    .formatted(order.input().file(), recipe.clusters(), customers));
        }
        double[][] rows = table.rows().stream()
                .map(row -> recipe.features().of(row.figures()))
                .toArray(double[][]::new);
        try {
            Scaling scaling = Scaling.fit(rows);
            for (int i = 0; i < rows.length; i++) {
                rows[i] = scaling.apply(rows[i]);
            }
            Centroids centroids = PlainStarts.fit(rows, recipe.clusters(), recipe.starts(), recipe.seed());
            return SegmentModel.of(table, recipe.features(), scaling, centroids);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    "%s: its %d customers do not differ enough for %d segments; give --clusters."
                            .formatted(order.input().file(), customers, recipe.clusters()),
                    e);
        }
    }

    private void write(RfmTable table, SegmentationArtefact artefact) {
        try {
            ArtefactFiles.write(order.out(), artefact, table);
        } catch (UncheckedIOException e) {
            throw new CommandFailure(
                    "%s cannot be written (%s); give another folder by --out."
                            .formatted(order.out(), String.valueOf(e.getCause())),
                    e);
        }
    }

    private CommandFailure nothingKept(CustomerSums.Counts counts) {
        return new CommandFailure(
                "%s: none of its %d rows names a customer, a quantity above 0 and a price above 0; name another file."
                        .formatted(order.input().file(), counts.rows()));
    }

    private static @Nullable Instant last(List<Purchases> purchases) {
        return purchases.stream()
                .map(Purchases::lastAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
