package io.nextbest.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.nextbest.models.segmentation.Centroids;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.Scaling;
import io.nextbest.models.segmentation.SegmentModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** The training of {@link SegmentModel#fit} by MLlib: same features, same scaling, the best of several starts. */
final class SparkClusters {

    private static final List<String> FIGURES = List.of("recency", "frequency", "monetary");
    private static final List<String> NAMES = List.of("Recency", "Frequency", "Monetary");
    private static final long MOST_EXACT = 1_000_000;
    private static final long MOST_EXCHANGED = 100_000;
    private static final long CUSTOMERS_PER_PART = 200_000;
    private static final int MOST_ITERATIONS = 300;
    private static final double TOLERANCE = 1e-5;

    private SparkClusters() {}

    /** @throws IllegalArgumentException if there are fewer different customers than clusters */
    static SegmentModel fit(Dataset<Row> customers, Recipe recipe) {
        Dataset<Row> featured = customers;
        for (String figure : FIGURES) {
            String formula = recipe.features() == Features.LOG ? "log1p(%s)" : "cast(%s AS double)";
            featured = featured.withColumn("x_" + figure, expr(formula.formatted(figure)));
        }
        Scaling scaling = scaling(featured);
        Dataset<Row> points =
                points(featured, scaling).repartition(partitions(customers)).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long different = points.select("x_recency", "x_frequency", "x_monetary")
                    .distinct()
                    .limit(recipe.clusters())
                    .count();
            if (different < recipe.clusters()) {
                throw new IllegalArgumentException("%d clusters need as many different customers, and there are %d."
                        .formatted(recipe.clusters(), different));
            }
            return describe(points, best(points, recipe), scaling, recipe.features());
        } finally {
            points.unpersist();
        }
    }

    /** Each iteration is a job: of a small table in 200 parts it would be nothing but starting tasks. */
    private static int partitions(Dataset<Row> customers) {
        int workers = customers.sparkSession().sparkContext().defaultParallelism();
        return Math.max(workers, Math.toIntExact(customers.count() / CUSTOMERS_PER_PART));
    }

    private static Scaling scaling(Dataset<Row> featured) {
        List<Column> wanted = new ArrayList<>();
        FIGURES.forEach(figure -> wanted.add(expr("avg(x_%s)".formatted(figure))));
        FIGURES.forEach(figure -> wanted.add(expr("stddev_pop(x_%s)".formatted(figure))));
        FIGURES.forEach(figure -> wanted.add(expr("max(abs(x_%s))".formatted(figure))));
        Row row = featured.agg(
                        wanted.getFirst(), wanted.subList(1, wanted.size()).toArray(Column[]::new))
                .head();
        double[] means = new double[FIGURES.size()];
        double[] deviations = new double[FIGURES.size()];
        for (int j = 0; j < means.length; j++) {
            means[j] = row.getDouble(j);
            double deviation = row.getDouble(means.length + j);
            boolean onlyRounding = deviation <= 1e-12 * row.getDouble(2 * means.length + j);
            deviations[j] = onlyRounding ? 1 : deviation;
        }
        return new Scaling(means, deviations);
    }

    private static Dataset<Row> points(Dataset<Row> featured, Scaling scaling) {
        double[] means = scaling.means();
        double[] deviations = scaling.deviations();
        Column[] scaled = IntStream.range(0, means.length)
                .mapToObj(j -> col("x_" + FIGURES.get(j)).minus(lit(means[j])).divide(lit(deviations[j])))
                .toArray(Column[]::new);
        return featured.withColumn("features", functions.array_to_vector(array(scaled)));
    }

    /** Centres, and the sum of the squared distances to them. */
    private record Fitted(Vector[] centers, double inertia) {}

    /** MLlib has no n_init: each start is a fit of its own, and the lowest cost wins. */
    private static Fitted best(Dataset<Row> points, Recipe recipe) {
        List<Fitted> starts = IntStream.range(0, recipe.starts())
                .mapToObj(start -> new KMeans()
                        .setK(recipe.clusters())
                        .setSeed(recipe.seed() + start)
                        .setMaxIter(MOST_ITERATIONS)
                        .setTol(TOLERANCE)
                        .fit(points))
                .filter(model -> model.clusterCenters().length == recipe.clusters())
                .map(model -> new Fitted(model.clusterCenters(), model.summary().trainingCost()))
                .toList();
        return (points.count() <= MOST_EXCHANGED ? exchanged(starts, points) : starts)
                .stream()
                        .min(Comparator.comparingDouble(Fitted::inertia))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "MLlib found fewer than %d clusters from every start.".formatted(recipe.clusters())));
    }

    /**
     * MLlib stops where no centre moves; the agent's own training of so small a table goes on to where no single point
     * would fit better elsewhere. Without it the two can end a ten-thousandth of inertia and some customers apart.
     */
    private static List<Fitted> exchanged(List<Fitted> starts, Dataset<Row> points) {
        double[][] here = points.select("features").collectAsList().stream()
                .map(row -> row.<Vector>getAs(0).toArray())
                .toArray(double[][]::new);
        return starts.stream()
                .map(start -> {
                    double[][] centers =
                            Arrays.stream(start.centers()).map(Vector::toArray).toArray(double[][]::new);
                    Centroids near = Centroids.near(centers, here);
                    return new Fitted(
                            Arrays.stream(near.centers()).map(Vectors::dense).toArray(Vector[]::new),
                            near.inertia(here));
                })
                .toList();
    }

    /** Profiles in the figures' own units, the biggest cluster first. */
    private static SegmentModel describe(Dataset<Row> points, Fitted fitted, Scaling scaling, Features features) {
        List<Column> wanted = new ArrayList<>();
        wanted.add(expr("sum(monetary)").as("money"));
        // exact ones hold every different value of a cluster in memory
        String median = points.count() <= MOST_EXACT
                ? "cast(percentile(%s, 0.5) AS double)"
                : "cast(percentile_approx(%s, 0.5, 100000) AS double)";
        for (int j = 0; j < FIGURES.size(); j++) {
            wanted.add(expr("cast(avg(%s) AS double)".formatted(FIGURES.get(j))).as(NAMES.get(j) + "_mean"));
            wanted.add(expr(median.formatted(FIGURES.get(j))).as(NAMES.get(j) + "_median"));
            wanted.add(expr("cast(min(%s) AS double)".formatted(FIGURES.get(j))).as(NAMES.get(j) + "_min"));
            wanted.add(expr("cast(max(%s) AS double)".formatted(FIGURES.get(j))).as(NAMES.get(j) + "_max"));
        }
        Vector[] centers = fitted.centers();
        List<Row> rows = model(centers)
                .transform(points)
                .groupBy("prediction")
                .agg(expr("count(1)").as("customers"), wanted.toArray(Column[]::new))
                .collectAsList();
        List<Row> ordered = rows.stream()
                .sorted(Comparator.<Row>comparingLong(row -> -row.<Long>getAs("customers"))
                        .thenComparing(row -> centers[row.<Integer>getAs("prediction")].toArray(), Arrays::compare))
                .toList();
        long customers =
                ordered.stream().mapToLong(row -> row.<Long>getAs("customers")).sum();
        double money =
                ordered.stream().mapToDouble(row -> row.<Double>getAs("money")).sum();
        return new SegmentModel(
                features,
                scaling,
                new Centroids(ordered.stream()
                        .map(row -> centers[row.<Integer>getAs("prediction")].toArray())
                        .toArray(double[][]::new)),
                ordered.stream().map(row -> profile(row, customers, money)).toList(),
                fitted.inertia());
    }

    private static KMeansModel model(Vector[] centers) {
        var old = Arrays.stream(centers)
                .map(org.apache.spark.mllib.linalg.Vectors::fromML)
                .toArray(org.apache.spark.mllib.linalg.Vector[]::new);
        return new KMeansModel("segments", new org.apache.spark.mllib.clustering.KMeansModel(old));
    }

    private static ClusterProfile profile(Row row, long customers, double money) {
        Map<String, Double> stats = new LinkedHashMap<>();
        for (String name : NAMES) {
            for (String figure : List.of("_mean", "_median", "_min", "_max")) {
                stats.put(name + figure, row.getAs(name + figure));
            }
        }
        long members = row.<Long>getAs("customers");
        double spent = row.<Double>getAs("money");
        return new ClusterProfile(
                Math.toIntExact(members), (double) members / customers, money > 0 ? spent / money : 0, stats);
    }
}
