package io.nextbest.models.segmentation;

import java.util.Arrays;

/**
 * What a model sees of a customer's figures before it scales them.
 *
 * <p>Source: the older segmentation service clustered raw figures; logarithms are the usual cure for their skewness
 * (12 for frequency and 19 for money in Online Retail): Hastie, Tibshirani and Friedman, "The Elements of Statistical
 * Learning", 2nd edition, section 14.3; log(1 + x) because recency may be 0.
 */
public enum Features {
    /** Recency, frequency and monetary as they are. */
    RAW("raw"),
    /** log(1 + x) of each. */
    LOG("log1p");

    private final String label;

    Features(String label) {
        this.label = label;
    }

    /** How stored models name it. */
    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException if no features go by that label */
    public static Features of(String label) {
        return Arrays.stream(values())
                .filter(one -> one.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no features are called " + label));
    }

    /** A new array, one number per figure: recency, frequency, monetary. */
    public double[] of(RfmFigures figures) {
        double[] row = figures.toVector();
        for (int j = 0; j < row.length; j++) {
            row[j] = forward(row[j]);
        }
        return row;
    }

    /** One figure, at least 0, in its own unit, to what the model sees. */
    public double forward(double figure) {
        return this == LOG ? Math.log1p(figure) : figure;
    }

    /** What the model sees back to the figure in its own unit. */
    public double backward(double seen) {
        return this == LOG ? Math.expm1(seen) : seen;
    }
}
