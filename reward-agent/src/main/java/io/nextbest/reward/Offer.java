package io.nextbest.reward;

import io.nextbest.contracts.Wire;
import io.nextbest.contracts.reward.Reward;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the catalogue file: a reward, how many there are and who may have it.
 *
 * @param cost what one redemption costs the shop
 * @param stock how many may be redeemed in all, null for any number
 */
@Wire
record Offer(
        @NotBlank @Size(max = 100) String rewardId,
        @NotBlank @Size(max = 200) String name,

        @NotNull @Pattern(regexp = "discount|voucher|free_item|loyalty_points|gift_card|other")
        String type,

        @NotNull @PositiveOrZero @DecimalMax("1000000") Double cost,
        @Nullable @PositiveOrZero Long stock,
        @NotNull @Valid Eligibility eligibility) {

    /** The word by which the log and the rejections call the choice of no reward. */
    static final String NONE = "none";

    Reward reward() {
        return new Reward(rewardId, name, type, cost);
    }

    /**
     * Who may have it; a condition left out does not count.
     *
     * @param minPurchases invoices that the customer must have at least
     * @param maxPurchases invoices that the customer may have at most
     * @param minDaysSincePurchase whole days since the last invoice, at least
     * @param maxDaysSincePurchase whole days since the last invoice, at most
     * @param segments names of the segments it is for
     */
    @Wire
    record Eligibility(
            @Nullable @PositiveOrZero Long minPurchases,
            @Nullable @PositiveOrZero Long maxPurchases,
            @Nullable @PositiveOrZero Long minDaysSincePurchase,
            @Nullable @PositiveOrZero Long maxDaysSincePurchase,
            @Nullable @Size(min = 1) List<String> segments) {

        Eligibility {
            segments = segments == null ? null : List.copyOf(segments);
        }

        /** Why the customer may not have it; empty if he may. What is not known does not qualify. */
        Optional<String> refusal(Optional<History> history, @Nullable String segmentName) {
            if (segments != null && !segments.contains(String.valueOf(segmentName))) {
                return Optional.of(
                        segmentName == null
                                ? "the customer's segment is not known"
                                : "for other segments than " + segmentName);
            }
            if (minPurchases == null
                    && maxPurchases == null
                    && minDaysSincePurchase == null
                    && maxDaysSincePurchase == null) {
                return Optional.empty();
            }
            return history.map(this::refusal).orElse(Optional.of("no purchase of the customer is on record"));
        }

        private Optional<String> refusal(History history) {
            if (minPurchases != null && history.purchases() < minPurchases) {
                return Optional.of("%s, %d needed".formatted(counted(history.purchases(), "purchase"), minPurchases));
            }
            if (maxPurchases != null && history.purchases() > maxPurchases) {
                return Optional.of(
                        "%s, at most %d allowed".formatted(counted(history.purchases(), "purchase"), maxPurchases));
            }
            if (minDaysSincePurchase != null && history.daysSincePurchase() < minDaysSincePurchase) {
                return Optional.of("bought %s ago, only after %d"
                        .formatted(counted(history.daysSincePurchase(), "day"), minDaysSincePurchase));
            }
            if (maxDaysSincePurchase != null && history.daysSincePurchase() > maxDaysSincePurchase) {
                return Optional.of("bought %s ago, only within %d"
                        .formatted(counted(history.daysSincePurchase(), "day"), maxDaysSincePurchase));
            }
            return Optional.empty();
        }

        private static String counted(long number, String noun) {
            return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
        }
    }

    /**
     * What the log says of a customer who has bought.
     *
     * @param purchases invoices, returns not counted
     * @param daysSincePurchase whole 24-hour days since the last of them
     */
    record History(long purchases, long daysSincePurchase) {}
}
