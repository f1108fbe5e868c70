package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The smallest change of a customer's figures that would put the customer into another segment.
 *
 * <p>Where one figure alone can do it, the change of one figure that is smallest in standard deviations: along one
 * figure the squared distances to two centres differ by a linear function, so the segment ends at points that are known
 * exactly; the change goes to the first whole day, invoice or cent beyond. Where no single figure can (recency would
 * have to fall below 0, say), all three move along the shortest way to the nearest border, as far as they may; days and
 * invoices are rounded to the neighbour that makes the whole way shortest, and money follows to the cent.
 *
 * <p>Every answer has been assigned again. Time O(k). Source: the border between two centres is their perpendicular
 * bisector; Aurenhammer, "Voronoi Diagrams", ACM Computing Surveys 23(3), 1991; on such explanations, Wachter,
 * Mittelstadt and Russell, "Counterfactual Explanations", Harvard Journal of Law and Technology 31(2), 2018.
 *
 * @param changed the figures after the change
 * @param cluster whose segment they belong to
 * @param changes which figures change, at least one
 * @param size of the change, in standard deviations, above 0
 */
public record Flip(RfmFigures changed, int cluster, List<Change> changes, double size) {

    /** More than any shop has seen; keeps a far border from overflowing. */
    private static final double MOST = 1e12;

    private static final int CENTS = 100;

    /** One of the three figures. */
    public enum Figure {
        /** Whole days since the last purchase, at least 0. */
        RECENCY(0, 1),
        /** Invoices, at least 1. */
        FREQUENCY(1, 1),
        /** Money, at least 0, to the hundredth. */
        MONETARY(0, CENTS);

        private final double least;
        private final int steps;

        Figure(double least, int steps) {
            this.least = least;
            this.steps = steps;
        }
    }

    /**
     * @param from the figure now, in its own unit
     * @param to the figure after the change
     */
    public record Change(Figure figure, double from, double to) {}

    public Flip {
        changes = List.copyOf(changes);
    }

