package io.nextbest.orchestrator.event;

import io.nextbest.contracts.event.Event;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the log's canonical JSON: the same event gives the same bytes. */
final class EventText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private EventText() {}

    /** Writes text, number, truth value, instant or map of texts. */
    static void write(StringBuilder out, Object value) {
        switch (value) {
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth.booleanValue());
            case Map<?, ?> map -> {
                char separator = '{';
                for (var entry : map.entrySet()) {
                    out.append(separator);
                    quote(out, String.valueOf(entry.getKey()));
                    out.append(':');
                    quote(out, String.valueOf(entry.getValue()));
                    separator = ',';
                }
                out.append('}');
            }
            default -> quote(out, value.toString());
        }
    }

    static void write(StringBuilder out, Event.Attribution attribution) {
        out.append("{\"decision_id\":");
        quote(out, attribution.decisionId());
        member(out, "segment_id", attribution.segmentId());
        member(out, "reward_id", attribution.rewardId());
        member(out, "content_id", attribution.contentId());
        member(out, "channel", attribution.channel());
        member(out, "slot", attribution.slot());
        member(out, "payoff", attribution.payoff());
        out.append('}');
    }

    private static void member(StringBuilder out, String name, @Nullable Object value) {
        if (value != null) {
            out.append(",\"").append(name).append("\":");
            write(out, value);
        }
    }

    /** @throws WrongField if the text cannot be stored: a NUL, or half of a surrogate pair, which is no character */
    static void check(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new WrongField(field, "must not hold a NUL character");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                if (!pair) {
                    throw new WrongField(field, "is not valid Unicode");
                }
                i++;
            }
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        int start = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, start, i).append('\\');
                if (c < ' ') {
                    out.append("u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                } else {
                    out.append(c);
                }
                start = i + 1;
            }
        }
        out.append(text, start, length).append('"');
    }
}
