package io.nextbest.segmentation;

import io.nextbest.models.segmentation.Centroids;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.Scaling;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.Temperature;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * An artefact as JSON text: the whole model in one object, as it lies in {@code kmeans_model.json} and in the registry.
 * The older service's names for some of it ({@code n_clusters}, {@code cluster_centers} …) are written for its readers
 * and not read.
 */
final class ArtefactText {

    static final List<String> FEATURES = List.of("Recency", "Frequency", "Monetary");
    private static final List<String> FIGURES = List.of("recency", "frequency", "monetary");
    private static final List<String> STATS = FEATURES.stream()
            .flatMap(feature -> Stream.of("mean", "median", "min", "max").map(stat -> feature + "_" + stat))
            .toList();
    private static final JsonFactory JSON = new JsonFactory();

    private ArtefactText() {}

    static String write(SegmentationArtefact artefact) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            origin(json, artefact);
            model(json, artefact);
            judgement(json, artefact);
            olderNames(json, artefact);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void origin(JsonGenerator json, SegmentationArtefact artefact) {
        Recipe recipe = artefact.recipe();
        json.writeStringProperty("format", SegmentationArtefact.FORMAT);
        json.writeStringProperty("model", artefact.model());
        json.writeStringProperty("features", recipe.features().label());
        json.writeNumberProperty("clusters", recipe.clusters());
        json.writeNumberProperty("seed", recipe.seed());
        json.writeNumberProperty("starts", recipe.starts());
        json.writeNumberProperty("inertia", artefact.segments().inertia());
        json.writeStringProperty("reference", artefact.data().reference().toString());
        nullable(json, "data_from", artefact.data().from());
        nullable(json, "data_to", artefact.data().to());
        json.writeNumberProperty("customers", artefact.data().customers());
    }

