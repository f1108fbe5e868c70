package io.nextbest.reward;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.reward.Offer.Eligibility;
import io.nextbest.reward.Offer.History;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferTest {

    private static final Eligibility REGULARS = new Eligibility(2L, 5L, 10L, 90L, null);

    @ParameterizedTest(name = "{0} purchases, the last {1} days ago: {2}")
    @CsvSource({
        "1, 30, '1 purchase, 2 needed'",
        "2, 30, ",
        "5, 30, ",
        "6, 30, '6 purchases, at most 5 allowed'",
        "3, 9,  'bought 9 days ago, only after 10'",
        "3, 1,  'bought 1 day ago, only after 10'",
        "3, 10, ",
        "3, 90, ",
        "3, 91, 'bought 91 days ago, only within 90'",
    })
    void holdsEveryBoundIncluded(long purchases, long days, String refusal) {
        assertThat(REGULARS.refusal(Optional.of(new History(purchases, days)), null))
                .isEqualTo(Optional.ofNullable(refusal));
    }

    @Test
    void doesNotQualifyWhoIsNotKnown() {
        var forLoyal = new Eligibility(null, null, null, null, List.of("Loyal"));

        assertThat(REGULARS.refusal(Optional.empty(), "Loyal")).contains("no purchase of the customer is on record");
        assertThat(new Eligibility(null, 0L, null, null, null).refusal(Optional.empty(), null))
                .isPresent();
        assertThat(forLoyal.refusal(Optional.empty(), null)).contains("the customer's segment is not known");
        assertThat(forLoyal.refusal(Optional.empty(), "Lost")).contains("for other segments than Lost");
        assertThat(forLoyal.refusal(Optional.empty(), "Loyal")).isEmpty();
    }
}
