package io.nextbest.cli;

import io.nextbest.cli.transactions.CustomerSums;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.models.segmentation.Centroids;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.PlainStarts;
import io.nextbest.models.segmentation.Purchases;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.Scaling;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.SegmentNames;
import io.nextbest.models.value.BandRecipe;
import io.nextbest.models.value.History;
import io.nextbest.models.value.ValueModel;
import io.nextbest.segmentation.Artefact;
import io.nextbest.segmentation.ArtefactFiles;
import io.nextbest.segmentation.SegmentationArtefact;
import io.nextbest.segmentation.StandardArtefact;
import io.nextbest.segmentation.ValueArtefact;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From a shop's file to a trained segmentation's files, without any service: the older system's
 * {@code train_segmentation.py}. Nothing is written before the model is found.
 */
public final class OfflineTraining {

    /** More than the older system's ten, which can miss the optimum. */
    private static final int STARTS = 30;

    /** As the agent takes, unless it is told otherwise. */
    private static final int STANDARD_STARTS = 50;

    /** RANDOM_STATE of the older system. */
    private static final long SEED = 42;

    /** How far value bands look ahead and segments are judged, as in the agent unless it is told otherwise. */
    private static final int HORIZON_WEEKS = 26;

    private static final Duration WINDOW = Duration.ofDays(7L * HORIZON_WEEKS);

    private final Order order;

    /**
     * What to do.
     *
     * @param input how to read which file
     * @param out folder of the files
     * @param model "parity", "standard" or "value"
     * @param clusters number of segments, at least 2; 0 lets the data say, of the standard model only
     */
    public record Order(ImportSettings input, Path out, String model, int clusters) {}

    /**
     * What was done.
     *
     * @param table the customers
     * @param artefact what was written
     * @param standard how stable and big the segments are; null of another model than the standard one
     * @param unreadable the first few rows that could not be read, and why
     * @param readSeconds reading and summing
     * @param fitSeconds clustering and profiles
     */
    public record Report(
            CustomerSums.Counts rows,
            RfmTable table,
            Artefact artefact,
            @Nullable StandardArtefact standard,
            List<String> unreadable,
            double readSeconds,
            double fitSeconds,
            double seconds) {

        private String sizes(String pattern, String between) {
            return artefact.profiles().stream()
                    .map(profile -> text(pattern, profile.customers()))
                    .collect(Collectors.joining(between));
        }

        /** How good a fit it is, in the measure of its kind. */
        private String fit(String pattern) {
            return switch (artefact) {
                case SegmentationArtefact learned ->
                    text(pattern, "inertia", learned.segments().inertia());
                case ValueArtefact bands ->
                    text(pattern, "agreement", bands.evidence().agreement());
            };
        }

        /** One object for programs. */
        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"rows\":%d,\"kept\":%d,\"no_customer\":%d,\"quantity_not_positive\":%d,"
                            + "\"unit_price_not_positive\":%d,\"unreadable\":%d,\"customers\":%d,\"sizes\":[%s],"
                            + "%s,%s\"read_seconds\":%.3f,\"fit_seconds\":%.3f,\"seconds\":%.3f}",
                    rows.rows(),
                    rows.kept(),
                    rows.noCustomer(),
                    rows.noQuantity(),
                    rows.noPrice(),
                    rows.unreadable(),
                    table.rows().size(),
                    sizes("%d", ","),
                    fit("\"%s\":%s"),
                    standard == null
                            ? ""
                            : text(
                                    "\"stability\":%.4f,\"smallest_share\":%.4f,\"rule_held\":%s,",
                                    standard.stability(), standard.smallestShare(), standard.holds()),
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
            lines.add("  segments    " + sizes("%,d", " + "));
            if (!artefact.model().equals(SegmentationArtefact.PARITY)) {
                lines.add("  names       " + String.join("; ", artefact.names()));
            }
            if (artefact instanceof SegmentationArtefact learned) {
                learned.evidence()
                        .tried()
                        .forEach(one -> lines.add("  tried       %d: %s".formatted(one.clusters(), one.verdict())));
            }
            lines.add(fit("  %-11s %.6f"));
            if (standard != null) {
                lines.add("  judgement   " + standard.judgement());
            }
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
        boolean byInvoice = order.clusters() == 0 || order.model().equals(ValueArtefact.VALUE);
        CustomerSums sums = byInvoice ? CustomerSums.readInvoices(order.input()) : CustomerSums.read(order.input());
        List<Purchases> purchases = sums.purchases();
        RfmTable table = RfmTable.of(purchases, order.input().zone()).orElseThrow(() -> nothingKept(sums));
        long read = System.nanoTime();
        var data = SegmentationArtefact.data(table, sums.first(), last(purchases));
        List<History> histories = order.model().equals(ValueArtefact.VALUE)
                ? sums.histories(order.input().zone(), day(table.reference()))
                : List.of();
        StandardArtefact standard = null;
        Artefact artefact;
        switch (order.model()) {
            case ValueArtefact.VALUE -> artefact = value(histories, table, data);
            case SegmentationArtefact.STANDARD -> {
                standard = standard(sums, table, data);
                artefact = standard.artefact();
            }
            default -> artefact = parity(table, data);
        }
        long fitted = System.nanoTime();
        write(table, artefact, histories);
        return new Report(
                sums.counts(),
                table,
                artefact,
                standard,
                sums.firstUnreadable(),
                (read - start) / 1e9,
                (fitted - read) / 1e9,
                (System.nanoTime() - start) / 1e9);
    }

    private LocalDate day(Instant at) {
        return at.atZone(order.input().zone()).toLocalDate();
    }

