package io.nextbest.segmentation;

import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.runtime.ModelVersions.Fitted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether new standard segments may take the active version's place by themselves: not if they say worse what it said.
 * A number of segments that stays has the slack of a kept number. A number that the operator sets anew is what he
 * wants, and no reason to refuse.
 */
record StandardJudge(Fitted fitted, ModelVersion before) {

    private static final double MOST_LOST = 0.5;

    Judgement judgement() {
        Double stability = fitted.metrics().get(StandardSegments.STABILITY);
        if (stability == null) {
            return Judgement.refuse(
                    "it was made elsewhere, and its stability was not measured here; look at its profiles");
        }
        double smallest = measured(StandardSegments.SMALLEST_SHARE);
        double kept = measured(StandardSegments.NAMES_KEPT);
        String measured = "stability %.2f, smallest segment %.1f %%, %.0f %% of the customers keep their segment's name"
                .formatted(stability, 100 * smallest, 100 * kept);
        String verdict = verdict();
        if (!sameNumber() && verdict == null) {
            return Judgement.accept(
                    "%s; %s segments because the setting says so, %s before".formatted(measured, now(), was()));
        }
        double stable = least(StandardSegments.STABILITY, ClusterCount.STABLE, ClusterCount.KEPT_STABLE);
        if (stability < stable) {
            return Judgement.refuse(
                    "refits on redrawn customers agree to %.2f only, below %.2f".formatted(stability, stable));
        }
        double least =
                least(StandardSegments.SMALLEST_SHARE, ClusterCount.SMALLEST_SHARE, ClusterCount.KEPT_SMALLEST_SHARE);
        if (smallest < least) {
            return Judgement.refuse("its smallest segment holds %.1f %% of the customers, below %.1f %%"
                    .formatted(100 * smallest, 100 * least));
        }
        if (kept < MOST_LOST) {
            return Judgement.refuse(
                    "only %.0f %% of the customers keep their segment's name%s; look before you activate it"
                            .formatted(100 * kept, sameNumber() ? "" : change()));
        }
        return Judgement.accept(measured + (sameNumber() ? "" : change()) + (verdict == null ? "" : "; " + verdict));
    }

    /** Where stability was measured, the others were. */
    private double measured(String metric) {
        return Objects.requireNonNull(fitted.metrics().get(metric), metric);
    }

    private boolean sameNumber() {
        return was().equals(now());
    }

    private String change() {
        return ", because the data carry %s segments now, %s before".formatted(now(), was());
    }

    /** What the rule wants of a number that enters or stays, or what the active version has if that is less. */
    private double least(String metric, double enter, double stay) {
        double had = before.metrics().getOrDefault(metric, enter);
        double slack = verdict() == null ? enter - stay : 0; // a number that the operator holds wavers as well
        return Math.min(sameNumber() ? stay : enter, had - slack);
    }

    private String now() {
        return number(fitted.parameters().get(StandardSegments.CLUSTERS));
    }

    private String was() {
        return number(before.parameters().get(StandardSegments.CLUSTERS));
    }

    private static String number(@Nullable String clusters) {
        return clusters == null ? "an unknown number of" : clusters;
    }

    /** Null where the operator fixed the number. */
    private @Nullable String verdict() {
        String said = fitted.parameters().get(StandardSegments.TRIED + now());
        return said == null || said.startsWith(StandardSegments.FIXED) ? null : said;
    }
}
