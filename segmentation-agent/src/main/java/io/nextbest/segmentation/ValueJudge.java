package io.nextbest.segmentation;

import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.models.value.BandCut;
import io.nextbest.runtime.ModelVersions.Fitted;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Whether new value bands may take the active version's place by themselves: not if refits agree on them clearly less
 * than they did on the active ones, and not if a band is smaller than training cuts any. What refits agree to wavers:
 * over 45 weeks of Online Retail between 0.84 and 0.97, and by 0.12 at most from any fit to a later one. Other bands or
 * another horizon are what the operator set, and agree to something else.
 */
record ValueJudge(Fitted fitted, ModelVersion before) {

    static final String AGREEMENT = "agreement";
    static final String CALIBRATION_ERROR = "calibration_error";
    static final String BANDS = "bands";
    static final String HORIZON = "horizon_weeks";

    /** How much less refits may agree than on the active version. */
    private static final double SLACK = 0.15;

    Judgement judgement() {
        double smallest = measured(StandardSegments.SMALLEST_SHARE);
        double least = BandCut.leastShare(bands());
        if (smallest < least) {
            return Judgement.refuse(text(
                    "its smallest band holds %.1f %% of the customers, below %.1f %%", 100 * smallest, 100 * least));
        }
        double agreement = measured(AGREEMENT);
        String measured = text(
                "refits on redrawn customers agree to %.2f, calibration error %.3f, smallest band %.1f %%",
                agreement, measured(CALIBRATION_ERROR), 100 * smallest);
        String now = settings(fitted.parameters());
        String was = settings(before.parameters());
        if (!now.equals(was)) {
            return Judgement.accept(text("%s; %s because the settings say so, before %s", measured, now, was));
        }
        double had = before.metrics().getOrDefault(AGREEMENT, agreement);
        if (agreement < had - SLACK) {
            return Judgement.refuse(text(
                    "refits on redrawn customers agree to %.2f only, and to %.2f on the active version;"
                            + " look before you activate it",
                    agreement, had));
        }
        return Judgement.accept(text("%s; active: agree to %.2f", measured, had));
    }

    private double measured(String metric) {
        return Objects.requireNonNull(fitted.metrics().get(metric), metric);
    }

    private int bands() {
        return Integer.parseInt(Objects.requireNonNull(fitted.parameters().get(BANDS)));
    }

    private static String settings(Map<String, String> parameters) {
        return "%s bands over %s weeks"
                .formatted(parameters.getOrDefault(BANDS, "?"), parameters.getOrDefault(HORIZON, "?"));
    }

    private static String text(String words, Object... values) {
        return String.format(Locale.ROOT, words, values);
    }
}
