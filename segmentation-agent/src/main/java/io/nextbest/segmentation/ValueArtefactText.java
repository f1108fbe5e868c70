package io.nextbest.segmentation;

import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.value.BandCut;
import io.nextbest.models.value.BandEdge;
import io.nextbest.models.value.BandProfile;
import io.nextbest.models.value.BandRecipe;
import io.nextbest.models.value.MbgNbd;
import io.nextbest.models.value.ValueModel;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Value bands as JSON text, in plain numbers. */
final class ValueArtefactText {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String FAMILY = "nextbest-value-bands/";

    private ValueArtefactText() {}

    /**
     * Whether the text claims to be of this family, of whatever version.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    static boolean claimed(String text) {
        ArtefactMembers json = ArtefactMembers.of(text);
        return json.has("format") && json.text("format").startsWith(FAMILY);
    }

    static String write(ValueArtefact artefact) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            origin(json, artefact);
            model(json, artefact);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void origin(JsonGenerator json, ValueArtefact artefact) {
        BandRecipe recipe = artefact.recipe();
        json.writeStringProperty("format", ValueArtefact.FORMAT);
        json.writeStringProperty("model", ValueArtefact.VALUE);
        json.writeNumberProperty("bands", recipe.bands());
        json.writeNumberProperty("horizon_weeks", recipe.horizonWeeks());
        json.writeStringProperty("cut", recipe.cut().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("refits", recipe.refits());
        json.writeNumberProperty("seed", recipe.seed());
        json.writeStringProperty("reference", artefact.data().reference().toString());
        ArtefactText.nullable(json, "data_from", artefact.data().from());
        ArtefactText.nullable(json, "data_to", artefact.data().to());
        json.writeNumberProperty("customers", artefact.data().customers());
        json.writeNumberProperty("agreement", artefact.evidence().agreement());
        json.writeNumberProperty("calibration_error", artefact.evidence().calibrationError());
    }

    private static void model(JsonGenerator json, ValueArtefact artefact) {
        ValueModel bands = artefact.bands();
        json.writeObjectPropertyStart("rates");
        json.writeNumberProperty("r", bands.rates().r());
        json.writeNumberProperty("alpha", bands.rates().alpha());
        json.writeNumberProperty("a", bands.rates().a());
        json.writeNumberProperty("b", bands.rates().b());
        json.writeNumberProperty("log_likelihood", bands.rates().logLikelihood());
        json.writeEndObject();
        json.writeArrayPropertyStart("edges");
        for (BandEdge edge : bands.edges()) {
            json.writeStartObject();
            json.writeNumberProperty("score", edge.score());
            json.writeNumberProperty("probability", edge.probability());
            json.writeNumberProperty("size", edge.size());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("blur", bands.blur());
        json.writeObjectPropertyStart("spread");
        json.writeNumberProperty("purchases", artefact.spread().purchases());
        json.writeNumberProperty("basket", artefact.spread().basket());
        json.writeNumberProperty("silence", artefact.spread().silence());
        json.writeEndObject();
        ArtefactText.strings(json, "names", artefact.names());
        ArtefactText.strings(json, "learned_names", bands.names());
        json.writeArrayPropertyStart("profiles");
        for (int band = 0; band < artefact.names().size(); band++) {
            profile(json, bands.profiles().get(band), artefact.profiles().get(band));
        }
        json.writeEndArray();
        ArtefactText.drift(json, ValueArtefact.FIGURES, artefact.evidence().baseline());
    }

    private static void profile(JsonGenerator json, BandProfile expected, ClusterProfile seen) {
        json.writeStartObject();
        json.writeNumberProperty("customers", seen.customers());
        json.writeNumberProperty("share", seen.share());
        json.writeNumberProperty("revenue_share", seen.revenueShare());
        json.writeNumberProperty("probability", expected.probability());
        json.writeNumberProperty("purchases", expected.purchases());
        json.writeNumberProperty("basket", expected.basket());
        json.writeNumberProperty("spend", expected.spend());
        json.writeNumberProperty("spend_share", expected.spendShare());
        json.writeNumberProperty("score", expected.score());
        json.writeObjectPropertyStart("stats");
        seen.stats().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeEndObject();
    }

    /**
     * Reads value bands and checks everything in them.
     *
     * @throws IllegalArgumentException if the text is none; the message says what is wrong with it
     */
    static ValueArtefact read(String text) {
        ArtefactMembers json = ArtefactMembers.of(text);
        String format = json.text("format");
        if (!format.equals(ValueArtefact.FORMAT)) {
            throw json.wrong("format", "is %s, and this version reads %s".formatted(format, ValueArtefact.FORMAT));
        }
        if (!json.text("model").equals(ValueArtefact.VALUE)) {
            throw json.wrong("model", "must be " + ValueArtefact.VALUE);
        }
        var recipe = new BandRecipe(
                json.whole("bands"), json.number("horizon_weeks"), cut(json), json.whole("refits"), json.large("seed"));
        var data = new SegmentationArtefact.Data(
                json.instant("reference"),
                json.has("data_from") ? json.instant("data_from") : null,
                json.has("data_to") ? json.instant("data_to") : null,
                json.whole("customers"));
        ArtefactMembers spread = json.object("spread");
        return new ValueArtefact(
                bands(json),
                recipe,
                data,
                new ValueArtefact.Spread(spread.number("purchases"), spread.number("basket"), spread.number("silence")),
                json.objects("profiles").stream().map(ArtefactText::profile).toList(),
                json.texts("names"),
                new ValueArtefact.Evidence(
                        json.number("agreement"),
                        json.number("calibration_error"),
                        json.has("drift") ? ArtefactText.baseline(json, ValueArtefact.FIGURES) : List.of()));
    }

    private static BandCut cut(ArtefactMembers json) {
        String word = json.text("cut");
        for (BandCut cut : BandCut.values()) {
            if (cut.name().toLowerCase(Locale.ROOT).equals(word)) {
                return cut;
            }
        }
        throw json.wrong("cut", "%s is not known here".formatted(word));
    }

    private static ValueModel bands(ArtefactMembers json) {
        ArtefactMembers rates = json.object("rates");
        List<ArtefactMembers> profiles = json.objects("profiles");
        List<BandEdge> edges = json.objects("edges").stream()
                .map(one -> new BandEdge(one.number("score"), one.number("probability"), one.number("size")))
                .toList();
        List<BandProfile> expected = IntStream.range(0, profiles.size())
                .mapToObj(band -> expected(profiles.get(band)))
                .toList();
        return new ValueModel(
                new MbgNbd(
                        rates.number("r"),
                        rates.number("alpha"),
                        rates.number("a"),
                        rates.number("b"),
                        rates.number("log_likelihood")),
                json.number("horizon_weeks"),
                edges,
                json.texts("learned_names"),
                expected,
                json.number("blur"));
    }

    private static BandProfile expected(ArtefactMembers json) {
        return new BandProfile(
                json.whole("customers"),
                ArtefactText.share(json, "share"),
                ArtefactText.share(json, "probability"),
                notNegative(json, "purchases"),
                notNegative(json, "basket"),
                notNegative(json, "spend"),
                ArtefactText.share(json, "spend_share"),
                notNegative(json, "score"));
    }

    private static double notNegative(ArtefactMembers json, String name) {
        double number = json.number(name);
        if (number < 0) {
            throw json.wrong(name, "must be at least 0");
        }
        return number;
    }
}
