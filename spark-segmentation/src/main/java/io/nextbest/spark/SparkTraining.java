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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
    private static final int MOST_SAID = 400;
    private static final int TASKS_PER_CORE = 4;
    private static final Pattern READING = Pattern.compile("reading file (\\S+?)\\.?(\\s|$)");
    private static final Pattern URI_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/");

    @Option(names = "--engine", hidden = true)
    private String engine = "spark";

    @Option(
            names = "--input",
            required = true,
            description = "Folder of Parquet or CSV files, or one such file; a path or a URI that Hadoop knows.")
    private String input = "";

    @Option(
            names = "--out",
            description = "Folder of the driver's machine for the artefacts (default: ${DEFAULT-VALUE}).")
    private String out = "models";

    @Option(names = "--encoding", description = "Of CSV text (default: ${DEFAULT-VALUE}).")
    private Charset encoding = StandardCharsets.UTF_8;

    @Option(
            names = "--date-format",
            description = "Pattern of dates in CSV, for example 'M/d/yyyy H:mm' (default ISO 8601).")
    private @Nullable String dateFormat;

    @Option(
            names = "--parquet",
            description = "Also leave the rows there as Parquet, which a later training reads faster.")
    private @Nullable String parquet;

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
        String wrong = wrongUsage();
        if (!wrong.isEmpty()) {
            return refuse(wrong, 2);
        }
        SparkSession spark = session(master, zone);
        try {
            return train(spark);
        } catch (IllegalArgumentException e) {
            return refuse(String.valueOf(e.getMessage()), 1);
        } catch (Exception e) { // Spark throws what it does not declare: a corrupt file, a full disk
            if (System.getenv("NEXTBEST_DEBUG") != null) {
                e.printStackTrace();
            }
            return refuse("Spark could not finish: " + why(e), 1);
        } finally {
            spark.stop();
        }
    }

    private String wrongUsage() {
        if (!model.equals(SegmentationArtefact.STANDARD) && !model.equals(SegmentationArtefact.PARITY)) {
            return "%s is no model; standard and parity are.".formatted(model);
        }
        if (URI_SCHEME.matcher(out).lookingAt()) {
            return "%s: --out is a folder of the machine that Spark's driver runs on.".formatted(out);
        }
        try {
            new DateTimeFormatterBuilder().appendPattern(dateFormat == null ? "y" : dateFormat);
            return "";
        } catch (IllegalArgumentException e) {
            return "\"%s\" is not a date pattern; for example 'M/d/yyyy H:mm'.".formatted(dateFormat);
        }
    }

    /** The deepest cause, for the others only pass it on, and the file that an outer one names. */
    private static String why(Throwable thrown) {
        Throwable deepest = thrown;
        String file = "";
        for (Throwable one = thrown; one != null; one = one.getCause()) {
            deepest = one;
            var named = READING.matcher(String.valueOf(one.getMessage()));
            file = named.find() ? named.group(1) + " does not read: " : file;
        }
        String said = "%s%s: %s"
                .formatted(file, deepest.getClass().getSimpleName(), deepest.getMessage())
                .replaceAll("\\s+", " ");
        return said.length() <= MOST_SAID ? said : said.substring(0, MOST_SAID) + "…";
    }

    private static int refuse(String why, int code) {
        System.err.println("nextbest: " + why);
        return code;
    }

    private int train(SparkSession spark) {
        long start = System.nanoTime();
        Dataset<Row> kept = PurchaseFiles.kept(read(spark));
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
        RfmTable drawn = Prelude.draw(frame, zone, seed);
        StandardArtefact standard = parity
                ? null
                : StandardArtefact.of(
                        new StandardArtefact.Named(recipe, segments, SegmentNames.of(segments)), data, drawn, tried);
        SegmentationArtefact artefact =
                standard == null ? SegmentationArtefact.of(recipe, segments, data, drawn) : standard.artefact();
        ArtefactFiles.write(Path.of(out), artefact, frame::inOrder);
        for (int c = 0; c < recipe.clusters(); c++) {
            say("  %-24s %,d customers"
                    .formatted(
                            artefact.names().get(c), segments.profiles().get(c).customers()));
        }
        tried.forEach(one -> say("  tried %d: %s".formatted(one.clusters(), one.verdict())));
        if (standard != null) {
            say(standard.judgement());
        }
        say("%,d customers, inertia %.3f, %.1f s; %s"
                .formatted(data.customers(), segments.inertia(), (System.nanoTime() - start) / 1e9, out));
        return judge(frame, segments, recipe);
    }

    private Dataset<Row> read(SparkSession spark) {
        Dataset<Row> rows = new PurchaseFiles(input, encoding, dateFormat).read(spark);
        rows.persist(StorageLevel.MEMORY_AND_DISK());
        PurchaseFiles.Counts counts = PurchaseFiles.Counts.of(rows);
        if (counts.kept() == 0 && counts.unreadable() > 0) {
            throw new IllegalArgumentException(
                    "%s: none of its %d rows counts, and %d of them do not read; such as: %s."
                            .formatted(input, counts.rows(), counts.unreadable(), counts.first()));
        }
        if (counts.kept() == 0) {
            throw new IllegalArgumentException(
                    ("%s: none of its %d rows names a customer, a quantity above 0 and a price above 0;"
                                    + " name another file.")
                            .formatted(input, counts.rows()));
        }
        counts.lines().forEach(SparkTraining::say);
        if (parquet != null) {
            PurchaseFiles.columns(rows).write().parquet(parquet);
        }
        return rows;
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
            // Spark's 200 are for a cluster: here they are nothing but starting tasks
            builder.config(
                    "spark.sql.shuffle.partitions",
                    TASKS_PER_CORE * Runtime.getRuntime().availableProcessors());
        }
        return builder.getOrCreate();
    }

    /** Adjusted Rand index of two models' assignments of the same customers; 1 where they are the same. */
    static double agreement(SegmentModel one, SegmentModel other, RfmTable table) {
        return Agreement.adjustedRandIndex(labels(one, table), labels(other, table));
    }

    private static int[] labels(SegmentModel model, RfmTable table) {
        return table.rows().stream()
                .mapToInt(row -> model.assign(row.figures()).cluster())
                .toArray();
    }
}
