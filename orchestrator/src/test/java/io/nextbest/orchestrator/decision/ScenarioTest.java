package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.orchestrator.guardrail.Action;
import io.nextbest.orchestrator.guardrail.FrequencyCap;
import io.nextbest.orchestrator.guardrail.QuietHours;
import io.nextbest.orchestrator.guardrail.Standing;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Facts in, one line out: each text file in {@code scenarios} is one decision. Lines: {@code now}, {@code customer},
 * {@code guard}, one per agent ({@code missing CAUSE} for one that does not answer), and {@code =>} what comes out.
 */
class ScenarioTest {

    @TestFactory
    Stream<DynamicTest> everyScenarioComesOutAsWritten() throws IOException, URISyntaxException {
        Path folder = Path.of(ScenarioTest.class.getResource("/scenarios").toURI());
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        return files.stream().map(file -> DynamicTest.dynamicTest(title(file), () -> judge(file)));
    }

    private static String title(Path file) {
        return lines(file).getFirst().replaceFirst("^# ", "");
    }

    private static void judge(Path file) {
        var scenario = new Scenario();
        for (String line : lines(file)) {
            if (line.startsWith("=> ")) {
                assertThat(scenario.outcome()).isEqualTo(line.substring(3));
                return;
            }
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] parts = line.strip().split("\\s+", 2);
                scenario.take(parts[0], parts[1]);
            }
        }
        throw new AssertionError(file + " says not what comes out");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the lines read so far say; the guardrails start with their defaults. */
    private static final class Scenario {

        private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mmX");

        private Instant now = Said.NOON;
        private FrequencyCap cap = new FrequencyCap(2, Duration.ofDays(7));
        private QuietHours quiet = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0), ZoneId.of("Europe/London"));
        private final Map<String, Boolean> consents = new HashMap<>();
        private String zone;
        private final List<Instant> sent = new ArrayList<>();
        private Answer<io.nextbest.contracts.reward.RewardChoice> reward = Said.given(Said.reward());
        private Answer<io.nextbest.contracts.content.ContentChoice> content = Said.given(Said.content());
        private Answer<io.nextbest.contracts.timing.TimingChoice> timing = Said.given(Said.timing(Said.NOON, 1));

        void take(String word, String rest) {
            String[] said = rest.split("\\s+");
            switch (word) {
                case "now" -> now = time(rest);
                case "customer" -> customer(rest);
                case "guard" -> guard(said);
                case "reward" ->
                    reward = said[0].equals("missing")
                            ? new Answer.Missing<>(Answers.REWARD, Answer.Cause.valueOf(said[1]))
                            : Said.given(Said.reward(
                                    said[0], number(said, "uplift"), number(said, "cost"), number(said, "propensity")));
                case "content" ->
                    content = said[0].equals("missing")
                            ? new Answer.Missing<>(Answers.CONTENT, Answer.Cause.valueOf(said[1]))
                            : Said.given(Said.content(
                                    said[0], said.length > 3 ? said[3] : "email", number(said, "propensity")));
                case "timing" ->
                    timing = said[0].equals("missing")
                            ? new Answer.Missing<>(Answers.TIMING, Answer.Cause.valueOf(said[1]))
                            : Said.given(Said.timing(time(said[0]), number(said, "propensity")));
                default -> throw new AssertionError("unknown line: " + word);
            }
        }

        /** "12347 consents email push; withdraws sms; zone Asia/Tokyo; sent TIME, TIME". */
        private void customer(String rest) {
            for (String part : rest.replaceFirst("^\\S+\\s*", "").split(";\\s*")) {
                String[] words = part.strip().split("[\\s,]+");
                var args = Arrays.asList(words).subList(1, words.length);
                switch (words[0]) {
                    case "" -> {}
                    case "consents" -> args.forEach(channel -> consents.put(channel, true));
                    case "withdraws" -> args.forEach(channel -> consents.put(channel, false));
                    case "zone" -> zone = args.getFirst();
                    case "sent" -> args.forEach(at -> sent.add(time(at)));
                    default -> throw new AssertionError("unknown fact: " + part);
                }
            }
        }

        /** "frequency-cap 2 per 24h" or "quiet-hours 21:00 to 08:00". */
        private void guard(String[] said) {
            switch (said[0]) {
                case "frequency-cap" -> {
                    String length = said[3].toUpperCase(Locale.ROOT);
                    cap = new FrequencyCap(
                            Integer.parseInt(said[1]), Duration.parse((length.endsWith("D") ? "P" : "PT") + length));
                }
                case "quiet-hours" ->
                    quiet = new QuietHours(LocalTime.parse(said[1]), LocalTime.parse(said[3]), quiet.defaultZone());
                default -> throw new AssertionError("unknown guardrail: " + said[0]);
            }
        }

        String outcome() {
            var arbitration = new Arbitration(cap, quiet, Map.of("email", "C-default", "push", "C-p", "sms", "C-s"));
            var standing = new Standing(consents, zone, sent);
            var channels = List.of("email", "push", "sms");
            var answers = new Answers(
                    Said.given(Said.segment("12347")),
                    Said.given(Said.predictions("12347", 0.71)),
                    reward,
                    content,
                    timing);
            Weighed weighed = arbitration
                    .holdsUnasked(channels, standing)
                    .map(Weighed::unasked)
                    .orElseGet(() -> arbitration.decide(
                            answers, arbitration.allowedChannels(channels, standing), now, standing));
            var decision = new Transcript("id", "12347", now, false).write(weighed, 1);
            return switch (weighed.action()) {
                case Action.Hold hold -> "hold %s \"%s\"".formatted(hold.rule(), hold.reason());
                case Action.Send send ->
                    String.format(
                            Locale.ROOT,
                            "send %s %s by %s at %s propensity %.4g%s",
                            send.rewardId() == null ? "none" : send.rewardId(),
                            send.contentId(),
                            send.channel(),
                            MINUTES.format(send.at().atOffset(java.time.ZoneOffset.UTC)),
                            decision.propensity(),
                            decision.degraded().isEmpty()
                                    ? ""
                                    : " degraded " + decision.degraded().size());
            };
        }

        private static Instant time(String text) {
            return Instant.from(MINUTES.parse(text));
        }

        private static double number(String[] said, String name) {
            return Double.parseDouble(said[Arrays.asList(said).indexOf(name) + 1]);
        }
    }
}
