package io.nextbest.cli;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.decision.Action;
import io.nextbest.contracts.decision.Decision;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A decision as a person reads it. */
final class DecisionText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm zzz", Locale.UK);

    private final ZoneId zone;
    private final List<String> lines = new ArrayList<>();

    private DecisionText(ZoneId zone) {
        this.zone = zone;
    }

    static List<String> of(Decision decision, ZoneId zone) {
        DecisionText text = new DecisionText(zone);
        text.write(decision);
        return text.lines;
    }

    private void write(Decision decision) {
        lines.add("Customer %s, %s: %s".formatted(decision.customerId(), time(decision.at()), what(decision.action())));
        if (decision.segment() instanceof Decision.SegmentRef segment) {
            row(
                    "segment",
                    "%s (%d), confidence %.2f"
                            .formatted(segment.segmentName(), segment.segmentId(), segment.confidence()));
        }
        for (Decision.PredictionRef one : decision.predictions()) {
            row(
                    "prediction",
                    "%s %s (%s to %s)%s"
                            .formatted(
                                    words(one.name()),
                                    figure(one.value()),
                                    figure(one.low()),
                                    figure(one.high()),
                                    words(one.name()).contains("days")
                                            ? ""
                                            : ", over %d days".formatted(one.horizonDays())));
        }
        if (decision.value() != null) {
            row(
                    "worth",
                    "%.2f %s expected, because:"
                            .formatted(
                                    decision.value().amount(), decision.value().unit()));
        }
        for (Reason reason : decision.reasons()) {
            lines.add("  %12s%+10.2f %s  %s".formatted("", reason.contribution(), reason.unit(), reason.factor()));
        }
        writeRejected(decision.rejected());
        if (decision.propensity() != null) {
            row("propensity", "%.4f%s".formatted(decision.propensity(), factors(decision.propensities())));
        }
        for (Decision.Degradation part : decision.degraded()) {
            row("degraded", "%s (%s): %s".formatted(part.agent(), part.cause(), part.fallback()));
        }
        row("models", versions(decision));
        row("took", timings(decision.timingsMs()));
        row("decision", decision.decisionId() + (Boolean.TRUE.equals(decision.dryRun()) ? " (dry run, not kept)" : ""));
    }

    /** Candidates that lost for the same reason share a line. */
    private void writeRejected(List<Rejection> rejected) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Rejection one : rejected) {
            byReason.computeIfAbsent("%s (%s)".formatted(one.reason(), one.by()), reason -> new ArrayList<>())
                    .add(one.candidate());
        }
        byReason.forEach((reason, candidates) -> row("not chosen", String.join(", ", candidates) + ": " + reason));
    }

    private String what(Action action) {
        if (!Action.SEND.equals(action.type())) {
            return "hold, by %s. %s".formatted(action.rule(), action.reason());
        }
        return "send content %s%s by %s, %s"
                .formatted(
                        action.contentId(),
                        action.rewardId() == null ? " without a reward" : " with reward " + action.rewardId(),
                        action.channel(),
                        action.at() == null ? "now" : time(action.at()));
    }

    private static String versions(Decision decision) {
        StringJoiner joined = new StringJoiner(", ");
        decision.models().forEach((agent, version) -> joined.add(agent + " " + version));
        decision.policies().forEach((agent, version) -> joined.add(agent + " policy " + version));
        return joined.length() == 0 ? "none answered" : joined.toString();
    }

    private static String timings(Map<String, @Nullable Double> timings) {
        StringJoiner joined = new StringJoiner(", ");
        timings.forEach((agent, ms) -> {
            if (!"total".equals(agent)) {
                joined.add(ms == null ? agent + " no answer" : "%s %.1f".formatted(agent, ms));
            }
        });
        Double total = timings.get("total");
        return (total == null ? "" : "%.1f ms: ".formatted(total)) + joined;
    }

    private static String factors(Map<String, Double> propensities) {
        StringJoiner joined = new StringJoiner(" × ", " = ", "").setEmptyValue("");
        propensities.forEach((agent, p) -> joined.add("%s %.3f".formatted(agent, p)));
        return joined.toString();
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    private static String words(String name) {
        return name.replace('_', ' ');
    }

    private static String figure(double value) {
        return Math.abs(value) < 10 ? "%.2f".formatted(value) : "%,.0f".formatted(value);
    }

    private void row(String name, String text) {
        lines.add("  %-11s %s".formatted(name, text));
    }
}
