package io.nextbest.cli.transactions;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The distinct texts of a workbook, which cells name by number.
 *
 * <p>Source: ECMA-376 part 1, sections 18.4.8 (si, without its phonetic runs) and 22.9.2.19 (_xHHHH_ for a character).
 */
final class SharedTexts {

    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private SharedTexts() {}

    /** Reads them from their part. */
    static List<String> read(InputStream part) throws IOException {
        List<String> texts = new ArrayList<>();
        XmlBytes xml = new XmlBytes(part);
        StringBuilder joined = new StringBuilder();
        for (XmlBytes.Token token = xml.next(); token != XmlBytes.Token.END; token = xml.next()) {
            if (token == XmlBytes.Token.OPEN && xml.isNamed("si")) {
                texts.add(unescaped(item(xml, joined)));
            } else if (token == XmlBytes.Token.EMPTY && xml.isNamed("si")) {
                texts.add("");
            } else if (token == XmlBytes.Token.OPEN && xml.isNamed("t")) {
                throw new NotUnderstood("a text stands outside of an item");
            }
        }
        return texts;
    }

    private static String item(XmlBytes xml, StringBuilder joined) throws IOException {
        int depth = xml.depth();
        int phonetic = Integer.MAX_VALUE; // depth of the phonetic run that is open
        boolean collecting = false;
        joined.setLength(0);
        while (true) {
            switch (xml.next()) {
                case OPEN -> {
                    if (xml.isNamed("rPh")) {
                        phonetic = Math.min(phonetic, xml.depth());
                    }
                    collecting = xml.isNamed("t") && phonetic == Integer.MAX_VALUE;
                }
                case TEXT -> {
                    if (collecting) {
                        joined.append(xml.value());
                    }
                }
                case CLOSE -> {
                    collecting = false;
                    phonetic = xml.depth() < phonetic ? Integer.MAX_VALUE : phonetic;
                    if (xml.depth() < depth) {
                        return joined.toString();
                    }
                }
                default -> {} // an empty element holds no text
            }
        }
    }

    /** Characters that XML cannot hold are written as _xHHHH_. */
    static String unescaped(String text) {
        if (!text.contains("_x")) {
            return text;
        }
        Matcher escaped = ESCAPED.matcher(text);
        return escaped.replaceAll(
                one -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(one.group(1), 16))));
    }
}
