package io.nextbest.lab.bench;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a bench run measured.
 *
 * @param firstStartMs from launch of six processes on an empty database until all answer
 * @param secondStartMs the same on a full one
 * @param trainSeconds reading the log to its end and training, the five agents one after the other
 * @param peaksMiB the most that each process held while importing and training
 * @param idleMiB after the second start, before any load
 * @param closed closed loop, per number of connections
 * @param open open loop at half of that rate
 * @param reference the same closed loops on another service, empty for none
 * @param loadedMiB after the load
 */
record BenchResult(
        double firstStartMs,
        double secondStartMs,
        Imported imported,
        double trainSeconds,
        Map<String, Double> peaksMiB,
        Map<String, Double> idleMiB,
        List<Load.Measured> closed,
        List<Load.Measured> open,
        List<Load.Measured> reference,
        Map<String, Double> loadedMiB,
        @Nullable URI referenceTarget) {

    /**
     * @param events in the log afterwards
     * @param seconds of the whole import process, its start included
     * @param peakMiB the most that the importing process held
     */
    record Imported(long events, double seconds, double peakMiB) {}

    /** As a page for {@code docs/results/}. */
    String markdown(String command, String origin) {
        var page = new StringBuilder("# Bench: start, import, training, decisions, memory\n\n");
        page.append("Written by `%s` on %s.%n".formatted(command, origin));
        page.append("Six processes and PostgreSQL (fsync on) share the cores with the generator of the load. "
                + "Absolute times are this machine's of that hour.\n\n");
        page.append("## Start, import, training\n\n| what | figure |\n| --- | --- |\n");
        line(page, "first start, launch to all six answering, empty database", "%.0f ms", firstStartMs);
        line(page, "second start, the same on the full database", "%.0f ms", secondStartMs);
        line(page, "import, events", "%.0f", (double) imported.events());
        line(page, "import, whole process from start to end", "%.1f s", imported.seconds());
        line(page, "import, rate", "%.0f events/s", imported.events() / imported.seconds());
        line(page, "import, peak of the importing process", "%.0f MiB", imported.peakMiB());
        line(
                page,
                "reading what was left of the log and training five agents, one after the other",
                "%.1f s",
                trainSeconds);
        line(page, "import and training together", "%.1f s", imported.seconds() + trainSeconds);
        page.append("\n## Decisions, each recorded\n\n");
        page.append("Closed loop: the next request leaves when the last is answered. A customer known by returns\n");
        page.append("only has no segment, so a decision on him counts as degraded.\n\n");
        table(page, closed);
        page.append("\nOpen loop at half of that rate, a late request's wait counted; "
                + "twice the connections, at least 8.\n\n");
        table(page, open);
        if (!reference.isEmpty()) {
            page.append("\nThe reference %s, loaded in turn with ours.%n%n".formatted(referenceTarget));
            table(page, reference);
        }
        page.append("\n## Memory, MiB\n\n| process | peak in import and training | "
                + "idle after second start | after the load |\n");
        page.append("| --- | --- | --- | --- |\n");
        idleMiB.forEach((name, idle) -> page.append("| %s | %s | %.0f | %.0f |%n"
                .formatted(
                        name,
                        peaksMiB.containsKey(name) ? "%.0f".formatted(peaksMiB.get(name)) : "–",
                        idle,
                        loadedMiB.getOrDefault(name, Double.NaN))));
        page.append("| all | | %.0f | %.0f |%n".formatted(sum(idleMiB), sum(loadedMiB)));
        return page.toString();
    }

    private static double sum(Map<String, Double> figures) {
        return figures.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static void line(StringBuilder page, String what, String format, double figure) {
        page.append("| %s | %s |%n".formatted(what, String.format(Locale.ROOT, format, figure)));
    }

    private static void table(StringBuilder page, List<Load.Measured> rows) {
        page.append("| connections | decisions/s | p50 ms | p99 ms | requests | failed or degraded |\n");
        page.append("| --- | --- | --- | --- | --- | --- |\n");
        for (Load.Measured row : rows) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %d | %.0f | %.2f | %.2f | %d | %d |%n",
                    row.connections(),
                    row.perSecond(),
                    row.p50(),
                    row.p99(),
                    row.requests(),
                    row.failed()));
        }
    }
}
