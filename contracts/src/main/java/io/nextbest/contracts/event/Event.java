package io.nextbest.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fact that happened. Never changed, and identified by its sender: the same {@code event_id} twice is one event.
 *
 * <p>In JSON the member {@code kind} tells the kinds apart. An id is 1 to 200 characters, a customer id 1 to 100.
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Purchase.class, name = "purchase"),
    @JsonSubTypes.Type(value = Event.Interaction.class, name = "interaction"),
    @JsonSubTypes.Type(value = Event.Review.class, name = "review"),
    @JsonSubTypes.Type(value = Event.ProfileChange.class, name = "profile_change"),
    @JsonSubTypes.Type(value = Event.ConsentChange.class, name = "consent_change"),
    @JsonSubTypes.Type(value = Event.Exposure.class, name = "exposure"),
    @JsonSubTypes.Type(value = Event.Outcome.class, name = "outcome"),
})
public sealed interface Event {

    String eventId();

    /** Null only for a purchase that the shop could not tie to a customer. */
    @Nullable
    String customerId();

    Instant at();

    /**
     * One row of an invoice. A return has a negative quantity; nothing is cleaned at the door.
     *
     * @param customerId null where the shop does not know the buyer
     * @param invoice the shop's number of the invoice or credit note
     * @param item the shop's number of the article, null where the row is a charge
     * @param quantity pieces, negative for a return, never NaN
     * @param unitPrice price of one piece, zero or negative for corrections
     * @param currency ISO 4217 code
     */
    @Wire
    record Purchase(
            @NotBlank @Size(max = 200) String eventId,
            @Nullable @Size(min = 1, max = 100) String customerId,
            @NotNull Instant at,
            @NotBlank @Size(max = 100) String invoice,
            @Nullable @Size(max = 100) String item,
            @Nullable @Size(max = 500) String description,
            @NotNull BigDecimal quantity,
            @NotNull BigDecimal unitPrice,
            @NotBlank @Pattern(regexp = "[A-Z]{3}") String currency,
            @Nullable @Size(max = 100) String country)
            implements Event {}

    /**
     * The customer did something with us: opened, clicked, visited.
     *
     * @param type "open", "click", "visit", or a word of the sender's own
     * @param channel where, null if it has none
     */
    @Wire
    record Interaction(
            @NotBlank @Size(max = 200) String eventId,
            @NotBlank @Size(max = 100) String customerId,
            @NotNull Instant at,
            @NotBlank @Size(max = 50) String type,
            @Nullable @Size(max = 20) String channel,
            @Nullable @Size(max = 100) String contentId,
            @Nullable @Size(max = 100) String decisionId)
            implements Event {}

    /** @param rating stars from 1 to 5, null if the customer gave none */
    @Wire
    record Review(
            @NotBlank @Size(max = 200) String eventId,
            @NotBlank @Size(max = 100) String customerId,
            @NotNull Instant at,
            @NotBlank @Size(max = 10_000) String text,
            @Nullable @Min(1) @Max(5) Integer rating)
            implements Event {}

    /** @param attributes the members that changed, as text; "time_zone" is read by the quiet hours */
    @Wire
    record ProfileChange(
            @NotBlank @Size(max = 200) String eventId,
            @NotBlank @Size(max = 100) String customerId,
            @NotNull Instant at,
            @NotNull @Size(min = 1, max = 256) Map<String, String> attributes)
            implements Event {}

    /**
     * @param purpose what for, "marketing"
     * @param channel "email", "push" or "sms"
     * @param granted false withdraws
     * @param source how we know, "synthetic-demo" for the demo's own
     */
    @Wire
    record ConsentChange(
            @NotBlank @Size(max = 200) String eventId,
            @NotBlank @Size(max = 100) String customerId,
            @NotNull Instant at,
            @NotBlank @Size(max = 50) String purpose,
            @NotBlank @Pattern(regexp = "email|push|sms") String channel,
            @NotNull Boolean granted,
            @Nullable @Size(max = 100) String source)
            implements Event {}

    /** Proof that the customer was reached with what a decision chose. */
    @Wire
    record Exposure(
            @NotBlank @Size(max = 200) String eventId,
            @NotBlank @Size(max = 100) String customerId,
            @NotNull Instant at,
            @NotBlank @Size(max = 100) String decisionId)
            implements Event {}

    /**
     * What the customer did after a decision.
     *
     * @param decisionId the decision it answers; null lets the orchestrator find the last one inside its window
     * @param type "open", "click", "purchase", "redeem", "unsubscribe", "none" or a word of the sender's own
     * @param amount money it brought, null if none
     * @param attribution filled by the orchestrator when it takes the event in; refused from a sender
     */
    @Wire
    record Outcome(
            @NotBlank @Size(max = 200) String eventId,
            @NotBlank @Size(max = 100) String customerId,
            @NotNull Instant at,
            @Nullable @Size(max = 100) String decisionId,
            @NotBlank @Size(max = 50) String type,
            @Nullable @PositiveOrZero BigDecimal amount,
            @Nullable Attribution attribution)
            implements Event {}

    /**
     * What the decision had chosen, copied into the log so that a reader needs nothing else to learn from it.
     *
     * @param rewardId null where the decision gave no reward
     * @param slot the timing agent's name of the send time
     * @param payoff what the policies learn from: money brought minus the reward's cost
     */
    @Wire
    record Attribution(
            String decisionId,
            @Nullable Integer segmentId,
            @Nullable String rewardId,
            @Nullable String contentId,
            @Nullable String channel,
            @Nullable String slot,
            Double payoff) {}
}
