package io.nextbest.segmentation;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.Flip;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.value.BandFlip;
import io.nextbest.models.value.BandMembership;
import io.nextbest.models.value.History;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why a customer is in this segment or band and not in the next, in the words and units that a marketer uses. */
final class Explanation {

    private static final String UNIT = "squared standard deviations";
    private static final String LOGS_OF_VALUE = "natural logs of value";
    private static final String PURCHASE_DAYS = "purchase_days";
    private static final String SINCE = "days_since_purchase";
    private static final String BASKET = "typical_basket";

    private Explanation() {}

    /** One per figure; their contributions sum to the margin. */
    static List<Reason> reasons(RfmFigures figures, Membership membership, TrainedSegments trained) {
        String own = trained.name(membership.cluster());
        String second = trained.name(membership.secondCluster());
        List<Double> parts = membership.contributions();
        return List.of(
                reason(recency(figures.recency()), parts.get(0), own, second),
                reason(invoices(figures.frequency()), parts.get(1), own, second),
                reason(money(figures.monetary()), parts.get(2), own, second));
    }

    private static Reason reason(String figure, double contribution, String own, String second) {
        String nearer = contribution < 0 ? second : own;
        String farther = contribution < 0 ? own : second;
        return new Reason("%s, nearer to %s than to %s".formatted(figure, nearer, farther), contribution, UNIT);
    }

    private static String recency(long recency) {
        return "recency of " + days(recency);
    }

    private static String days(long count) {
        return count == 1 ? "1 day" : "%d days".formatted(count);
    }

    private static String invoices(long frequency) {
        return frequency == 1 ? "frequency of 1 invoice" : "frequency of %d invoices".formatted(frequency);
    }

    private static String money(double monetary) {
        return String.format(Locale.ROOT, "monetary of %.2f", monetary);
    }

    /** The smallest change of his figures that would put him elsewhere; null where none does. */
    static Segmented.@Nullable Flip flip(RfmFigures figures, TrainedSegments trained) {
        return Flip.of(trained.segments(), figures)
                .map(flip -> flip(flip, trained))
                .orElse(null);
    }

    private static Segmented.Flip flip(Flip flip, TrainedSegments trained) {
        String name = trained.name(flip.cluster());
        String words = flip.changes().stream().map(Explanation::words).collect(Collectors.joining(" and "));
        List<Segmented.Change> changes = flip.changes().stream()
                .map(change -> new Segmented.Change(
                        change.figure().name().toLowerCase(Locale.ROOT), change.from(), change.to()))
                .toList();
        return new Segmented.Flip(flip.cluster(), name, changes, flip.size(), "%s with a %s".formatted(name, words));
    }

    private static String words(Flip.Change change) {
        return switch (change.figure()) {
            case RECENCY -> "%s instead of %d".formatted(recency((long) change.to()), (long) change.from());
            case FREQUENCY -> "%s instead of %d".formatted(invoices((long) change.to()), (long) change.from());
            case MONETARY -> String.format(Locale.ROOT, "%s instead of %.2f", money(change.to()), change.from());
        };
    }

    /** The two factors of his value; their contributions sum to the margin. */
    static List<Reason> reasons(BandMembership membership, TrainedBands bands) {
        String own = bands.name(membership.band());
        String second = bands.name(membership.secondBand());
        String chance = String.format(
                Locale.ROOT,
                "probability of %.3f to buy within %.0f weeks",
                membership.probability(),
                bands.artefact().bands().horizonWeeks());
        double purchases = membership.probability() > 0 ? membership.purchases() / membership.probability() : 1;
        String size = String.format(
                Locale.ROOT, "if so, %.1f purchase days of typically %.2f", purchases, membership.basket());
        return List.of(
                factor(chance, membership.probabilityPart(), own, second),
                factor(size, membership.sizePart(), own, second));
    }

    private static Reason factor(String figure, double contribution, String own, String second) {
        String nearer = contribution < 0 ? second : own;
        String farther = contribution < 0 ? own : second;
        return new Reason(
                "%s, speaks for %s against %s".formatted(figure, nearer, farther), contribution, LOGS_OF_VALUE);
    }

    /** The smallest change that would put him into another band, kinds compared by standard deviations. */
    static Segmented.@Nullable Flip flip(History history, TrainedBands bands) {
        return bands.artefact().bands().flips(history).stream()
                .map(flip -> flip(flip, history, bands))
                .min(Comparator.comparingDouble(Segmented.Flip::size))
                .orElse(null);
    }

    private static Segmented.Flip flip(BandFlip flip, History history, TrainedBands bands) {
        ValueArtefact.Spread spread = bands.artefact().spread();
        double away = Math.rint(7 * (history.observed() - history.lastAfter()));
        double days = history.purchases() + 1.0;
        double basket = history.meanBasket();
        String name = bands.name(flip.band());
        return switch (flip.kind()) {
            case MORE_PURCHASES -> {
                double more = days + flip.amount();
                double size = Math.hypot(
                        (Math.log(more) - Math.log(days)) / spread.purchases(), Math.log1p(away) / spread.silence());
                yield new Segmented.Flip(
                        flip.band(),
                        name,
                        List.of(
                                new Segmented.Change(PURCHASE_DAYS, days, more),
                                new Segmented.Change(SINCE, away, 0.0)),
                        size,
                        "%s with %s instead of %.0f, the last today".formatted(name, purchaseDays(more), days));
            }
            case SILENCE -> {
                double longer = away + Math.ceil(7 * flip.amount());
                yield new Segmented.Flip(
                        flip.band(),
                        name,
                        List.of(new Segmented.Change(SINCE, away, longer)),
                        (Math.log1p(longer) - Math.log1p(away)) / spread.silence(),
                        "%s with %s since the last purchase instead of %.0f"
                                .formatted(name, days((long) longer), away));
            }
            case LARGER_BASKET -> basket(flip.band(), basket, Math.ceil(100 * flip.amount()) / 100, bands);
            case SMALLER_BASKET -> {
                double pennies = Math.floor(100 * flip.amount()) / 100;
                yield basket(flip.band(), basket, pennies > 0 ? pennies : flip.amount(), bands);
            }
        };
    }

    private static Segmented.Flip basket(int band, double from, double to, TrainedBands bands) {
        return new Segmented.Flip(
                band,
                bands.name(band),
                List.of(new Segmented.Change(BASKET, from, to)),
                Math.abs(Math.log1p(to) - Math.log1p(from))
                        / bands.artefact().spread().basket(),
                String.format(
                        Locale.ROOT, "%s with a typical basket of %.2f instead of %.2f", bands.name(band), to, from));
    }

    private static String purchaseDays(double count) {
        return count == 1 ? "1 purchase day" : String.format(Locale.ROOT, "%.0f purchase days", count);
    }
}
