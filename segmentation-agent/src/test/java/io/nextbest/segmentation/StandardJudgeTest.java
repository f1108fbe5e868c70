package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.runtime.ModelVersions.Fitted;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which standard segments take the active version's place by themselves; the active ones are five, 0.82 and 9 %. */
class StandardJudgeTest {

    @ParameterizedTest
    @CsvSource({
        "5, 0.75, 0.040, true, '; kept: k=5'",
        "5, 0.74, 0.090, false, 'agree to 0.74 only, below 0.75'",
        "5, 0.90, 0.039, false, 'smallest segment holds 3.9 % of the customers, below 4.0 %'",
        "4, 0.80, 0.050, true, '; kept: k=4'",
        "4, 0.79, 0.090, false, 'agree to 0.79 only, below 0.80'",
        "4, 0.90, 0.049, false, 'smallest segment holds 4.9 % of the customers, below 5.0 %'"
    })
    void aNumberThatStaysHasSlackAndOneThatEntersHasNone(
            int clusters, double stability, double smallest, boolean accepted, String words) {
        Judgement judgement = judge(chosen(clusters, stability, smallest, 0.9), 0.82);

        assertThat(judgement.accepted()).as(judgement.why()).isEqualTo(accepted);
        assertThat(judgement.why()).contains(words);
    }

    @Test
    void saysThatTheDataChangedTheNumberAndRefusesIfMostCustomersLoseTheirName() {
        Judgement lost = judge(chosen(3, 0.9, 0.1, 0.49), 0.82);
        Judgement most = judge(chosen(3, 0.9, 0.1, 0.51), 0.82);

        assertThat(lost.accepted()).isFalse();
        assertThat(lost.why())
                .isEqualTo(
                        "only 49 % of the customers keep their segment's name, because the data carry 3 segments now,"
                                + " 5 before; look before you activate it");
        assertThat(most.accepted()).isTrue();
        assertThat(most.why()).contains("51 % of the customers keep", "the data carry 3 segments now, 5 before");
        assertThat(judge(chosen(5, 0.9, 0.1, 0.49), 0.82).why())
                .isEqualTo("only 49 % of the customers keep their segment's name; look before you activate it");
    }

    @Test
    void takesTheNumberThatTheOperatorSetWhateverItIsLikeAndSaysWhatItIsLike() {
        Judgement judgement = judge(fixed(8, 0.6, 0.02, 0.3), 0.82);

        assertThat(judgement.accepted()).isTrue();
        assertThat(judgement.why())
                .isEqualTo("stability 0.60, smallest segment 2.0 %, 30 % of the customers keep their segment's name;"
                        + " 8 segments because the setting says so, 5 before");
    }

    @Test
    void aNumberThatTheOperatorHoldsMayWaverButNotFall() {
        assertThat(judge(fixed(5, 0.56, 0.09, 0.9), 0.6).accepted()).isTrue();
        assertThat(judge(fixed(5, 0.54, 0.09, 0.9), 0.6).why()).contains("agree to 0.54 only, below 0.55");
        assertThat(judge(fixed(5, 0.9, 0.09, 0.49), 0.6).accepted()).isFalse();
        assertThat(judge(chosen(5, 0.59, 0.09, 0.9), 0.6).accepted()).isFalse(); // where the rule chose, it holds
    }

    @Test
    void takesANumberOfTheOperatorsThatWasNotTried() {
        var fifteen = new Fitted("standard", null, null, 1, clusters(15), metrics(0.6, 0.02, 0.3), "{}");

        assertThat(judge(fifteen, 0.82).why()).contains("15 segments because the setting says so, 5 before");
    }

    @Test
    void doesNotTrustWhatWasNotMeasuredHere() {
        Judgement judgement = judge(new Fitted("standard", null, null, 1, clusters(5), Map.of(), "{}"), 0.82);

        assertThat(judgement.accepted()).isFalse();
        assertThat(judgement.why()).contains("made elsewhere");
    }

    private static Judgement judge(Fitted fitted, double stabilityBefore) {
        var active = new ModelVersion(
                "standard",
                3,
                true,
                "active",
                Instant.EPOCH,
                null,
                null,
                1L,
                clusters(5),
                Map.of(StandardSegments.STABILITY, stabilityBefore, StandardSegments.SMALLEST_SHARE, 0.09),
                "train",
                null,
                null,
                null,
                null,
                null);
        return new StandardJudge(fitted, active).judgement();
    }

    private static Fitted chosen(int clusters, double stability, double smallest, double kept) {
        Map<String, String> parameters = new HashMap<>(clusters(clusters));
        parameters.put(StandardSegments.TRIED + clusters, "kept: k=" + clusters);
        return new Fitted("standard", null, null, 1, parameters, metrics(stability, smallest, kept), "{}");
    }

    private static Fitted fixed(int clusters, double stability, double smallest, double kept) {
        Map<String, String> parameters = new HashMap<>(clusters(clusters));
        parameters.put(StandardSegments.TRIED + clusters, StandardSegments.FIXED + "; the rule says: chosen: the best");
        return new Fitted("standard", null, null, 1, parameters, metrics(stability, smallest, kept), "{}");
    }

    private static Map<String, String> clusters(int number) {
        return Map.of(StandardSegments.CLUSTERS, Integer.toString(number));
    }

    private static Map<String, Double> metrics(double stability, double smallest, double kept) {
        return Map.of(
                StandardSegments.STABILITY,
                stability,
                StandardSegments.SMALLEST_SHARE,
                smallest,
                StandardSegments.NAMES_KEPT,
                kept);
    }
}
