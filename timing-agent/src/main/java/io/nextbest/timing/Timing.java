package io.nextbest.timing;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.Wire;
import io.nextbest.contracts.timing.TimingChoice;
import io.nextbest.contracts.timing.TimingRequest;
import io.nextbest.models.timing.SendWindow;
import io.nextbest.models.timing.SlotChoice;
import io.nextbest.models.timing.SlotRates;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;

/** Chooses when to send: an hour of the customer's own habit, drawn with known probability outside the quiet hours. */
@Singleton
class Timing {

    static final String MODEL = "slots";
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final TimingStore store;
    private final TimingConfiguration configuration;
    private final ActiveModel<Trained> active;

    private record Trained(String label, SlotRates rates) {}

    /** The rates as they are stored. */
    @Wire
    record Artifact(List<Double> population, Double pooling) {

        static Artifact of(SlotRates rates) {
            return new Artifact(Arrays.stream(rates.population()).boxed().toList(), rates.pooling());
        }

        SlotRates rates() {
            return SlotRates.of(
                    population.stream().mapToDouble(Double::doubleValue).toArray(), pooling);
        }
    }

    Timing(TimingStore store, TimingConfiguration configuration, ModelVersions versions, JsonMapper json) {
        this.store = store;
        this.configuration = configuration;
        this.active = ActiveModel.of(
                versions, MODEL, stored -> new Trained(stored.version().label(), rates(json, stored.artifact())));
    }

    /** A customer of whom nothing is on record is taken for an average one. */
    TimingChoice choose(TimingRequest request) {
        SortedMap<Integer, Instant> moments = window(request).moments();
        if (moments.isEmpty()) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID,
                    "quiet_from, quiet_to: leave no moment within 48 hours; shorten the quiet hours.");
        }
        Trained trained = active.find()
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.MODEL_NOT_TRAINED,
                        "The timing agent is not trained yet; POST /v1/agent/train to it first."));
        int[] counts = store.hourCounts(request.customerId());
        double[] shares = trained.rates().shares(counts);
        var choice = SlotChoice.draw(
                shares, moments.keySet(), configuration.sharpness(), new SplittableRandom(request.seed()));
        int hour = choice.hour();
        double own = trained.rates().ownPart(counts, hour);
        return new TimingChoice(
                Objects.requireNonNull(moments.get(hour)),
                "h%02d".formatted(hour),
                choice.propensity(),
                trained.label(),
                List.of(
                        new Reason(
                                "own activity: %d of %d times in hour %d"
                                        .formatted(
                                                counts[hour],
                                                Arrays.stream(counts).sum(),
                                                hour),
                                own,
                                "share"),
                        new Reason("all customers' activity in hour %d".formatted(hour), shares[hour] - own, "share")));
    }

    private static SendWindow window(TimingRequest request) {
        if (request.notBefore().isBefore(EARLIEST) || !request.notBefore().isBefore(LATEST)) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "not_before: must lie in the years 1970 to 2199.");
        }
        return new SendWindow(
                request.notBefore(),
                zone(request.timeZone()),
                LocalTime.parse(request.quietFrom()),
                LocalTime.parse(request.quietTo()));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID, "time_zone: is no IANA time zone; send a name such as Europe/London.");
        }
    }

    /** Throws if the text holds no rates. */
    static SlotRates rates(JsonMapper json, String artifact) {
        try {
            return Objects.requireNonNull(json.readValue(artifact, Artifact.class))
                    .rates();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
