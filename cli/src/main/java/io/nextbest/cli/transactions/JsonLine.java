package io.nextbest.cli.transactions;

import java.math.BigDecimal;

/** Writes one flat JSON object after another as text: half a million of them take a second. */
final class JsonLine {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out;
    private boolean first = true;

    JsonLine(StringBuilder out) {
        this.out = out;
    }

    JsonLine open() {
        out.append('{');
        first = true;
        return this;
    }

    void close() {
        out.append('}');
        first = false;
    }

    JsonLine text(String name, String value) {
        name(name);
        out.append('"');
        escape(value);
        out.append('"');
        return this;
    }

    JsonLine number(String name, BigDecimal value) {
        name(name);
        out.append(value.stripTrailingZeros().toPlainString());
        return this;
    }

    JsonLine bool(String name, boolean value) {
        name(name);
        out.append(value);
        return this;
    }

    JsonLine object(String name) {
        name(name);
        return open();
    }

    private void name(String name) {
        if (!first) {
            out.append(',');
        }
        first = false;
        out.append('"').append(name).append("\":");
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xF]);
            } else {
                out.append(c);
            }
        }
    }
}
