package io.nextbest.models.value;

/**
 * The border between two bands, and what the customers at it are like.
 *
 * @param score the lowest score of the better band; probability · size
 * @param probability P(buys within the horizon) that is typical of customers at the edge, in (0, 1]
 * @param size ln(1 + spend of those who buy) that is typical of customers at the edge, above 0
 */
public record BandEdge(double score, double probability, double size) {

    /** @throws IllegalArgumentException if a figure is outside its range */
    public BandEdge {
        if (!(score > 0 && probability > 0 && probability <= 1 && size > 0 && Double.isFinite(score * size))) {
            throw new IllegalArgumentException("an edge needs a score, a probability in (0, 1] and a size above 0");
        }
    }
}
