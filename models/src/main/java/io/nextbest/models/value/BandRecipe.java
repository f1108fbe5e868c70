package io.nextbest.models.value;

/**
 * How to learn value bands.
 *
 * <p>Source: see {@link ValueModel}.
 *
 * @param bands 2 to 20
 * @param horizonWeeks how far ahead the value is judged, in weeks, above 0 and at most 1,040
 * @param cut where the edges go
 * @param refits bootstrap refits that the confidence is calibrated on, at least 2
 * @param seed of the bootstrap
 */
public record BandRecipe(int bands, double horizonWeeks, BandCut cut, int refits, long seed) {

    /** @throws IllegalArgumentException if a figure is outside its range */
    public BandRecipe {
        require(bands >= 2 && bands <= 20, "there must be 2 to 20 bands");
        require(
                horizonWeeks > 0 && horizonWeeks <= ValueModel.MOST_WEEKS,
                "the horizon must be above 0 and at most 1040 weeks");
        require(refits >= 2, "the confidence needs at least 2 refits");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
