package io.nextbest.models.value;

/**
 * What a customer is expected to bring within the horizon: score = probability · ln(1 + purchases · basket).
 *
 * <p>The score estimates the expected logarithm of 1 + spend: with the probability that the customer buys at all, the
 * logarithm of what a buyer with this history brings; without, ln 1 = 0. In logs it splits into two parts.
 *
 * <p>Source: models of "buys at all" times "how much, if so": Duan, Manning, Morris and Newhouse, "A comparison of
 * alternative models for the demand for medical care", Journal of Business and Economic Statistics 1(2), 1983.
 *
 * @param logProbability natural logarithm of P(buys within the horizon), at most 0
 * @param purchases expected days with a purchase of those who buy, at least 1
 * @param basket what a day with purchases typically brings, in the shop's currency, above 0
 */
record Worth(double logProbability, double purchases, double basket) {

    static Worth of(MbgNbd rates, double weeks, History history) {
        return new Worth(
                rates.logBuysWithin(history, weeks), rates.expectedIfBuys(history, weeks), history.meanBasket());
    }

    double probability() {
        return Math.exp(logProbability);
    }

    /** ln(1 + purchases · basket), above 0. */
    double size() {
        return Math.log1p(purchases * basket);
    }

    double score() {
        return probability() * size();
    }

    double logScore() {
        return logProbability + Math.log(size());
    }

    /** Expected spend, in the shop's currency. */
    double spend() {
        return probability() * purchases * basket;
    }
}
