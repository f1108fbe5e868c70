package io.nextbest.segmentation;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.RfmFigures;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
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

    Segmented.@Nullable Change flip(RfmFigures figures, TrainedSegments trained) {
        return null;
    }
}
