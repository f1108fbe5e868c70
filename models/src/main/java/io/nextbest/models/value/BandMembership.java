package io.nextbest.models.value;

/**
 * To which band a customer belongs, how surely, and why.
 *
 * <p>The margin is |ln(score / edge)| at the edge to the second-best band; it splits exactly into what the chance to
 * buy contributes and what the size of the purchases does. A negative contribution speaks for the second-best band.
 *
 * @param band number of the band, from 0, the best
 * @param secondBand number of the second-best band: the neighbour behind the edge with the smallest margin
 * @param score probability · ln(1 + purchases if they buy · basket)
 * @param probability P(buys within the horizon), in [0, 1]
 * @param purchases expected days with a purchase within the horizon
 * @param basket what a day with purchases typically brings, in the shop's currency
 * @param confidence share of bootstrap refits that would agree, in (0, 1), as calibrated
 * @param secondConfidence the same for the second-best band
 * @param probabilityPart contribution of the chance to buy to the margin, in natural logs
 * @param sizePart contribution of the size of the purchases to the margin, in natural logs
 */
public record BandMembership(
        int band,
        int secondBand,
        double score,
        double probability,
        double purchases,
        double basket,
        double confidence,
        double secondConfidence,
        double probabilityPart,
        double sizePart) {}
