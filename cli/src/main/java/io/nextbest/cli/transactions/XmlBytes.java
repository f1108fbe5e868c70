package io.nextbest.cli.transactions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads XML from UTF-8 bytes, token by token, without making objects of what nobody asks for. It is strict: what it
 * does not know for certain (document types, foreign encodings and entities, tags that do not match) is {@link
 * NotUnderstood}, and a complete parser is to be asked. A token lies whole in the window, which grows up to 16 MiB.
 *
 * <p>Source: W3C, "Extensible Markup Language (XML) 1.0", 5th edition.
 */
final class XmlBytes {

    /** What {@link #next} found. */
    enum Token {
        OPEN,
        EMPTY,
        CLOSE,
        TEXT,
        END
    }

    private static final int WINDOW = 1 << 18;
    private static final int LARGEST = 1 << 24;
    private static final int ATTRIBUTES = 64;
    private static final byte[] CDATA = "<![CDATA[".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final XmlNames open = new XmlNames();
    private final Set<String> prefixes = new HashSet<>(Set.of("xml"));
    private final int[] attributes = new int[ATTRIBUTES * 4]; // from and to of name and value
    private int attributeCount;
    private byte[] bytes = new byte[WINDOW + 1];
    private int at;
    private final int first; // place of the document's first character in the first window
    private int end;
    private boolean over;
    private boolean rooted;
    private int from; // of the name, or of the text
    private int to;
    private boolean verbatim;

    XmlBytes(InputStream in) throws IOException {
        this.in = in;
        while (end < 4 && fill()) {} // until a byte order mark could be seen
        if (bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            at = 3;
        }
        first = at;
    }

    /** The window; a 0 stands behind its last byte. Valid until the next call of {@link #next}. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the next token starts in the window. */
    int at() {
        return at;
    }

    /** Goes on from there; whoever says so has read whole elements. */
    void to(int place) {
        at = place;
    }

    /** Goes on behind an opening tag that was read by whoever calls; its name stands there in the window. */
    void enter(int nameFrom, int nameTo, int place) {
        open.push(bytes, nameFrom, nameTo);
        at = place;
    }

    /** Goes on behind a closing tag, if that closes the element which was opened last. */
    boolean leave(int nameFrom, int nameTo, int place) {
        boolean matches = open.pop(bytes, nameFrom, nameTo);
        at = matches ? place : at;
        return matches;
    }

    /** Elements that are open. */
    int depth() {
        return open.depth();
    }

    Token next() throws IOException {
        while (true) {
            if (at == end && !fill()) {
                require(open.depth() == 0 && rooted, "the document ends too early");
                return Token.END;
            }
            Token token = bytes[at] == '<' ? markup(at + 1) : text();
            if (token != null) {
                return token;
            }
        }
    }

    /** Null where the token was skipped, or does not lie whole in the window, which then holds more. */
    private @Nullable Token markup(int p) throws IOException {
        return switch (bytes[p]) {
            case '/' -> close(p + 1);
            case '?' -> instruction(p + 1);
            case '!' -> comment(p);
            case 0 -> more(p);
            default -> element(p);
        };
    }

    private @Nullable Token text() throws IOException {
        int p = at;
        boolean plain = true;
        while (bytes[p] != '<') {
            plain &= XmlText.isPlain(bytes[p]) || XmlGrammar.isBlank(bytes[p]);
            if (bytes[p] == 0) {
                require(p == end, "a NUL stands in the text");
                if (open.depth() > 0) {
                    return more(p);
                }
                if (over) {
                    break;
                }
                fill();
                return null;
            }
            p++;
        }
        from = at;
        to = p;
        at = p;
        verbatim = false;
        if (!plain) {
            XmlText.of(bytes, from, to); // nobody may ask for it: it must be sound all the same
        }
        require(open.depth() > 0 || isBlank(), "text stands outside the document");
        return Token.TEXT;
    }

