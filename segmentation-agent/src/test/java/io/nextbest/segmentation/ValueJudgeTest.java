package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.runtime.ModelVersions.Fitted;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which value bands take the active version's place by themselves; on the active eight refits agree to 0.9. */
class ValueJudgeTest {

    @ParameterizedTest
    @CsvSource({
        "8,  0.76, 0.050, true,  'calibration error 0.010, smallest band 5.0 %; active: agree to 0.90'",
        "8,  0.74, 0.050, false, 'agree to 0.74 only, and to 0.90 on the active version; look before you activate it'",
        "8,  0.30, 0.090, false, 'agree to 0.30 only'",
        "8,  0.95, 0.049, false, 'its smallest band holds 4.9 % of the customers, below 5.0 %'",
        "20, 0.70, 0.025, true,  '; 20 bands over 26.0 weeks because the settings say so, before 8 bands over 26.0 weeks'",
        "20, 0.95, 0.024, false, 'holds 2.4 % of the customers, below 2.5 %'",
        "2,  0.95, 0.049, false, 'below 5.0 %'",
    })
    void refusesBandsThatRefitsAgreeClearlyLessOnOrThatAreTooSmall(
            int bands, double agreement, double smallest, boolean accepted, String words) {
        Judgement judgement = judge(bands, 26, agreement, smallest);

        assertThat(judgement.accepted()).as(judgement.why()).isEqualTo(accepted);
        assertThat(judgement.why()).contains(words);
    }

    @Test
    void takesTheHorizonThatTheOperatorSetWhateverRefitsAgreeTo() {
        Judgement judgement = judge(8, 13, 0.5, 0.05);

        assertThat(judgement.accepted()).isTrue();
        assertThat(judgement.why())
                .isEqualTo("refits on redrawn customers agree to 0.50, calibration error 0.010, smallest band 5.0 %;"
                        + " 8 bands over 13.0 weeks because the settings say so, before 8 bands over 26.0 weeks");
    }

    private static Judgement judge(int bands, double weeks, double agreement, double smallest) {
        var fitted = new Fitted(
                "value",
                null,
                null,
                1,
                parameters(bands, weeks),
                Map.of("agreement", agreement, "calibration_error", 0.01, "smallest_share", smallest),
                "{}");
        var active = new ModelVersion(
                "value",
                3,
                true,
                "active",
                Instant.EPOCH,
                null,
                null,
                1L,
                parameters(8, 26),
                Map.of("agreement", 0.9, "calibration_error", 0.01, "smallest_share", 0.05),
                "train",
                null,
                null,
                null,
                null,
                null);
        return new ValueJudge(fitted, active).judgement();
    }

    private static Map<String, String> parameters(int bands, double weeks) {
        return Map.of("bands", Integer.toString(bands), "horizon_weeks", Double.toString(weeks));
    }
}
