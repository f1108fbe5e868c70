package io.nextbest.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsentRuleTest {

    private static final Instant NOON = Instant.parse("2011-12-10T12:00:00Z");

    private final ConsentRule rule = new ConsentRule();

    @Test
    void allowsTheChannelThatWasConsentedTo() {
        assertThat(rule.blocks(by("email"), consenting(Map.of("email", true)))).isEmpty();
    }

    @Test
    void blocksWithdrawnConsent() {
        assertThat(rule.blocks(by("email"), consenting(Map.of("email", false))))
                .contains(new Action.Hold("consent", "No consent for marketing e-mail on record"));
    }

    @Test
    void blocksWhereNobodyEverAsked() {
        assertThat(rule.blocks(by("email"), consenting(Map.of()))).isPresent();
        assertThat(rule.blocks(by("sms"), consenting(Map.of("email", true, "push", true))))
                .isPresent();
    }

    @Test
    void offersTheConsentedChannelsInTheCallersOrder() {
        var standing = consenting(Map.of("email", true, "sms", true, "push", false));

        assertThat(rule.allowed(List.of("sms", "push", "email"), standing)).containsExactly("sms", "email");
    }

    private static Action.Send by(String channel) {
        return new Action.Send("send_message", null, "C7", channel, NOON);
    }

    private static Standing consenting(Map<String, Boolean> consents) {
        return new Standing(consents, null, List.of());
    }
}
