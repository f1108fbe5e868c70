package io.nextbest.models.value;

/**
 * What the customers of one band are like; means are over the customers that the model was learned from.
 *
 * @param customers how many
 * @param share of all customers, in [0, 1]
 * @param probability mean P(buys within the horizon), in [0, 1]
 * @param purchases mean expected days with a purchase within the horizon
 * @param basket mean of what a day with purchases typically brings, in the shop's currency
 * @param spend mean expected spend within the horizon, in the shop's currency
 * @param spendShare of the expected spend of all customers, in [0, 1]
 * @param score mean score
 */
public record BandProfile(
        int customers,
        double share,
        double probability,
        double purchases,
        double basket,
        double spend,
        double spendShare,
        double score) {}
