package io.nextbest.cli.transactions;

import java.util.regex.Pattern;

/** The small rules of XML that {@link XmlBytes} holds bytes to. */
final class XmlGrammar {

    private static final Pattern DECLARATION = Pattern.compile("xml\\s+version\\s*=\\s*(\"1\\.0\"|'1\\.0')"
            + "(\\s+encoding\\s*=\\s*(\"(?i:utf-8|us-ascii)\"|'(?i:utf-8|us-ascii)'))?"
            + "(\\s+standalone\\s*=\\s*(\"(yes|no)\"|'(yes|no)'))?\\s*");
    private static final Pattern INSTRUCTION = Pattern.compile("(?!(?i:xml)\\b)[A-Za-z_][A-Za-z0-9_-]*(\\s[^?]*)?");

    private XmlGrammar() {}

    /** @param first whether it stands where the document's declaration belongs */
    static void checkInstruction(String content, boolean first) {
        if (first && content.startsWith("xml")) {
            require(DECLARATION.matcher(content).matches(), "the document is not plain XML 1.0 in UTF-8");
        } else {
            require(INSTRUCTION.matcher(content).matches(), "an instruction is not plain");
        }
    }

    /** Behind a plain name: letters, then also digits, with one colon at most. Others are left to a complete parser. */
    static int nameEnd(byte[] bytes, int start) {
        int p = start;
        int colon = -1;
        while (isNamePart(bytes[p])) {
            if (bytes[p] == ':') {
                require(colon < 0, "a name holds two colons");
                colon = p;
            }
            p++;
        }
        byte after = bytes[p];
        require(after == 0 || isBlank(after) || after == '=' || after == '/' || after == '>', "a name holds a sign");
        require(after == 0 || p > start && isNameStart(bytes[start]), "a name is none");
        require(after == 0 || colon < 0 || isNameStart(bytes[colon + 1]), "a name ends with its prefix");
        return p;
    }

    private static boolean isNameStart(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_';
    }

    private static boolean isNamePart(byte b) {
        return isNameStart(b) || b >= '0' && b <= '9' || b == ':' || b == '-' || b == '.';
    }

    static int blanks(byte[] bytes, int from) {
        int p = from;
        while (isBlank(bytes[p])) {
            p++;
        }
        return p;
    }

    static boolean areBlank(byte[] bytes, int from, int to) {
        return blanks(bytes, from) >= to; // a 0 stands behind the window: it does not run on
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new NotUnderstood(otherwise);
        }
    }
}
