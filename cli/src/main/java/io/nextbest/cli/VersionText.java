package io.nextbest.cli;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Model versions as an operator reads them. */
final class VersionText {

    private VersionText() {}

    /** What a training made: for each model what was fitted, how it was judged, and whether it answers now. */
    static List<String> trained(Agent agent, JsonNode answer, long startNanos) {
        var lines = new ArrayList<String>();
        String took = "in %.1f s".formatted((System.nanoTime() - startNanos) / 1e9);
        for (JsonNode version : withOthers(answer)) {
            lines.add("  %-18s %s %s   %s".formatted(agent.id(), label(version), took, figures(version)));
            lines.add("  %-18s %s".formatted("", verdict(version)));
            took = "in the same training";
        }
        return lines;
    }

    private static List<JsonNode> withOthers(JsonNode answer) {
        var versions = new ArrayList<JsonNode>(List.of(answer));
        JsonNode also = answer.get("also");
        if (also != null && also.isArray()) {
            also.values().forEach(versions::add);
        }
        return versions;
    }

    /** "active: …", or why it is not. */
    static String verdict(JsonNode version) {
        boolean active = Json.member(version, "active").getBooleanValue();
        JsonNode judgement = version.get("judgement");
        if (judgement == null || judgement.isNull()) {
            return Json.member(version, "state").getStringValue() + ", not judged";
        }
        String why = Json.member(judgement, "why").getStringValue();
        if (Json.member(judgement, "accepted").getBooleanValue()) {
            return "%s; accepted: %s".formatted(active ? "active" : "not activated, as was asked", why);
        }
        return active
                ? "active because no version answered before; not accepted: " + why
                : "not activated; not accepted: %s".formatted(why);
    }

    /** A table, the newest first. */
    static List<String> table(JsonNode versions) {
        var lines = new ArrayList<String>();
        lines.add("  %-22s %-10s %-25s %-25s %s".formatted("VERSION", "STATE", "MADE", "ACTIVATED", "JUDGEMENT"));
        for (JsonNode version : versions.values()) {
            lines.add("  %-22s %-10s %-25s %-25s %s"
                    .formatted(
                            label(version),
                            Json.member(version, "state").getStringValue(),
                            at(
                                    version,
                                    "trained_at",
                                    Json.member(version, "origin").getStringValue()),
                            at(version, "activated_at", text(version, "activated_by")),
                            judgement(version)));
        }
        return lines;
    }

    /** Everything about one version. */
    static List<String> details(JsonNode version) {
        var lines = new ArrayList<String>();
        line(lines, "version", label(version));
        line(lines, "state", Json.member(version, "state").getStringValue());
        line(
                lines,
                "made",
                at(version, "trained_at", Json.member(version, "origin").getStringValue()));
        line(lines, "activated", at(version, "activated_at", text(version, "activated_by")));
        line(lines, "judgement", judgement(version));
        line(lines, "data", "%s to %s".formatted(text(version, "data_from"), text(version, "data_to")));
        line(lines, "seed", Long.toString(Json.member(version, "seed").getLongValue()));
        Map<String, JsonNode> parameters = new TreeMap<>();
        Json.member(version, "parameters").entries().forEach(one -> parameters.put(one.getKey(), one.getValue()));
        parameters.forEach((name, value) -> line(lines, name.replace('_', ' '), value.getStringValue()));
        metrics(version).forEach((name, value) -> line(lines, name.replace('_', ' '), figure(value)));
        return lines;
    }

    private static void line(List<String> lines, String name, String value) {
        lines.add("  %-26s %s".formatted(name, value));
    }

    static String label(JsonNode version) {
        return "%s@%d"
                .formatted(
                        Json.member(version, "model").getStringValue(),
                        Json.member(version, "version").getIntValue());
    }

    private static String judgement(JsonNode version) {
        JsonNode judgement = version.get("judgement");
        if (judgement == null || judgement.isNull()) {
            return "not judged";
        }
        return (Json.member(judgement, "accepted").getBooleanValue() ? "accepted: " : "not accepted: ")
                + Json.member(judgement, "why").getStringValue();
    }

    /** "2011-12-10 12:51 train", or "-". */
    private static String at(JsonNode version, String member, String by) {
        String moment = text(version, member);
        return moment.equals("-") ? moment : moment.substring(0, 16).replace('T', ' ') + " " + by;
    }

    private static String text(JsonNode version, String member) {
        JsonNode found = version.get(member);
        return found == null || found.isNull() ? "-" : found.coerceStringValue();
    }

    private static String figures(JsonNode version) {
        StringJoiner figures = new StringJoiner(", ");
        metrics(version).forEach((name, value) -> figures.add(name.replace('_', ' ') + " " + figure(value)));
        return figures.toString();
    }

    private static Map<String, Double> metrics(JsonNode version) {
        Map<String, Double> metrics = new TreeMap<>();
        Json.member(version, "metrics")
                .entries()
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().getDoubleValue()));
        return metrics;
    }

    private static String figure(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e12 ? "%,.0f".formatted(value) : "%.4g".formatted(value);
    }
}