    /** The smallest change; empty if no change within the figures' ranges leads to another segment. */
    public static Optional<Flip> of(SegmentModel model, RfmFigures figures) {
        var search = new Search(model, figures);
        List<Flip> found = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            search.single(figure, 1).ifPresent(found::add);
            search.single(figure, -1).ifPresent(found::add);
        }
        if (found.isEmpty()) {
            search.joint(found);
        }
        return found.stream().min(Comparator.comparingDouble(Flip::size));
    }

    /** One customer's search for a way out of the own segment. */
    private static final class Search {
        private final SegmentModel model;
        private final double[] from;
        private final double[] point;
        private final double[][] centers;
        private final int own;

        Search(SegmentModel model, RfmFigures figures) {
            this.model = model;
            this.from = figures.toVector();
            this.point = model.point(figures);
            this.centers = model.centroids().centers();
            this.own = model.assign(figures).cluster();
        }

        Optional<Flip> single(Figure figure, int direction) {
            int j = figure.ordinal();
            double nearest = Double.POSITIVE_INFINITY;
            for (int c = 0; c < centers.length; c++) {
                double speed = 2 * direction * (centers[c][j] - centers[own][j]);
                if (c != own && speed > 0) {
                    nearest = Math.min(nearest, margin(c) / speed);
                }
            }
            double edge = backward(j, point[j] + direction * nearest);
            if (!(Math.abs(edge) < MOST)) {
                return Optional.empty();
            }
            double[] to = from.clone();
            double grid = edge * figure.steps;
            double first = direction > 0 ? Math.ceil(grid - 1e-6) : Math.floor(grid + 1e-6);
            for (int step = 0; step < 3; step++) {
                to[j] = (first + direction * step) / figure.steps;
                boolean moves = direction > 0 ? to[j] > from[j] : to[j] < from[j];
                Optional<Flip> flip = moves ? check(to) : Optional.empty();
                if (flip.isPresent()) {
                    return flip;
                }
            }
            return Optional.empty();
        }

        /** By how much the squared distance to that centre exceeds the own. */
        private double margin(int c) {
            double margin = 0;
            for (int j = 0; j < point.length; j++) {
                double there = point[j] - centers[c][j];
                double here = point[j] - centers[own][j];
                margin += there * there - here * here;
            }
            return margin;
        }

        void joint(List<Flip> found) {
            for (int c = 0; c < centers.length; c++) {
                if (c != own) {
                    joint(c, found);
                }
            }
        }

        /** Along the shortest way to one other centre's side; figures that reach the end of their range stay there. */
        private void joint(int c, List<Flip> found) {
            double[] toward = new double[point.length];
            double[] floor = new double[point.length];
            double reachable = 0;
            for (int j = 0; j < point.length; j++) {
                toward[j] = 2 * (centers[c][j] - centers[own][j]);
                floor[j] = forward(j, Figure.values()[j].least) - point[j];
                reachable += toward[j] * (toward[j] > 0 ? MOST : floor[j]);
            }
            double margin = margin(c);
            if (reachable <= margin) {
                return;
            }
            double low = 0;
            double high = 1;
            while (gain(toward, floor, high) < margin && high < MOST) {
                high *= 2;
            }
            for (int halving = 0; halving < 100; halving++) {
                double middle = (low + high) / 2;
                if (gain(toward, floor, middle) < margin) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            double[] ideal = new double[point.length];
            for (int j = 0; j < ideal.length; j++) {
                ideal[j] = backward(j, point[j] + Math.max(floor[j], high * toward[j]));
            }
            whole(c, ideal, found);
        }

        private static double gain(double[] toward, double[] floor, double length) {
            double gain = 0;
            for (int j = 0; j < toward.length; j++) {
                gain += toward[j] * Math.max(floor[j], length * toward[j]);
            }
            return gain;
        }

        /** Days and invoices to either neighbour, and the money that then still is needed. */
        private void whole(int c, double[] ideal, List<Flip> found) {
            for (double recency : neighbours(ideal[0])) {
                for (double frequency : neighbours(ideal[1])) {
                    double[] to = {recency, Math.max(1, frequency), from[2]};
                    double[] seen = {forward(0, to[0]), forward(1, to[1]), point[2]};
                    double left = 0;
                    for (int j = 0; j < seen.length; j++) {
                        double there = seen[j] - centers[c][j];
                        double here = seen[j] - centers[own][j];
                        left += there * there - here * here;
                    }
                    double speed = 2 * (centers[c][2] - centers[own][2]);
                    double edge = left <= 0 || speed == 0 ? from[2] : backward(2, point[2] + left / speed);
                    double direction = Math.signum(edge - from[2]);
                    for (int step = 0; step < 3 && Math.abs(edge) < MOST; step++) {
                        double cents = direction > 0 ? Math.ceil(edge * CENTS) : Math.floor(edge * CENTS);
                        to[2] = direction == 0 ? from[2] : (cents + direction * step) / CENTS;
                        check(to).ifPresent(found::add);
                    }
                }
            }
        }

        private static double[] neighbours(double figure) {
            return new double[] {Math.floor(figure + 1e-9), Math.ceil(figure - 1e-9)};
        }

        /** The change, if it stays in range and does lead elsewhere. */
        private Optional<Flip> check(double[] to) {
            List<Change> changes = new ArrayList<>();
            double size = 0;
            for (Figure figure : Figure.values()) {
                int j = figure.ordinal();
                if (to[j] < figure.least) {
                    return Optional.empty();
                }
                if (to[j] != from[j]) {
                    changes.add(new Change(figure, from[j], to[j]));
                    double way = forward(j, to[j]) - point[j];
                    size += way * way;
                }
            }
            var changed = new RfmFigures((long) to[0], (long) to[1], to[2]);
            int cluster = model.assign(changed).cluster();
            return cluster == own
                    ? Optional.empty()
                    : Optional.of(new Flip(changed, cluster, changes, Math.sqrt(size)));
        }

        private double forward(int j, double figure) {
            double seen = model.features().forward(figure);
            return (seen - model.scaling().means()[j]) / model.scaling().deviations()[j];
        }

        private double backward(int j, double scaled) {
            return model.features()
                    .backward(scaled * model.scaling().deviations()[j]
                            + model.scaling().means()[j]);
        }
    }
}
