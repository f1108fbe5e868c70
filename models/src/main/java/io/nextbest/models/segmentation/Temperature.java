package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Turns distances into a confidence: softmax(-d² / T) over the segments, T fitted so that a confidence of 0.9 means
 * that nine of ten refits on redrawn customers put the customer into that segment.
 *
 * <p>Some borders stray farther than others, and more on the one side than on the other. So each customer's T is that
 * of the own segment against the second-nearest, one for all terms of the softmax: who is nearer is always the more
 * confident, the own segment most of all. What that leaves of calibration error and Brier score, beside one T for all
 * and 1 / (1 + d), is SEG-3 of docs/results/segmentation.md.
 *
 * <p>A pair that few customers lie between says little of its T. Its logarithm is drawn to that of the one T by a
 * normal prior of deviation 1 (a factor of e either way), against a noise of the agreements as large as the one T
 * leaves, and less so the more customers there are.
 *
 * <p>The numbers belong to one numbering of the segments: fit after {@link SegmentModel#renumbered}.
 *
 * <p>Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, for the one
 * temperature; Gelman and Hill, "Data Analysis Using Regression and Multilevel Models", 2007, chapter 12, for the
 * pooling; the fit to the agreement of {@link Bootstrap}, and a T per border, are ours.
 *
 * @param value the one T that fits best, in squared standard deviations, above 0 and finite
 * @param pairs T by own and second-nearest segment, the diagonal unused; empty if the one T serves all
 */
public record Temperature(double value, List<List<Double>> pairs) {

    private static final double COLDEST = Math.log(1e-4);
    private static final double HOTTEST = Math.log(1e3);
    private static final double GRID = 0.25;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final double PRIOR_DEVIATION = 1;

    /** @throws IllegalArgumentException if a T is not above 0 and finite, or if the pairs are not square */
    public Temperature {
        check(value);
        pairs = pairs.stream().map(List::copyOf).toList();
        for (List<Double> row : pairs) {
            if (row.size() != pairs.size()) {
                throw new IllegalArgumentException("temperatures of pairs form a square");
            }
            row.forEach(Temperature::check);
        }
    }

    /** One T for all pairs. */
    public Temperature(double value) {
        this(value, List.of());
    }

    private static void check(double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a temperature is above 0 and finite, was " + value);
        }
    }

    /**
     * The one temperature at which the confidences are nearest, in mean square, to the agreements.
     *
     * @param memberships one per customer, at least one
     * @param agreement what share of refits agreed, one per customer, in [0, 1]
     * @throws IllegalArgumentException if there is no customer, the lengths differ or an agreement is out of range
     */
    public static Temperature fitOne(List<Membership> memberships, List<Double> agreement) {
        List<Seen> all = seen(memberships, agreement);
        return new Temperature(Math.exp(least(logarithm -> error(all, logarithm))));
    }

    /**
     * The temperatures, one per own and second-nearest segment, at which the confidences are nearest to the agreements
     * in square, each drawn to the one temperature.
     *
     * @param memberships one per customer, at least one, all of one model
     * @param agreement what share of refits agreed, one per customer, in [0, 1]
     * @throws IllegalArgumentException if there is no customer, the lengths differ or an agreement is out of range
     */
    public static Temperature fit(List<Membership> memberships, List<Double> agreement) {
        List<Seen> all = seen(memberships, agreement);
        double one = least(logarithm -> error(all, logarithm));
        double pull = error(all, one) / all.size() / (PRIOR_DEVIATION * PRIOR_DEVIATION);
        int clusters = memberships.getFirst().squaredDistances().size();
        List<List<Double>> pairs = new ArrayList<>();
        for (int own = 0; own < clusters; own++) {
            List<Double> row = new ArrayList<>();
            for (int second = 0; second < clusters; second++) {
                List<Seen> between = between(all, own, second);
                row.add(Math.exp(
                        between.isEmpty()
                                ? one
                                : least(logarithm ->
                                        error(between, logarithm) + pull * (logarithm - one) * (logarithm - one))));
            }
            pairs.add(row);
        }
        return new Temperature(Math.exp(one), pairs);
    }

    /** Where the error is least over the logarithms of T: the best of a grid, then by golden section beside it. */
    private static double least(DoubleUnaryOperator error) {
        double best = COLDEST;
        double bestError = Double.POSITIVE_INFINITY;
        for (double tried = COLDEST; tried <= HOTTEST; tried += GRID) {
            double triedError = error.applyAsDouble(tried);
            if (triedError < bestError) {
                bestError = triedError;
                best = tried;
            }
        }
        double low = best - GRID;
        double high = best + GRID;
        while (high - low > 1e-6) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (error.applyAsDouble(left) <= error.applyAsDouble(right)) {
                high = right;
            } else {
                low = left;
            }
        }
        return (low + high) / 2;
    }

    /**
     * What fits a table, when this was fitted to a sample of its customers: centres, and so borders, stray by
     * 1 / sqrt(n), and T as much: beside a border the difference of the squared distances grows with the way from it.
     *
     * @param sample customers that this was fitted to, at least 1
     * @param customers in the table, at least 1
     * @throws IllegalArgumentException if one is below 1
     */
    public Temperature fromSample(int sample, int customers) {
        if (sample < 1 || customers < 1) {
            throw new IllegalArgumentException("a sample and its table have customers");
        }
        double factor = Math.sqrt((double) sample / customers);
        return new Temperature(
                value * factor,
                pairs.stream()
                        .map(row -> row.stream().map(one -> one * factor).toList())
                        .toList());
    }

    /** How sure the nearest segment is, in (0, 1]. */
    public double confidence(Membership membership) {
        return confidence(membership, membership.cluster());
    }

    /** How sure a segment is, in [0, 1]; over all segments they sum to 1, and who is nearer is no less sure. */
    public double confidence(Membership membership, int cluster) {
        List<Double> distances = membership.squaredDistances();
        double own = distances.get(membership.cluster());
        double temperature = of(membership);
        double sum = 0;
        for (double distance : distances) {
            sum += Math.exp(-(distance - own) / temperature);
        }
        return Math.exp(-(distances.get(cluster) - own) / temperature) / sum;
    }

    /** That of the border which the customer is nearest to. */
    private double of(Membership membership) {
        return pairs.isEmpty() ? value : pairs.get(membership.cluster()).get(membership.secondCluster());
    }

    /**
     * What the fit sees of a customer.
     *
     * @param above the squared distances to the other centres, less that to the own
     */
    private record Seen(int own, int second, double[] above, double agreement) {

        double confidence(double temperature) {
            double sum = 1;
            for (double more : above) {
                sum += Math.exp(-more / temperature);
            }
            return 1 / sum;
        }
    }

    private static List<Seen> seen(List<Membership> memberships, List<Double> agreement) {
        if (memberships.isEmpty() || memberships.size() != agreement.size()) {
            throw new IllegalArgumentException("a temperature needs customers, and one agreement for each");
        }
        List<Seen> seen = new ArrayList<>(memberships.size());
        for (int i = 0; i < memberships.size(); i++) {
            Membership one = memberships.get(i);
            double share = agreement.get(i);
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("an agreement is a share in [0, 1], was " + share);
            }
            List<Double> distances = one.squaredDistances();
            double own = distances.get(one.cluster());
            double[] above = IntStream.range(0, distances.size())
                    .filter(c -> c != one.cluster())
                    .mapToDouble(c -> distances.get(c) - own)
                    .toArray();
            seen.add(new Seen(one.cluster(), one.secondCluster(), above, share));
        }
        return seen;
    }

    private static List<Seen> between(List<Seen> all, int own, int second) {
        return all.stream()
                .filter(one -> one.own == own && one.second == second)
                .toList();
    }

    private static double error(List<Seen> customers, double logarithm) {
        double temperature = Math.exp(logarithm);
        double error = 0;
        for (Seen one : customers) {
            double off = one.confidence(temperature) - one.agreement;
            error += off * off;
        }
        return error;
    }
}
