package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.content.Content;
import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.decision.Decision.Degradation;
import io.nextbest.contracts.timing.TimingChoice;
import io.nextbest.orchestrator.guardrail.Action;
import io.nextbest.orchestrator.guardrail.ConsentRule;
import io.nextbest.orchestrator.guardrail.FrequencyCap;
import io.nextbest.orchestrator.guardrail.Guardrail;
import io.nextbest.orchestrator.guardrail.QuietHours;
import io.nextbest.orchestrator.guardrail.Standing;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * From what the agents said to what is done. Pure: the same answers, moment and standing give the same action.
 *
 * <p>Without an answer it does this, and says so in {@code degraded}: no segment or no predictions: the policies choose
 * as for the whole population; no reward: the message carries none; no content: the default content of the first
 * channel, which carries no reward; no time: the next moment outside the quiet hours. What a guardrail must know is
 * never guessed: it holds.
 */
final class Arbitration {

    private static final Map<String, String> FALLBACKS = Map.of(
            Answers.SEGMENTATION, "policy of the whole population",
            Answers.ENGAGEMENT, "policy of the whole population",
            Answers.REWARD, "no reward",
            Answers.CONTENT, "default content of the channel, without a reward",
            Answers.TIMING, "next moment outside the quiet hours");

    private final ConsentRule consent = new ConsentRule();
    private final QuietHours quietHours;
    private final List<Guardrail> guardrails;
    private final Map<String, String> defaultContents;

    /** @param defaultContents content ids by channel */
    Arbitration(FrequencyCap cap, QuietHours quietHours, Map<String, String> defaultContents) {
        this.quietHours = quietHours;
        this.guardrails = List.of(consent, cap, quietHours);
        this.defaultContents = Map.copyOf(defaultContents);
    }

    /** The channels that may be used, in the caller's order of preference. */
    List<String> allowedChannels(List<String> channels, Standing standing) {
        return consent.allowed(channels, standing);
    }

    /** Why the customer may not be contacted at all, whatever the agents would say. */
    Optional<Action.Hold> holdsUnasked(List<String> channels, Standing standing) {
        if (allowedChannels(channels, standing).isEmpty()) {
            return Optional.of(consent.without(channels));
        }
        return findZone(standing).isEmpty() ? Optional.of(quietHours.withoutZone()) : Optional.empty();
    }

    /** The customer's time zone, empty where it cannot be told. */
    Optional<ZoneId> findZone(Standing standing) {
        return quietHours.findZone(standing);
    }

    /** The local times between which no message goes out. */
    QuietHours quietHours() {
        return quietHours;
    }

    /** @param channels those that may be used, the preferred one first */
    Weighed decide(Answers answers, List<String> channels, Instant now, Standing standing) {
        if (channels.isEmpty()) {
            return Weighed.unasked(consent.without(List.of("email", "push", "sms")));
        }
        Optional<ZoneId> zone = findZone(standing);
        if (zone.isEmpty()) {
            return Weighed.unasked(quietHours.withoutZone());
        }
        Content content = answers.content()
                .findValue()
                .map(ContentChoice::content)
                .orElseGet(() -> defaultContent(channels.getFirst()));
        Instant at = answers.timing()
                .findValue()
                .map(TimingChoice::at)
                .orElseGet(() -> quietHours.nextAllowed(now, zone.get()));
        boolean carriesReward = answers.content() instanceof Answer.Given<?>;
        String rewardId = answers.reward()
                .findValue()
                .filter(choice -> carriesReward)
                .flatMap(choice -> Optional.ofNullable(choice.reward()))
                .map(reward -> reward.rewardId())
                .orElse(null);
        var send = new Action.Send(content.actionName(), rewardId, content.contentId(), content.channel(), at);
        return verify(new Weighed(send, send, answers, degraded(answers)), standing);
    }

    /** Every guardrail once more on an assembled send; the first that blocks makes it a hold. */
    Weighed verify(Weighed weighed, Standing standing) {
        return weighed.action() instanceof Action.Send send
                ? firstBlock(send, standing).map(weighed::heldBy).orElse(weighed)
                : weighed;
    }

    private Optional<Action.Hold> firstBlock(Action.Send send, Standing standing) {
        return guardrails.stream()
                .flatMap(guardrail -> guardrail.blocks(send, standing).stream())
                .findFirst();
    }

    private Content defaultContent(String channel) {
        String contentId = defaultContents.get(channel);
        if (contentId == null) {
            throw new IllegalArgumentException("no default content is set for channel " + channel);
        }
        return new Content(contentId, channel, "send_message", null, "");
    }

    private static List<Degradation> degraded(Answers answers) {
        return answers.byAgent().values().stream()
                .flatMap(answer -> answer instanceof Answer.Missing<?>(String agent, Answer.Cause cause)
                        ? Optional.of(new Degradation(agent, cause.name(), fallback(agent, cause))).stream()
                        : Optional.<Degradation>empty().stream())
                .toList();
    }

    private static String fallback(String agent, Answer.Cause cause) {
        String done = Objects.requireNonNull(FALLBACKS.get(agent));
        return switch (cause) {
            case NOT_TRAINED -> done + "; " + Answers.howToTrain(agent);
            case CUSTOMER_UNKNOWN ->
                "%s; the %s has nothing on record of this customer".formatted(done, agent.replace('-', ' '));
            case TIMEOUT, ERROR, BAD_RESPONSE -> done;
        };
    }
}
