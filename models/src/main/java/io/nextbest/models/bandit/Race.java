package io.nextbest.models.bandit;

import io.nextbest.models.bandit.ThompsonSampling.Arm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One pass of the integral that {@link ThompsonSampling} describes: walks up the payoff axis panel by panel and adds up
 * how often each arm is in front. Used once, by one thread.
 */
final class Race {

    /** Where an arm's log-odds are cut, in standard deviations from the centre; long to the left, where a tail is. */
    private static final double[] CUTS = {-14, -8, -5, -3, -1.5, 0, 1.5, 3, 5, 8};

    private static final double TAIL = 35; // exp(-35) is 6e-16
    private static final double NEGLIGIBLE = 1e-14;
    private static final int NODES = LegendrePanel.NODES;

    private final Arm[] arms;
    private final double[] scale;
    private final double[] logNorm;
    private final int split;
    private final double[] reached; // F at the left end of the panel
    private final double[] wins;
    private final double[][] density;
    private final double[][] distribution;

    Race(List<Arm> arms, int split) {
        int n = arms.size();
        this.arms = arms.toArray(Arm[]::new);
        this.scale = arms.stream().mapToDouble(Arm::scale).toArray();
        this.logNorm = arms.stream().mapToDouble(Arm::logNorm).toArray();
        this.split = split;
        this.reached = new double[n];
        this.wins = new double[n];
        this.density = new double[n][NODES];
        this.distribution = new double[n][NODES];
    }

    /** Returns the larger of the errors that show: of the sum of the wins, and of where the distributions end. */
    double run() {
        double error = 0;
        double low = 0;
        for (double high : Arrays.stream(scale).sorted().distinct().toArray()) {
            List<Double> cuts = cuts(low, high);
            for (int i = 1; i < cuts.size(); i++) {
                double width = (cuts.get(i) - cuts.get(i - 1)) / split;
                for (int part = 0; part < split; part++) {
                    double left = cuts.get(i - 1) + part * width;
                    panel(low, high, left, width);
                }
            }
            for (int j = 0; j < scale.length; j++) {
                if (scale[j] == high) {
                    error = Math.max(error, Math.abs(reached[j] - 1));
                    reached[j] = 1;
                }
            }
            low = high;
        }
        return Math.max(error, Math.abs(Arrays.stream(wins).sum() - 1));
    }

    double[] wins() {
        return wins.clone();
    }

    /** Where to cut x within (low, high): finest where the sharpest arm has its bulk. */
    private List<Double> cuts(double low, double high) {
        double shortestLeft = 1;
        double shortestRight = 1;
        var candidates = new ArrayList<double[]>(); // x, and the least distance from the cut before it
        for (int j = 0; j < arms.length; j++) {
            if (scale[j] < high || 1 - reached[j] < NEGLIGIBLE) {
                continue;
            }
            Arm arm = arms[j];
            shortestLeft = low == 0 ? Math.min(shortestLeft, arm.a()) : shortestLeft;
            shortestRight = scale[j] == high ? Math.min(shortestRight, arm.b()) : shortestRight;
            double center = Math.log(arm.a() / arm.b());
            double spread =
                    Math.sqrt(1 / arm.a() + 0.5 / (arm.a() * arm.a()) + 1 / arm.b() + 0.5 / (arm.b() * arm.b()));
            for (double cut : CUTS) {
                double payoff = scale[j] / (1 + Math.exp(-center - cut * spread));
                if (payoff > low && payoff < high) {
                    double slope = payoff * (1 - payoff / scale[j]) * (high - low) / (payoff - low) / (high - payoff);
                    candidates.add(new double[] {Math.log((payoff - low) / (high - payoff)), spread * slope / 2});
                }
            }
        }
        double first = -TAIL / shortestLeft;
        double last = TAIL / shortestRight;
        candidates.sort((p, q) -> Double.compare(p[0], q[0]));
        var cuts = new ArrayList<Double>();
        cuts.add(first);
        for (double[] candidate : candidates) {
            if (candidate[0] - cuts.getLast() > candidate[1] && last - candidate[0] > candidate[1]) {
                cuts.add(candidate[0]);
            }
        }
        cuts.add(last);
        return cuts;
    }

    private void panel(double low, double high, double left, double width) {
        evaluate(low, high, left, width);
        double half = width / 2;
        double[] before = new double[NODES];
        Arrays.fill(before, 1);
        double[][] lower = new double[arms.length][];
        for (int j = 0; j < arms.length; j++) {
            lower[j] = before.clone();
            for (int k = 0; k < NODES; k++) {
                distribution[j][k] = reached[j] + half * LegendrePanel.running(density[j], k);
                before[k] *= distribution[j][k];
            }
        }
        double[] after = new double[NODES];
        Arrays.fill(after, 1);
        for (int j = arms.length - 1; j >= 0; j--) {
            double sum = 0;
            for (int k = 0; k < NODES; k++) {
                sum += LegendrePanel.weight(k) * density[j][k] * lower[j][k] * after[k];
                after[k] *= distribution[j][k];
            }
            wins[j] += half * sum;
            reached[j] += half * LegendrePanel.whole(density[j]);
        }
    }

    /** Fills in the density of every arm's payoff with respect to x; 0 for an arm that cannot pay so much. */
    private void evaluate(double low, double high, double left, double width) {
        double[] logPayoff = new double[NODES];
        double[] toHigh = new double[NODES];
        double[] logSlope = new double[NODES];
        for (int k = 0; k < NODES; k++) {
            double x = left + width * (1 + LegendrePanel.node(k)) / 2;
            double logUp = -Math.log1p(Math.exp(-x)); // log of the share of (low, high) that lies below
            double logDown = logUp - x;
            logPayoff[k] = low == 0 ? Math.log(high) + logUp : Math.log(low + (high - low) * Math.exp(logUp));
            toHigh[k] = (high - low) * Math.exp(logDown);
            logSlope[k] = Math.log(high - low) + logUp + logDown;
        }
        for (int j = 0; j < arms.length; j++) {
            if (scale[j] < high) {
                Arrays.fill(density[j], 0);
                continue;
            }
            double a = arms[j].a() - 1;
            double b = arms[j].b() - 1;
            double logScale = Math.log(scale[j]);
            double constant = logNorm[j];
            for (int k = 0; k < NODES; k++) {
                double logMiss = Math.log((scale[j] - high + toHigh[k]) / scale[j]);
                density[j][k] = Math.exp(a * (logPayoff[k] - logScale) + b * logMiss + constant + logSlope[k]);
            }
        }
    }
}
