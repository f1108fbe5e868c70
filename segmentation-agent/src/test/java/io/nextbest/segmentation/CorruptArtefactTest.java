package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.value.History;
import io.nextbest.models.value.ValueModel;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Artefacts of which one number is another: each is refused, or answers. */
class CorruptArtefactTest {

    private static final LocalDate REFERENCE = ValueShop.LAST.plusDays(1);
    private static final Pattern NUMBER = Pattern.compile("(?<=[:,\\[])-?[0-9][0-9.eE+-]*");
    private static final List<String> OTHERS = List.of(
            "0", "-1", "1", "7", "1e-320", "1e-300", "1e-160", "1e-9", "1e9", "1e100", "1e155", "1e200", "1e308",
            "-1e-9", "-1e9", "-1e155", "-1e308");

    private final List<Trained.Customer> customers =
            ValueShop.shoppers(500).stream().map(CorruptArtefactTest::customer).toList();
    private final RfmTable table = new RfmTable(
            ValueShop.noon(REFERENCE),
            customers.stream()
                    .map(one -> new RfmTable.Row(one.id(), one.figures()))
                    .toList());

    private static Trained.Customer customer(ValueShop.Shopper one) {
        return new Trained.Customer(
                one.id(),
                new RfmFigures(
                        ChronoUnit.DAYS.between(one.spent().lastKey(), REFERENCE),
                        one.spent().size(),
                        one.spent().values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()),
                History.of(one.id(), one.spent(), REFERENCE));
    }

    private Artefact artefact(String model) {
        var data = SegmentationArtefact.data(table, null, null);
        var recipe = new Recipe(model.equals("standard") ? Features.LOG : Features.RAW, 4, 10, 42);
        return switch (model) {
            case "standard" -> {
                var segments = SegmentModel.fit(table, recipe);
                var named = new StandardArtefact.Named(recipe, segments, SegmentationArtefact.numbered(4));
                yield StandardArtefact.of(named, data, table, List.of()).artefact();
            }
            case "parity" -> SegmentationArtefact.of(recipe, SegmentModel.fit(table, recipe), data, table);
            default ->
                ValueArtefact.learn(
                        customers.stream().map(Trained.Customer::history).toList(),
                        table,
                        data,
                        ValueModel.recipe(customers.size(), 8, 26, 42));
        };
    }

    /** The same artefact, by whose numbers no distance and no value is finite. */
    static String overflowing(String artefact) {
        return artefact.replaceFirst("\"deviations\":\\[[^,]+", "\"deviations\":[1e-320")
                .replaceFirst(
                        "\"r\":[^,]+,\"alpha\":[^,]+,\"a\":[^,]+,\"b\":[^,]+",
                        "\"r\":2981.0,\"alpha\":1.2e-7,\"a\":1.2e-7,\"b\":3.4e-4");
    }

    @ParameterizedTest
    @CsvSource({
        "parity,   deviations,  1e-320, infinitely far",
        "standard, deviations,  1e-160, infinitely far",
        "standard, means,       1e200,  lies where no customer can be",
        "standard, deviations,  1e300,  lies where no customer can be",
        "parity,   means,       -1e200, infinitely far",
        "parity,   centroids,   1e200,  lies where no customer can be",
        "standard, centroids,   -1e200, infinitely far",
        "value,    alpha,       1e-320, parameters must be above 0",
        "value,    a,           1e9,    parameters must be above 0",
        "value,    horizon_weeks, 1e9,  the horizon must be above 0 and at most 1040 weeks",
        "value,    silence,     1e-320, the spread must be above 0",
    })
    void refusesNumbersByWhichNothingCanBeAnswered(String model, String name, String number, String problem) {
        String whole = artefact(model).text();
        assertThat(Artefact.read(whole).text()).isEqualTo(whole);

        String corrupt = whole.replaceFirst("(\"%s\":\\[*)[^,\\]}]+".formatted(name), "$1" + number);

        assertThat(corrupt).isNotEqualTo(whole);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Artefact.read(corrupt))
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({"standard", "parity", "value"})
    void answersWithWhateverItReads(String which) {
        String whole = artefact(which).text();
        List<MatchResult> numbers = NUMBER.matcher(whole).results().toList();
        int model = (int) numbers.stream()
                .filter(one -> one.start() < whole.indexOf("\"profiles\""))
                .count();
        var random = new SplittableRandom(5);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            MatchResult number = numbers.get(random.nextInt(i % 4 == 0 ? numbers.size() : model));
            String other = OTHERS.get(random.nextInt(OTHERS.size()));
            String corrupt = whole.substring(0, number.start()) + other + whole.substring(number.end());
            Artefact artefact;
            try {
                artefact = Artefact.read(corrupt);
            } catch (IllegalArgumentException e) {
                refused++;
                continue;
            }
            read++;
            assertAnswers(
                    artefact,
                    whole.substring(Math.max(0, number.start() - 40), number.start()) + " " + number.group() + " -> "
                            + other);
        }
        assertThat(read).isGreaterThan(100);
        assertThat(refused).isGreaterThan(100);
    }

    private void assertAnswers(Artefact artefact, String change) {
        Trained trained = switch (artefact) {
            case SegmentationArtefact segments -> new TrainedSegments(segments, 1, segments.names());
            case ValueArtefact bands -> new TrainedBands(bands, 1, bands.names());
        };
        for (int i = 0; i < customers.size(); i += 100) {
            Segmented answer = trained.explain(customers.get(i));
            var shares = List.of(answer.confidence(), answer.second().confidence());
            assertThat(shares).as(change).allMatch(share -> share >= 0 && share <= 1);
            var figures = new ArrayList<Double>();
            if (answer.distanceToCenter() != null) {
                figures.add(answer.distanceToCenter());
            }
            answer.reasons().stream().map(Reason::contribution).forEach(figures::add);
            if (answer.flip() != null) {
                figures.add(answer.flip().size());
                answer.flip().changes().stream()
                        .flatMap(one -> DoubleStream.of(one.from(), one.to()).boxed())
                        .forEach(figures::add);
            }
            assertThat(figures).as(change + ": " + answer).allMatch(Double::isFinite);
        }
    }
}