    /** Takes the window further, the token at its front; a document that ends within a token is not understood. */
    private @Nullable Token more(int p) throws IOException {
        require(p == end, "a NUL stands in a tag");
        require(fill(), "the document ends within a tag");
        return null;
    }

    private boolean fill() throws IOException {
        if (over) {
            return false;
        }
        System.arraycopy(bytes, at, bytes, 0, end - at);
        end -= at;
        at = 0;
        if (end == bytes.length - 1) {
            require(bytes.length < LARGEST, "a token is larger than 16 MiB");
            bytes = Arrays.copyOf(bytes, (bytes.length - 1) * 2 + 1);
        }
        int read = in.read(bytes, end, bytes.length - 1 - end);
        over = read < 0;
        end += Math.max(read, 0);
        bytes[end] = 0;
        return !over;
    }

    private @Nullable Token instruction(int from) throws IOException {
        for (int p = from; ; p++) {
            if (bytes[p] == 0) {
                return more(p);
            }
            if (bytes[p] == '?' && bytes[p + 1] == '>') {
                XmlGrammar.checkInstruction(XmlText.verbatim(bytes, from, p), !rooted && at == first);
                at = p + 2;
                return null;
            }
        }
    }

    private @Nullable Token comment(int p) throws IOException {
        if (bytes[p + 1] == 0 || bytes[p + 2] == 0) {
            return more(bytes[p + 1] == 0 ? p + 1 : p + 2);
        }
        if (bytes[p + 1] == '-' && bytes[p + 2] == '-') {
            return skipComment(p + 3);
        }
        for (int i = 2; i < CDATA.length; i++) {
            if (bytes[at + i] != CDATA[i]) {
                require(bytes[at + i] == 0, "a document type stands where none belongs");
                return more(at + i);
            }
        }
        for (int q = at + CDATA.length; ; q++) {
            if (bytes[q] == 0) {
                return more(q);
            }
            if (bytes[q] == ']' && bytes[q + 1] == ']' && bytes[q + 2] == '>') {
                require(open.depth() > 0, "text stands outside the document");
                from = at + CDATA.length;
                to = q;
                at = q + 3;
                verbatim = true;
                XmlText.verbatim(bytes, from, to);
                return Token.TEXT;
            }
        }
    }

    private @Nullable Token skipComment(int from) throws IOException {
        for (int p = from; ; p++) {
            if (bytes[p] == 0) {
                return more(p);
            }
            if (bytes[p] == '-' && bytes[p + 1] == '-' && bytes[p + 2] != 0) {
                require(bytes[p + 2] == '>', "a comment holds two hyphens");
                XmlText.verbatim(bytes, from, p);
                at = p + 3;
                return null;
            }
        }
    }

    private @Nullable Token close(int start) throws IOException {
        int p = XmlGrammar.nameEnd(bytes, start);
        int q = XmlGrammar.blanks(bytes, p);
        if (bytes[q] == 0) {
            return more(q);
        }
        require(bytes[q] == '>' && open.pop(bytes, start, p), "a closing tag does not match");
        from = start;
        to = p;
        at = q + 1;
        return Token.CLOSE;
    }

    private @Nullable Token element(int start) throws IOException {
        int p = XmlGrammar.nameEnd(bytes, start);
        int nameEnd = p;
        attributeCount = 0;
        while (true) {
            int q = XmlGrammar.blanks(bytes, p);
            switch (bytes[q]) {
                case 0 -> {
                    return more(q);
                }
                case '>' -> {
                    return opened(start, nameEnd, q + 1);
                }
                case '/' -> {
                    if (bytes[q + 1] == 0) {
                        return more(q + 1);
                    }
                    require(bytes[q + 1] == '>', "a tag is not closed");
                    opened(start, nameEnd, q + 2);
                    open.pop(bytes, start, nameEnd);
                    return Token.EMPTY;
                }
                default -> {
                    require(q > p, "attributes are not apart");
                    p = attribute(q);
                    if (bytes[p] == 0) {
                        return more(p);
                    }
                }
            }
        }
    }

