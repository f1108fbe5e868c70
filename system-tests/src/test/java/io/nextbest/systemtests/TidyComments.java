package io.nextbest.systemtests;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The comments of a Java source, with what they hide. Strings, characters and text blocks are stepped over, so that a
 * {@code //} inside an address is no comment.
 */
record TidyComments(List<Comment> all) {

    /**
     * @param start offset of its first character in the source
     * @param end offset behind its last character
     * @param line number of its first line, from 1
     * @param text as written, with its marks
     */
    record Comment(int start, int end, long line, String text) {

        boolean isDoc() {
            return text.startsWith("/**");
        }

        boolean isLine() {
            return text.startsWith("//");
        }

        /** What is written inside, without the marks. */
        String inside() {
            String bare = isLine() ? text.substring(2) : text.substring(2, Math.max(2, text.length() - 2));
            return bare.replaceAll("(?m)^\\s*\\*(?!/)", "");
        }
    }

    static TidyComments of(String source) {
        List<Comment> found = new ArrayList<>();
        int at = 0;
        while (at < source.length()) {
            if (source.startsWith("\"\"\"", at)) {
                at = behind(source, at + 3, "\"\"\"");
            } else if (source.charAt(at) == '"' || source.charAt(at) == '\'') {
                at = behind(source, at + 1, source.substring(at, at + 1));
            } else if (source.startsWith("//", at)) {
                at = add(found, source, at, lineEnd(source, at));
            } else if (source.startsWith("/*", at)) {
                int close = source.indexOf("*/", at + 2);
                at = add(found, source, at, close < 0 ? source.length() : close + 2);
            } else {
                at++;
            }
        }
        return new TidyComments(List.copyOf(found));
    }

    private static int behind(String source, int from, String close) {
        int at = from;
        while (at < source.length() && !source.startsWith(close, at)) {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        return at + close.length();
    }

    private static int lineEnd(String source, int from) {
        int end = source.indexOf('\n', from);
        return end < 0 ? source.length() : end;
    }

    private static int add(List<Comment> found, String source, int start, int end) {
        long line = source.substring(0, start).lines().count() + (startsLine(source, start) ? 1 : 0);
        found.add(new Comment(start, end, Math.max(1, line), source.substring(start, end)));
        return end;
    }

    private static boolean startsLine(String source, int start) {
        return start == 0 || source.charAt(start - 1) == '\n';
    }

    /** The doc comment that stands directly before this offset, null if there is none. */
    @Nullable
    Comment docBefore(int offset, String source) {
        for (Comment comment : all) {
            if (comment.isDoc()
                    && comment.end() <= offset
                    && source.substring(comment.end(), offset).isBlank()) {
                return comment;
            }
        }
        return null;
    }

    /** Line comments on neighbouring lines read as one text. */
    List<Comment> joined(String source) {
        List<Comment> groups = new ArrayList<>();
        for (Comment comment : all) {
            Comment last = groups.isEmpty() ? null : groups.getLast();
            if (last != null
                    && last.isLine()
                    && comment.isLine()
                    && source.substring(last.end(), comment.start()).isBlank()
                    && source.substring(last.end(), comment.start()).lines().count() <= 2) {
                String text = "//" + last.inside() + "\n" + comment.inside();
                groups.set(groups.size() - 1, new Comment(last.start(), comment.end(), last.line(), text));
            } else {
                groups.add(comment);
            }
        }
        return groups;
    }
}
