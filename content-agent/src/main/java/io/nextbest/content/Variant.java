package io.nextbest.content;

import io.nextbest.contracts.Wire;
import io.nextbest.contracts.content.Content;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the catalogue file: a content and when it fits.
 *
 * @param body text with slots such as {@code {{reward_name}}}, filled by whoever sends it
 * @param rewardTypes types of reward that it can announce, empty if it announces none
 * @param isDefault what the channel says when nothing better is known; exactly one per channel, without a reward
 */
@Wire
record Variant(
        @NotBlank @Size(max = 100) String contentId,
        @NotNull @Pattern(regexp = "email|push|sms") String channel,

        @NotNull @Pattern(regexp = "offer_discount|recommend_product|send_message")
        String actionName,

        @Nullable @Size(min = 1, max = 200) String subject,
        @NotBlank @Size(max = 10_000) String body,

        @NotNull
        List<@Pattern(regexp = "discount|voucher|free_item|loyalty_points|gift_card|other") String> rewardTypes,

        @NotNull Boolean isDefault) {

    Variant {
        rewardTypes = List.copyOf(rewardTypes);
    }

    Content content() {
        return new Content(contentId, channel, actionName, subject, body);
    }

    /** Why it cannot be said; empty if it can. */
    Optional<String> refusal(Set<String> channels, @Nullable String rewardType) {
        if (!channels.contains(channel)) {
            return Optional.of("for %s only".formatted(channel));
        }
        if (rewardType == null && !rewardTypes.isEmpty()) {
            return Optional.of("announces a reward, and none is given");
        }
        if (rewardType != null && !rewardTypes.contains(rewardType)) {
            return Optional.of(
                    rewardTypes.isEmpty()
                            ? "announces no reward, and one is given"
                            : "announces rewards of other types than the one given");
        }
        return Optional.empty();
    }
}
