package io.nextbest.orchestrator.guardrail;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nobody is contacted on a channel for which there is no consent to marketing on record. */
public record ConsentRule() implements Guardrail {

    private static final Map<String, String> MESSAGES =
            Map.of("email", "e-mail", "push", "push messages", "sms", "text messages");

    @Override
    public Optional<Action.Hold> blocks(Action.Send send, Standing standing) {
        return allowed(List.of(send.channel()), standing).isEmpty()
                ? Optional.of(without(List.of(send.channel())))
                : Optional.empty();
    }

    /** The channels among these that the customer consents to, in the same order. */
    public List<String> allowed(List<String> channels, Standing standing) {
        return channels.stream()
                .filter(channel -> standing.consents().getOrDefault(channel, false))
                .toList();
    }

    /** The hold for a customer who consents to none of these channels. */
    public Action.Hold without(List<String> channels) {
        String names = String.join(
                " or ",
                channels.stream()
                        .map(channel -> MESSAGES.getOrDefault(channel, channel))
                        .toList());
        return new Action.Hold("consent", "No consent for marketing %s on record".formatted(names));
    }
}
