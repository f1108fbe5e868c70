package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.hipparchus.special.Erf;
import org.hipparchus.special.Gamma;

/**
 * Whether the customers are still those the model was fitted on, by figures and by segments, each with an error rate.
 *
 * <p>The population stability index is the sum over bins of (q - p) ln(q / p), p the base's and q today's shares, both
 * at least 0.0001. If nothing has changed it is distributed about as (1/n + 1/m) times a chi-square with B - 1 degrees
 * of freedom, n and m the numbers of customers and B that of bins, so the alarm rings at that quantile and not at the
 * customary 0.25, which has no error rate. That holds for two samples of different people. The same people a month
 * later differ less than that by chance, so the alarm then rings more seldom than stated.
 *
 * <p>The share of a segment is compared by the usual test of two proportions, each at the level that makes the alarms
 * of all segments together false at the stated rate at most (Holm). A look at several figures and the shares has a rate
 * of its own, see {@link #alarm}.
 *
 * <p>Source: Yurdakul and Naranjo, "Statistical Properties of the Population Stability Index", Journal of Risk Model
 * Validation 14(4), 2020; Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
 * Statistics 6(2), 1979.
 */
public final class Drift {

    private static final double SMALLEST_SHARE = 1e-4;

    private Drift() {}

    /**
     * The index of one figure.
     *
     * @param value at least 0; 0 where the shares are the same
     * @param critical what it exceeds by chance at the stated rate; 0 where one bin is all there is
     * @param bins how many were compared, at least 1
     * @param pValue probability of at least this value if nothing changed, in [0, 1]
     * @param alarm whether the value exceeds the critical one
     */
    public record Index(double value, double critical, int bins, double pValue, boolean alarm) {}

    /**
     * One segment's share.
     *
     * @param before share of the base, in [0, 1]
     * @param now share today, in [0, 1]
     * @param z difference in standard errors, above 0 where the share grew
     * @param alarm whether it exceeds what chance does to any of the segments at the stated rate
     */
    public record Share(int cluster, double before, double now, double z, boolean alarm) {

        /** Probability of at least this difference of this one segment if nothing changed, in [0, 1]. */
        public double pValue() {
            return Erf.erfc(Math.abs(z) / Math.sqrt(2));
        }
    }

    /**
     * Compares one figure of today's customers with the base.
     *
     * @param today at least one finite number
     * @param level share of false alarms, in (0, 1), such as 0.05
     * @throws IllegalArgumentException if nobody is there today, or a figure or the level is out of range
     */
    public static Index index(Deciles base, double[] today, double level) {
        check(level);
        if (today.length == 0 || !Arrays.stream(today).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("an index needs customers, and a finite figure of each");
        }
        long[] counts = base.counts(today);
        double value = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            double before = Math.max(SMALLEST_SHARE, base.shares().get(bin));
            double now = Math.max(SMALLEST_SHARE, (double) counts[bin] / today.length);
            value += (now - before) * Math.log(now / before);
        }
        if (counts.length == 1) {
            return new Index(0, 0, 1, 1, false);
        }
        double unit = 1.0 / base.customers() + 1.0 / today.length;
        double critical = unit * chiSquareQuantile(1 - level, counts.length - 1);
        double beyond = Gamma.regularizedGammaQ((counts.length - 1) / 2.0, value / unit / 2);
        return new Index(value, critical, counts.length, beyond, value > critical);
    }

    /**
     * Compares the segments' shares.
     *
     * @param before customers per segment in the base, at least one in all
     * @param now customers per segment today, at least one in all
     * @param level share of comparisons in which any segment alarms falsely, in (0, 1)
     * @return one per segment, in their order
     * @throws IllegalArgumentException if the lengths differ or nobody is in them
     */
    public static List<Share> shares(long[] before, long[] now, double level) {
        check(level);
        long allBefore = Arrays.stream(before).sum();
        long allNow = Arrays.stream(now).sum();
        if (before.length != now.length || allBefore < 1 || allNow < 1) {
            throw new IllegalArgumentException("customers before and now are needed, for the same segments");
        }
        List<Share> shares = new ArrayList<>();
        for (int c = 0; c < before.length; c++) {
            double pooled = (double) (before[c] + now[c]) / (allBefore + allNow);
            double error = Math.sqrt(pooled * (1 - pooled) * (1.0 / allBefore + 1.0 / allNow));
            double p = (double) before[c] / allBefore;
            double q = (double) now[c] / allNow;
            shares.add(new Share(c, p, q, error == 0 ? 0 : (q - p) / error, false));
        }
        List<Share> sharpest = shares.stream()
                .sorted(Comparator.comparingDouble((Share share) -> -Math.abs(share.z())))
                .toList();
        for (int rank = 0; rank < sharpest.size(); rank++) {
            Share share = sharpest.get(rank);
            if (share.pValue() > level / (sharpest.size() - rank)) {
                break;
            }
            shares.set(share.cluster(), new Share(share.cluster(), share.before(), share.now(), share.z(), true));
        }
        return List.copyOf(shares);
    }

    /**
     * Whether one look at several figures and at the segments' shares alarms. Each figure is a test and so are all
     * shares together, and every test gets an equal part of the level (Bonferroni, the first step of Holm): a figure or
     * a share with an alarm of its own may so be too little for the look's.
     *
     * @param figures those that are looked at; one with a single bin tells nothing and never alarms
     * @param level share of looks that alarm although nothing changed, at most, in (0, 1)
     * @throws IllegalArgumentException if the level is out of range
     */
    public static boolean alarm(List<Index> figures, List<Share> shares, double level) {
        check(level);
        double each = level / (figures.size() + 1);
        return figures.stream().anyMatch(figure -> figure.pValue() <= each)
                || shares.stream().anyMatch(share -> share.pValue() <= each / shares.size());
    }

    /** The number that a chi-square stays below with that probability, by halving. */
    static double chiSquareQuantile(double probability, int degrees) {
        double low = 0;
        double high = degrees + 1.0;
        while (Gamma.regularizedGammaP(degrees / 2.0, high / 2) < probability) {
            high *= 2;
        }
        while (high - low > 1e-12 * high) {
            double middle = (low + high) / 2;
            if (Gamma.regularizedGammaP(degrees / 2.0, middle / 2) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static void check(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("a level lies between 0 and 1, was " + level);
        }
    }
}
