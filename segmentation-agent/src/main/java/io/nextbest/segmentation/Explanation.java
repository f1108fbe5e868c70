package io.nextbest.segmentation;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.Flip;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.RfmFigures;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why a customer is in this segment and not in the next, in the words and units that a marketer uses. */
@Singleton
class Explanation {

    private static final String UNIT = "squared standard deviations";

    /** One per figure; their contributions sum to the margin. */
    List<Reason> reasons(RfmFigures figures, Membership membership, TrainedSegments trained) {
        String own = trained.name(membership.cluster());
        String second = trained.name(membership.secondCluster());
        List<Double> parts = membership.contributions();
        return List.of(
                reason(days(figures.recency()), parts.get(0), own, second),
                reason(invoices(figures.frequency()), parts.get(1), own, second),
                reason(money(figures.monetary()), parts.get(2), own, second));
    }

    private static Reason reason(String figure, double contribution, String own, String second) {
        String nearer = contribution < 0 ? second : own;
        String farther = contribution < 0 ? own : second;
        return new Reason("%s, nearer to %s than to %s".formatted(figure, nearer, farther), contribution, UNIT);
    }

    private static String days(long recency) {
        return recency == 1 ? "recency of 1 day" : "recency of %d days".formatted(recency);
    }

    private static String invoices(long frequency) {
        return frequency == 1 ? "frequency of 1 invoice" : "frequency of %d invoices".formatted(frequency);
    }

    private static String money(double monetary) {
        return String.format(Locale.ROOT, "monetary of %.2f", monetary);
    }

    /** The smallest change of his figures that would put him elsewhere; null where none does. */
    Segmented.@Nullable Flip flip(RfmFigures figures, TrainedSegments trained) {
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
            case RECENCY -> "%s instead of %d".formatted(days((long) change.to()), (long) change.from());
            case FREQUENCY -> "%s instead of %d".formatted(invoices((long) change.to()), (long) change.from());
            case MONETARY -> String.format(Locale.ROOT, "%s instead of %.2f", money(change.to()), change.from());
        };
    }
}