    private Token opened(int start, int nameEnd, int next) {
        require(nameEnd > start && (open.depth() > 0 || !rooted), "a tag stands where none belongs");
        for (int i = 0; i < attributeCount * 4; i += 4) {
            if (starts(attributes[i], attributes[i + 1], "xmlns:")) {
                prefixes.add(ascii(attributes[i] + 6, attributes[i + 1]));
            }
        }
        checkPrefix(start, nameEnd);
        for (int i = 0; i < attributeCount * 4; i += 4) {
            if (!starts(attributes[i], attributes[i + 1], "xmlns:")) {
                checkPrefix(attributes[i], attributes[i + 1]);
            }
        }
        open.push(bytes, start, nameEnd);
        rooted = true;
        from = start;
        to = nameEnd;
        at = next;
        return Token.OPEN;
    }

    private void checkPrefix(int start, int nameEnd) {
        for (int p = start; p < nameEnd; p++) {
            if (bytes[p] == ':') {
                require(prefixes.contains(ascii(start, p)), "a prefix is not declared");
                return;
            }
        }
    }

    /** The place behind the attribute, or that of the window's end. */
    private int attribute(int start) {
        int nameEnd = XmlGrammar.nameEnd(bytes, start);
        int p = XmlGrammar.blanks(bytes, nameEnd);
        if (bytes[p] == 0) {
            return p;
        }
        require(bytes[p] == '=' && nameEnd > start, "an attribute has no value");
        p = XmlGrammar.blanks(bytes, p + 1);
        byte quote = bytes[p];
        if (quote == 0) {
            return p;
        }
        require(quote == '"' || quote == '\'', "an attribute's value is not quoted");
        int valueFrom = ++p;
        boolean plain = true;
        while (bytes[p] != quote) {
            plain &= XmlText.isPlain(bytes[p]);
            require(bytes[p] != '<', "an attribute's value is not closed");
            if (bytes[p] == 0) {
                return p;
            }
            p++;
        }
        if (!plain) {
            XmlText.ofAttribute(bytes, valueFrom, p);
        }
        int i = attributeCount * 4;
        require(attributeCount < ATTRIBUTES, "a tag has too many attributes");
        for (int other = 0; other < i; other += 4) {
            boolean same = Arrays.equals(bytes, start, nameEnd, bytes, attributes[other], attributes[other + 1]);
            require(!same, "an attribute stands twice");
        }
        attributes[i] = start;
        attributes[i + 1] = nameEnd;
        attributes[i + 2] = valueFrom;
        attributes[i + 3] = p;
        attributeCount++;
        return p + 1;
    }

    /** Whether the text is but blanks. */
    boolean isBlank() {
        return XmlGrammar.areBlank(bytes, from, to);
    }

    /** The element's name without its prefix. */
    String name() {
        int p = from;
        while (p < to && bytes[p] != ':') {
            p++;
        }
        return XmlText.of(bytes, p == to ? from : p + 1, to);
    }

    /** Whether that is the element's name without its prefix. */
    boolean isNamed(String name) {
        int start = to - name.length();
        return starts(start, to, name) && (start == from || start > from && bytes[start - 1] == ':');
    }

    /** The value of an attribute, named with its prefix, or null. */
    @Nullable
    String attribute(String name) {
        for (int i = 0; i < attributeCount * 4; i += 4) {
            if (attributes[i + 1] - attributes[i] == name.length() && starts(attributes[i], attributes[i + 1], name)) {
                return XmlText.ofAttribute(bytes, attributes[i + 2], attributes[i + 3]);
            }
        }
        return null;
    }

    /** The text as it is meant: entities resolved, line ends made one. */
    String value() {
        return verbatim ? XmlText.verbatim(bytes, from, to) : XmlText.of(bytes, from, to);
    }

    private boolean starts(int start, int stop, String text) {
        if (start < 0 || stop - start < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String ascii(int start, int stop) {
        return new String(bytes, start, stop - start, StandardCharsets.ISO_8859_1);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new NotUnderstood(otherwise);
        }
    }
}
