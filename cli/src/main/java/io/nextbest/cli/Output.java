package io.nextbest.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Help.Ansi;

/** Standard output for people: emphasis only where it is a terminal and NO_COLOR is not set. */
final class Output {

    private final PrintWriter out;
    private final boolean terminal;

    private Output(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Output standard() {
        Console console = System.console();
        return new Output(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8), console != null && console.isTerminal());
    }

    static Output to(PrintWriter out) {
        return new Output(out, false);
    }

    /** Whether someone looks on, so that a moving bar makes sense. */
    boolean isTerminal() {
        return terminal;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    void blank() {
        line("");
    }

    /** A line that stands out. */
    void title(String text) {
        line(bold(text));
    }

    String bold(String text) {
        return terminal ? Ansi.AUTO.string("@|bold " + text.replace("|@", "") + "|@") : text;
    }
}
