package io.nextbest.cli.transactions;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What the bytes of a text or of an attribute's value mean. */
final class XmlText {

    private XmlText() {}

    static String of(byte[] bytes, int from, int to) {
        return isPlain(bytes, from, to)
                ? new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                : resolved(verbatim(bytes, from, to));
    }

    static String ofAttribute(byte[] bytes, int from, int to) {
        return isPlain(bytes, from, to)
                ? new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                : resolved(verbatim(bytes, from, to).replace('\n', ' ').replace('\t', ' '));
    }

    /** Whether the bytes are their own meaning: ASCII without blanks other than spaces, without entities. */
    private static boolean isPlain(byte[] bytes, int from, int to) {
        for (int p = from; p < to; p++) {
            if (!isPlain(bytes[p])) {
                return false;
            }
        }
        return true;
    }

    static boolean isPlain(byte b) {
        return b >= ' ' && b != '&' && b != ']';
    }

    /** Characters as they stand, line ends made one. */
    static String verbatim(byte[] bytes, int from, int to) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotUnderstood("the text is not UTF-8");
        }
        for (int i = 0; i < text.length(); i++) {
            require(isAllowed(text.charAt(i)), "a control character stands in the text");
        }
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String resolved(String text) {
        require(!text.contains("]]>"), "the end of a character section stands alone");
        int and = text.indexOf('&');
        if (and < 0) {
            return text;
        }
        StringBuilder meant = new StringBuilder(text.length());
        int from = 0;
        while (and >= 0) {
            int semicolon = text.indexOf(';', and);
            require(semicolon > 0, "an entity is not closed");
            meant.append(text, from, and);
            meant.appendCodePoint(entity(text.substring(and + 1, semicolon)));
            from = semicolon + 1;
            and = text.indexOf('&', from);
        }
        return meant.append(text, from, text.length()).toString();
    }

    private static int entity(String name) {
        return switch (name) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> number(name);
        };
    }

    private static int number(String name) {
        boolean hexadecimal = name.startsWith("#x");
        String digits = name.substring(Math.min(name.length(), hexadecimal ? 2 : 1));
        boolean known = name.startsWith("#") && digits.matches(hexadecimal ? "[0-9A-Fa-f]{1,6}" : "[0-9]{1,7}");
        require(known, "an entity is unknown");
        int point = Integer.parseInt(digits, hexadecimal ? 16 : 10);
        boolean allowed = point > 0xFFFF
                ? Character.isValidCodePoint(point)
                : isAllowed((char) point) && !Character.isSurrogate((char) point);
        require(allowed, "an entity is no character");
        return point;
    }

    private static boolean isAllowed(char c) {
        return c >= ' ' ? c < 0xFFFE : c == '\n' || c == '\r' || c == '\t';
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new NotUnderstood(otherwise);
        }
    }
}
