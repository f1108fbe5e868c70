package io.nextbest.spark;

import io.nextbest.models.segmentation.Agreement;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.SegmentNames;
import io.nextbest.segmentation.ArtefactFiles;
import io.nextbest.segmentation.SegmentationArtefact;
import io.nextbest.segmentation.StandardArtefact;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code nextbest train segmentation --engine spark}: the agent's training on Apache Spark. Needs no running service;
 * writes the artefact files that the agent's own training writes, which {@code nextbest versions} can import.
 */
@Command(
        name = "nextbest train segmentation --engine spark",
        description = "Learns segments from a folder of Parquet or CSV invoice rows on Apache Spark.",
        mixinStandardHelpOptions = true)
public final class SparkTraining implements Callable<Integer> {

    private static final int PARITY_CLUSTERS = 5;
    private static final int MOST_JUDGED = 200_000;
    private static final int SMILE_STARTS = 50;
    private static final double LEAST_AGREEMENT = 0.99;

    @Option(names = "--engine", hidden = true)
    private String engine = "spark";

    @Option(names = "--input", required = true, description = "Folder of Parquet or CSV files, or one such file.")
    private Path input = Path.of("");

    @Option(names = "--out", description = "Folder for the artefacts (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("models");

    @Option(names = "--model", description = "parity or standard (default: ${DEFAULT-VALUE}).")
    private String model = SegmentationArtefact.PARITY;

    @Option(
            names = "--clusters",
            description = "Number of segments; default 5 of parity, of standard what the data say.")
    private int clusters = 0;

    @Option(names = "--starts", description = "Random starts, the best is kept (default: ${DEFAULT-VALUE}).")
    private int starts = 10;

    @Option(names = "--seed", description = "Of every random choice (default: ${DEFAULT-VALUE}).")
    private long seed = 42;

    @Option(
            names = {"--zone", "--time-zone"},
            description = "Of the shop's clock (default: ${DEFAULT-VALUE}).")
    private ZoneId zone = ZoneId.of("Europe/London");

    @Option(
            names = "--master",
            description = "Spark's master (default: what spark-submit says, else this process alone).")
    private @Nullable String master;

    public static void main(String[] args) {
        System.exit(new CommandLine(new SparkTraining()).execute(args));
    }

    @Override
    public Integer call() {
        if (!model.equals(SegmentationArtefact.STANDARD) && !model.equals(SegmentationArtefact.PARITY)) {
            return refuse("%s is no model; standard and parity are.".formatted(model));
        }
        SparkSession spark = session(master, zone);
        try {
            return train(spark);
        } catch (IllegalArgumentException e) {
            return refuse(String.valueOf(e.getMessage()));
        } catch (Exception e) { // Spark throws what it does not declare: a corrupt file, a full disk
            if (System.getenv("NEXTBEST_DEBUG") != null) {
                e.printStackTrace();
            }
            System.err.println("nextbest: Spark could not finish: " + first(e));
            return 1;
        } finally {
            spark.stop();
        }
    }

    /** The first line of the deepest cause: the others only pass it on. */
    private static String first(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return (deepest.getClass().getSimpleName() + ": " + deepest.getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }

    private static int refuse(String why) {
        System.err.println("nextbest: " + why);
        return 2;
    }

    private int train(SparkSession spark) {
        long start = System.nanoTime();
        Dataset<Row> rows = PurchaseFiles.read(spark, input).persist(StorageLevel.MEMORY_AND_DISK());
        PurchaseFiles.counts(rows).forEach(SparkTraining::say);
        Dataset<Row> kept = PurchaseFiles.kept(rows);
        RfmFrame frame = RfmFrame.of(kept).persist();
        boolean parity = model.equals(SegmentationArtefact.PARITY);
        List<ClusterCount.Tried> tried = new ArrayList<>();
        int wanted = parity && clusters == 0 ? PARITY_CLUSTERS : clusters;
        if (wanted == 0) {
            ClusterCount.Choice choice = Prelude.choose(kept, frame, zone, seed);
            tried.addAll(choice.tried());
            wanted = choice.clusters();
        }
        var recipe = new Recipe(parity ? Features.RAW : Features.LOG, wanted, starts, seed);
        SegmentModel segments = SparkClusters.fit(frame.customers(), recipe);
        SegmentationArtefact.Data data = frame.data(zone);
        SegmentationArtefact artefact = parity
                ? SegmentationArtefact.of(model, recipe, segments, data)
                : StandardArtefact.of(
                                new StandardArtefact.Named(recipe, segments, SegmentNames.of(segments)),
                                data,
                                Prelude.draw(frame, zone, seed),
                                tried)
                        .artefact();
        ArtefactFiles.write(out, artefact, frame::inOrder);
        for (int c = 0; c < recipe.clusters(); c++) {
            say("  %-24s %,d customers"
                    .formatted(
                            artefact.names().get(c), segments.profiles().get(c).customers()));
        }
        say("%,d customers, inertia %.3f, %.1f s; %s"
                .formatted(data.customers(), segments.inertia(), (System.nanoTime() - start) / 1e9, out));
        return judge(frame, segments, recipe);
    }

    /** Beside Smile's segments of the same customers, where they fit into one machine. */
    private int judge(RfmFrame frame, SegmentModel segments, Recipe recipe) {
        if (frame.customers().count() > MOST_JUDGED) {
            say("more than %,d customers: not compared with Smile".formatted(MOST_JUDGED));
            return 0;
        }
        RfmTable table = RfmFrame.collect(frame.customers(), frame.reference(zone));
        var smile = SegmentModel.fit(table, new Recipe(recipe.features(), recipe.clusters(), SMILE_STARTS, seed));
        double agreement = agreement(segments, smile, table);
        boolean equal = agreement >= LEAST_AGREEMENT;
        say("adjusted Rand index against Smile on the same customers: %.4f, %s %.2f; inertia %.3f"
                .formatted(agreement, equal ? "at least" : "BELOW", LEAST_AGREEMENT, smile.inertia()));
        return equal ? 0 : 1;
    }

    private static void say(String line) {
        System.out.println(line);
    }

    /** A session whose times are those of the shop's clock; in this process where nobody names a cluster. */
    static SparkSession session(@Nullable String master, ZoneId zone) {
        var builder = SparkSession.builder()
                .appName("nextbest-segmentation")
                .config("spark.sql.session.timeZone", zone.getId())
                .config("spark.sql.ansi.enabled", "false")
                .config("spark.ui.enabled", "false");
        String where = master == null ? System.getProperty("spark.master", "local[*]") : master;
        builder.master(where);
        if (where.startsWith("local")) {
            // nobody else is to reach it
            builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1");
        }
        return builder.getOrCreate();
    }

    /** Adjusted Rand index of two models' assignments of the same customers; 1 where they are the same. */
    static double agreement(SegmentModel one, SegmentModel other, RfmTable table) {
        return Agreement.of(labels(one, table), labels(other, table)).adjustedRandIndex();
    }

    private static int[] labels(SegmentModel model, RfmTable table) {
        return table.rows().stream()
                .mapToInt(row -> model.assign(row.figures()).cluster())
                .toArray();
    }
}