    private static void model(JsonGenerator json, SegmentationArtefact artefact) {
        SegmentModel segments = artefact.segments();
        strings(json, "feature_names", FEATURES);
        numbers(json, "means", segments.scaling().means());
        numbers(json, "deviations", segments.scaling().deviations());
        rows(json, "centroids", segments.centroids().centers());
        Temperature temperature = artefact.temperature();
        nullable(json, "temperature", temperature == null ? null : temperature.value());
        rows(json, "temperature_pairs", temperature == null ? new double[0][] : unboxedRows(temperature.pairs()));
        strings(json, "names", artefact.names());
        json.writeArrayPropertyStart("profiles");
        for (ClusterProfile profile : segments.profiles()) {
            json.writeStartObject();
            json.writeNumberProperty("customers", profile.customers());
            json.writeNumberProperty("share", profile.share());
            json.writeNumberProperty("revenue_share", profile.revenueShare());
            json.writeObjectPropertyStart("stats");
            profile.stats().forEach(json::writeNumberProperty);
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void judgement(JsonGenerator json, SegmentationArtefact artefact) {
        drift(json, FIGURES, artefact.evidence().baseline());
        json.writeArrayPropertyStart("tried");
        for (ClusterCount.Tried tried : artefact.evidence().tried()) {
            json.writeStartObject();
            json.writeNumberProperty("clusters", tried.clusters());
            json.writeNumberProperty("stability", tried.stability());
            json.writeNumberProperty("smallest_share", tried.smallestShare());
            nullable(json, "value", tried.value());
            nullable(json, "standard_error", tried.standardError());
            json.writeNumberProperty("silhouette", tried.silhouette());
            json.writeStringProperty("verdict", tried.verdict());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** How these figures were spread in training. */
    static void drift(JsonGenerator json, List<String> figures, List<Deciles> baseline) {
        json.writeObjectPropertyStart("drift");
        for (int j = 0; j < baseline.size(); j++) {
            json.writeObjectPropertyStart(figures.get(j));
            numbers(json, "edges", unboxed(baseline.get(j).edges()));
            numbers(json, "shares", unboxed(baseline.get(j).shares()));
            json.writeNumberProperty("customers", baseline.get(j).customers());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void olderNames(JsonGenerator json, SegmentationArtefact artefact) {
        json.writeNumberProperty("n_clusters", artefact.recipe().clusters());
        json.writeNumberProperty("random_state", artefact.recipe().seed());
        json.writeNumberProperty("n_init", artefact.recipe().starts());
        rows(json, "cluster_centers", artefact.segments().centroids().centers());
        json.writeArrayPropertyStart("sizes");
        artefact.segments().profiles().forEach(profile -> json.writeNumber(profile.customers()));
        json.writeEndArray();
    }

    static void nullable(JsonGenerator json, String name, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNullProperty(name);
            case Double number -> json.writeNumberProperty(name, number);
            default -> json.writeStringProperty(name, value.toString());
        }
    }

    static void strings(JsonGenerator json, String name, List<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }

    private static void numbers(JsonGenerator json, String name, double[] numbers) {
        json.writeName(name);
        json.writeArray(numbers, 0, numbers.length);
    }

    private static void rows(JsonGenerator json, String name, double[][] rows) {
        json.writeArrayPropertyStart(name);
        for (double[] row : rows) {
            json.writeArray(row, 0, row.length);
        }
        json.writeEndArray();
    }

    private static double[][] unboxedRows(List<List<Double>> rows) {
        return rows.stream().map(ArtefactText::unboxed).toArray(double[][]::new);
    }

    private static double[] unboxed(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** A JSON array. */
    static String array(double[] numbers) {
        return Arrays.stream(numbers).mapToObj(ArtefactText::number).collect(Collectors.joining(",", "[", "]"));
    }

    /** A JSON number, as Python prints it: in full from a ten-thousandth to 10^16, which Java does not. */
    static String number(double number) {
        String text = String.valueOf(number);
        boolean full = Math.abs(number) >= 1e-4 && Math.abs(number) < 1e16;
        if (!full || text.indexOf('E') < 0) {
            return text;
        }
        String plain = new BigDecimal(text).stripTrailingZeros().toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    /** A JSON string. */
    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    /**
     * Reads an artefact and checks everything in it.
     *
     * @throws IllegalArgumentException if the text is none; the message says what is wrong with it
     */
    static SegmentationArtefact read(String text) {
        ArtefactMembers json = ArtefactMembers.of(text);
        if (!json.has("format") && !json.has("feature_names") && json.has("centroids")) {
            return first(json);
        }
        String format = json.text("format");
        if (!format.equals(SegmentationArtefact.FORMAT)) {
            throw json.wrong(
                    "format", "is %s, and this version reads %s".formatted(format, SegmentationArtefact.FORMAT));
        }
        if (!json.texts("feature_names").equals(FEATURES)) {
            throw json.wrong("feature_names", "must be " + FEATURES);
        }
        var data = new SegmentationArtefact.Data(
                json.instant("reference"),
                json.has("data_from") ? json.instant("data_from") : null,
                json.has("data_to") ? json.instant("data_to") : null,
                json.whole("customers"));
        Features features = features(json);
        return new SegmentationArtefact(
                json.text("model"),
                recipe(json, features),
                segments(json, features),
                data,
                temperature(json),
                json.texts("names"),
                new SegmentationArtefact.Evidence(baseline(json, FIGURES), tried(json)));
    }

    /** The form of the first release: parity only, and no names, data window or format. */
    private static SegmentationArtefact first(ArtefactMembers json) {
        Recipe recipe = recipe(json, Features.RAW);
        SegmentModel segments = segments(json, Features.RAW);
        int customers =
                segments.profiles().stream().mapToInt(ClusterProfile::customers).sum();
        var data = new SegmentationArtefact.Data(json.instant("reference"), null, null, customers);
        return new SegmentationArtefact(
                SegmentationArtefact.PARITY,
                recipe,
                segments,
                data,
                null,
                SegmentationArtefact.numbered(recipe.clusters()),
                new SegmentationArtefact.Evidence(List.of(), List.of()));
    }

    private static Features features(ArtefactMembers json) {
        String label = json.text("features");
        try {
            return Features.of(label);
        } catch (IllegalArgumentException e) {
            throw json.wrong("features", "%s is not known here".formatted(label));
        }
    }

    private static Recipe recipe(ArtefactMembers json, Features features) {
        int starts = json.whole("starts");
        if (starts < 1) {
            throw json.wrong("starts", "must be at least 1");
        }
        return new Recipe(features, json.whole("clusters"), starts, json.large("seed"));
    }

    private static SegmentModel segments(ArtefactMembers json, Features features) {
        double inertia = json.number("inertia");
        if (inertia < 0) {
            throw json.wrong("inertia", "must be at least 0");
        }
        double[][] centers = json.rows("centroids", FEATURES.size());
        if (centers.length != json.whole("clusters")) {
            throw json.wrong("centroids", "must be %d, are %d".formatted(json.whole("clusters"), centers.length));
        }
        return new SegmentModel(
                features,
                new Scaling(json.numbers("means", FEATURES.size()), json.numbers("deviations", FEATURES.size())),
                new Centroids(centers),
                json.objects("profiles").stream().map(ArtefactText::profile).toList(),
                inertia);
    }

    static ClusterProfile profile(ArtefactMembers json) {
        ArtefactMembers given = json.object("stats");
        Map<String, Double> stats = new LinkedHashMap<>();
        STATS.forEach(name -> stats.put(name, given.number(name)));
        int customers = json.whole("customers");
        if (customers < 1) {
            throw json.wrong("customers", "must be at least 1");
        }
        return new ClusterProfile(customers, share(json, "share"), share(json, "revenue_share"), stats);
    }

    private static @Nullable Temperature temperature(ArtefactMembers json) {
        if (!json.has("temperature")) {
            return null;
        }
        int clusters = json.whole("clusters");
        List<List<Double>> pairs = Arrays.stream(json.rows("temperature_pairs", clusters))
                .map(ArtefactText::boxed)
                .toList();
        return new Temperature(json.number("temperature"), pairs);
    }

    static double share(ArtefactMembers json, String name) {
        double share = json.number(name);
        if (share < 0 || share > 1 + 1e-9) {
            throw json.wrong(name, "must be between 0 and 1");
        }
        return share;
    }

    static List<Deciles> baseline(ArtefactMembers json, List<String> figures) {
        ArtefactMembers drift = json.object("drift");
        return figures.stream()
                .filter(drift::has)
                .map(figure -> {
                    ArtefactMembers bins = drift.object(figure);
                    return new Deciles(
                            boxed(bins.numbers("edges")), boxed(bins.numbers("shares")), bins.whole("customers"));
                })
                .toList();
    }

    private static List<Double> boxed(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private static List<ClusterCount.Tried> tried(ArtefactMembers json) {
        return json.objects("tried").stream()
                .map(one -> new ClusterCount.Tried(
                        one.whole("clusters"),
                        one.number("stability"),
                        share(one, "smallest_share"),
                        one.has("value") ? one.number("value") : null,
                        one.has("standard_error") ? one.number("standard_error") : null,
                        one.number("silhouette"),
                        one.text("verdict")))
                .toList();
    }
}
