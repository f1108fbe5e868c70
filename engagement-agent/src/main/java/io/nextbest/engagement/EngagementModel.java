package io.nextbest.engagement;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Wire;
import io.nextbest.contracts.engagement.Figures;
import io.nextbest.models.prediction.Estimate;
import io.nextbest.models.prediction.Logistic;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What training learned, able to answer: a regression where the log could carry one, else the share of the active. */
sealed interface EngagementModel {

    /** Name of what it predicts, with its horizon. */
    String predicts();

    Estimate predict(Figures figures);

    /** Contributions to the log-odds of the prediction, which they sum to. */
    List<Reason> reasons(Figures figures);

    /** Probability of a purchase in 90 days by how long ago and how often the customer bought. */
    record RecencyFrequency(Logistic logistic) implements EngagementModel {

        static final String NAME = "recency-frequency";

        /** The two features on a logarithmic scale: a day more matters less the longer it has been. */
        static double[] features(double recencyDays, int purchases) {
            return new double[] {Math.log1p(recencyDays), Math.log1p(purchases)};
        }

        @Override
        public String predicts() {
            return "buys_within_90_days";
        }

        @Override
        public Estimate predict(Figures figures) {
            return logistic.predict(features(figures.recencyDays(), figures.purchases()));
        }

        @Override
        public List<Reason> reasons(Figures figures) {
            double[] terms = logistic.contributions(features(figures.recencyDays(), figures.purchases()));
            return List.of(
                    new Reason("average customer", terms[0], "log-odds"),
                    new Reason(
                            String.format(Locale.ROOT, "last seen %.1f days ago", figures.recencyDays()),
                            terms[1],
                            "log-odds"),
                    new Reason(
                            "%d %s so far"
                                    .formatted(
                                            figures.purchases(), figures.purchases() == 1 ? "purchase" : "purchases"),
                            terms[2],
                            "log-odds"));
        }

        Artifact artifact() {
            return new Artifact(
                    list(logistic.means()),
                    list(logistic.coefficients()),
                    Arrays.stream(logistic.covariance())
                            .map(RecencyFrequency::list)
                            .toList());
        }

        private static List<Double> list(double[] values) {
            return Arrays.stream(values).boxed().toList();
        }

        /** The regression as it is stored. */
        @Wire
        record Artifact(List<Double> means, List<Double> coefficients, List<List<Double>> covariance) {

            RecencyFrequency model() {
                return new RecencyFrequency(Logistic.of(
                        array(means),
                        array(coefficients),
                        covariance.stream().map(Artifact::array).toArray(double[][]::new)));
            }

            private static double[] array(List<Double> values) {
                return values.stream().mapToDouble(Double::doubleValue).toArray();
            }
        }
    }

    /**
     * The same for everybody: the share of the known customers who were active in the last 90 days.
     *
     * @param active how many of them
     * @param known customers on record
     */
    @Wire
    record BaseRate(Long active, Long known) implements EngagementModel {

        static final String NAME = "base-rate";

        @Override
        public String predicts() {
            return "engages_within_90_days";
        }

        @Override
        public Estimate predict(Figures figures) {
            return Estimate.ofShare(active, known);
        }

        @Override
        public List<Reason> reasons(Figures figures) {
            double share = predict(figures).value();
            String factor = "%d of %d known customers were active in 90 days".formatted(active, known);
            return List.of(new Reason(factor, Math.log(share / (1 - share)), "log-odds"));
        }
    }
}
