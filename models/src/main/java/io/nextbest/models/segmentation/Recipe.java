package io.nextbest.models.segmentation;

/**
 * How to fit a model: the same recipe on the same table gives the same model.
 *
 * <p>Source: the settings of the older segmentation service's k-means: N_CLUSTERS, N_INIT, RANDOM_STATE.
 *
 * @param clusters k, at least 2
 * @param starts random starts of which the best is kept, at least 1; ten can miss the optimum, fifty did not
 * @param seed of every random choice
 */
public record Recipe(Features features, int clusters, int starts, long seed) {

    public Recipe {
        if (clusters < 2 || starts < 1) {
            throw new IllegalArgumentException(
                    "at least two clusters and one start are needed, got %d and %d".formatted(clusters, starts));
        }
    }
}
