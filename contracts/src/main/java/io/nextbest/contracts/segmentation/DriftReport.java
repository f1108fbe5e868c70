package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far later customers are from those that a version learned from.
 *
 * @param model the version, "standard@3"
 * @param trainedTo time of the last purchase that it learned from, null if nobody knows
 * @param level share of looks at a month that alarm although nothing changed, at most; of one figure's or of all
 *     shares' comparisons likewise
 * @param months the oldest first
 */
@Wire
public record DriftReport(String model, @Nullable Instant trainedTo, Double level, List<Month> months) {

    public DriftReport {
        months = List.copyOf(months);
    }

    /**
     * @param end last day of the month
     * @param customers with a purchase until then
     * @param alarm whether the month as a whole alarms: asks more of each figure and share than its own alarm does, as
     *     there are several; null for a month that was over before the training's last purchase
     * @param note why nothing alarms; null where it could
     */
    @Wire
    public record Month(
            LocalDate end,
            Integer customers,
            @Nullable Boolean alarm,
            @Nullable String note,
            List<Figure> figures,
            List<Share> shares) {

        public Month {
            figures = List.copyOf(figures);
            shares = List.copyOf(shares);
        }
    }

    /**
     * One figure's population stability index.
     *
     * @param figure "recency", "frequency" or "monetary"; of value bands "score", "purchase_days",
     *     "days_since_purchase" or "typical_basket"
     * @param against whom it was compared with: "training", as it was stored then, or the record as of "2010-11-30",
     *     as it is today: the same month a year before, or the training's last day where the version stored nothing
     * @param psi at least 0
     * @param critical what it exceeds by chance at the level, for so many customers and bins
     * @param pValue probability of so much if nothing had changed
     * @param alarm whether this figure alone exceeds its critical value; null where no difference would be an alarm
     * @param note why this figure cannot alarm; null where it could, or the month's note says it
     */
    @Wire
    public record Figure(
            String figure,
            String against,
            Double psi,
            Double critical,
            Double pValue,
            @Nullable Boolean alarm,
            @Nullable String note) {}

    /**
     * One segment's share of the customers.
     *
     * @param before in training
     * @param now at the month's end
     * @param z difference in standard errors
     * @param alarm whether it is one, all shares considered; null where the month cannot alarm
     */
    @Wire
    public record Share(
            Integer segmentId,
            String segmentName,
            Double before,
            Double now,
            Double z,
            @Nullable Boolean alarm) {}
}
