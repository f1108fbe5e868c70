package io.nextbest.segmentation;

import java.util.Locale;

/** A name as an operator may give it to a segment: one that can be read, written and told from the others. */
final class GivenName {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C; // Persian and others spell with it
    private static final int ZERO_WIDTH_JOINER = 0x200D; // joins emoji

    private GivenName() {}

    /**
     * The name without the spaces around it.
     *
     * @throws IllegalArgumentException if nobody could read it; the message says why
     */
    static String checked(String given) {
        String name = given.strip();
        name.codePoints().forEach(c -> {
            require(Character.getType(c) != Character.SURROGATE, "must be whole characters, and holds half a pair");
            require(!unseen(c), "must not hold control characters or marks of direction");
        });
        require(
                name.codePoints().anyMatch(GivenName::tells),
                "must hold more than digits and spaces, or it would read as a segment's number");
        return name;
    }

    private static boolean tells(int c) {
        return !Character.isDigit(c) && !Character.isSpaceChar(c) && Character.getType(c) != Character.FORMAT;
    }

    private static boolean unseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER;
            default -> false;
        };
    }

    /** The same for names that differ in case, or in spaces around them, only. */
    static String folded(String name) {
        return name.strip().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