    /** As the agent makes it. */
    private ValueArtefact value(List<History> histories, RfmTable table, SegmentationArtefact.Data data) {
        int customers = table.rows().size();
        try {
            BandRecipe recipe = ValueModel.recipe(customers, order.clusters(), HORIZON_WEEKS, SEED);
            return ValueArtefact.learn(histories, table, data, recipe);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandFailure(
                    "%s: its %d customers cannot carry value bands: %s; give --clusters or another --model."
                            .formatted(order.input().file(), customers, e.getMessage()),
                    e);
        }
    }

    private SegmentationArtefact parity(RfmTable table, SegmentationArtefact.Data data) {
        Recipe recipe = new Recipe(Features.RAW, order.clusters(), STARTS, SEED);
        return SegmentationArtefact.of(recipe, fit(table, recipe, () -> plain(table, recipe)), data, table);
    }

    /** As the agent makes its first. */
    private StandardArtefact standard(CustomerSums sums, RfmTable table, SegmentationArtefact.Data data) {
        List<ClusterCount.Tried> tried = new ArrayList<>();
        int clusters = order.clusters();
        if (clusters == 0) {
            ClusterCount.Choice choice = choose(sums, table, data);
            tried.addAll(choice.tried());
            clusters = choice.clusters();
        }
        Recipe recipe = new Recipe(Features.LOG, clusters, STANDARD_STARTS, SEED);
        SegmentModel segments = fit(table, recipe, () -> SegmentModel.fit(table, recipe));
        var named = new StandardArtefact.Named(recipe, segments, SegmentNames.of(segments));
        return StandardArtefact.of(named, data, table, tried);
    }

    /** By what customers spent later, where the file holds twice the window; else by silhouette. */
    private ClusterCount.Choice choose(CustomerSums sums, RfmTable table, SegmentationArtefact.Data data) {
        int customers = table.rows().size();
        if (customers < ClusterCount.LEAST_CUSTOMERS) {
            throw new CommandFailure(
                    ("%s: %d customers say nothing of the number of segments, for each is more than %.0f %% of them;"
                                    + " name a file of at least %d, or give --clusters.")
                            .formatted(
                                    order.input().file(),
                                    customers,
                                    100 * ClusterCount.SMALLEST_SHARE,
                                    ClusterCount.LEAST_CUSTOMERS));
        }
        requireDifferent(table, Features.LOG, ClusterCount.LEAST);
        Instant cut = StandardArtefact.triedAsOf(data, WINDOW);
        if (cut == null) {
            return ClusterCount.choose(table, Features.LOG, SEED);
        }
        RfmTable then = RfmTable.of(sums.purchasesAt(cut), order.input().zone()).orElse(table);
        requireDifferent(then, Features.LOG, ClusterCount.LEAST);
        return ClusterCount.choose(then, sums.spentAfter(cut), Features.LOG, SEED);
    }

    /** @throws CommandFailure if the model cannot tell so many customers apart */
    private void requireDifferent(RfmTable table, Features features, int clusters) {
        long different = table.rows().stream()
                .map(row -> Arrays.stream(features.of(row.figures())).boxed().toList())
                .distinct()
                .limit(clusters)
                .count();
        if (different < clusters) {
            throw new CommandFailure(
                    ("%s: %d segments need at least as many different customers; counting equal ones once, its %d are"
                                    + " %d; %s.")
                            .formatted(
                                    order.input().file(),
                                    clusters,
                                    table.rows().size(),
                                    different,
                                    different < 2
                                            ? "name another file"
                                            : "give --clusters %d at most".formatted(different)));
        }
    }

    private SegmentModel fit(RfmTable table, Recipe recipe, Supplier<SegmentModel> fitted) {
        requireDifferent(table, recipe.features(), recipe.clusters());
        try {
            return fitted.get();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    "%s: its %d customers cannot carry %d segments: %s; give --clusters."
                            .formatted(order.input().file(), table.rows().size(), recipe.clusters(), e.getMessage()),
                    e);
        }
    }

    /** What {@link SegmentModel#fit} finds, by code that needs no library to be loaded. */
    private static SegmentModel plain(RfmTable table, Recipe recipe) {
        double[][] rows = table.rows().stream()
                .map(row -> recipe.features().of(row.figures()))
                .toArray(double[][]::new);
        Scaling scaling = Scaling.fit(rows);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = scaling.apply(rows[i]);
        }
        Centroids centroids = PlainStarts.fit(rows, recipe.clusters(), recipe.starts(), recipe.seed());
        return SegmentModel.of(table, recipe.features(), scaling, centroids);
    }

    private void write(RfmTable table, Artefact artefact, List<History> histories) {
        try {
            switch (artefact) {
                case SegmentationArtefact learned -> ArtefactFiles.write(order.out(), learned, table);
                case ValueArtefact bands -> ArtefactFiles.write(order.out(), bands, histories);
            }
        } catch (UncheckedIOException e) {
            throw new CommandFailure(
                    "%s cannot be written (%s); give another folder by --out."
                            .formatted(order.out(), String.valueOf(e.getCause())),
                    e);
        }
    }

    private CommandFailure nothingKept(CustomerSums sums) {
        long rows = sums.counts().rows();
        if (sums.counts().unreadable() > 0) {
            return new CommandFailure("%s: none of its %d rows counts, and %d of them do not read; the first: %s."
                    .formatted(
                            order.input().file(),
                            rows,
                            sums.counts().unreadable(),
                            sums.firstUnreadable().getFirst()));
        }
        return new CommandFailure(
                "%s: none of its %d rows names a customer, a quantity above 0 and a price above 0; name another file."
                        .formatted(order.input().file(), rows));
    }

    private static @Nullable Instant last(List<Purchases> purchases) {
        return purchases.stream()
                .map(Purchases::lastAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
