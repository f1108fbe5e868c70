package io.nextbest.models.segmentation;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RfmTableTest {

    private static final Instant NOON = Instant.parse("2011-12-09T12:00:00Z");

    @Test
    void countsDistinctInvoicesAndSumsExactly() {
        var lines = List.of(
                line("B", "1", NOON.minusSeconds(86_400), "3", "0.1"),
                line("B", "1", NOON.minusSeconds(86_400), "3", "0.1"), // a repeated row counts
                line("B", "2", NOON.minusSeconds(2 * 86_400), "1", "0.2"),
                line("B", "C3", NOON, "-1", "0.2"), // a return does not, nor is it a last purchase
                line("A", "4", NOON, "2", "5.25"),
                line(null, "5", NOON.plusSeconds(9_999), "1", "1"),
                line("Z", "6", NOON, "1", "0"));

        var table = RfmTable.of(RfmTable.sum(lines), UTC).orElseThrow();

        assertThat(table.reference()).isEqualTo(NOON.plusSeconds(86_400));
        assertThat(table.rows())
                .containsExactly(
                        new RfmTable.Row("A", new RfmFigures(1, 1, 10.5)),
                        new RfmTable.Row("B", new RfmFigures(2, 2, 0.8))); // in doubles 0.3 + 0.3 + 0.2 would miss 0.8
    }

    @ParameterizedTest(name = "{0} s before the reference: {1} days")
    @CsvSource({"0, 0", "86399, 0", "86400, 1", "172799, 1", "172800, 2"})
    void countsWholeDaysOfTwentyFourHours(long secondsBefore, long days) {
        var purchases = new Purchases("A", NOON.minusSeconds(secondsBefore), 1, BigDecimal.ONE);

        assertThat(purchases.figures(NOON, UTC).recency()).isEqualTo(days);
    }

    /** Bought at 13:00 in summer; at 12:50 in winter the shop's clock is ten minutes short of a whole day. */
    @Test
    void countsDaysByTheShopsClockAcrossTheEndOfSummerTime() {
        var purchases = new Purchases("A", Instant.parse("2011-10-29T12:00:00Z"), 1, BigDecimal.ONE);
        var reference = Instant.parse("2011-10-31T12:50:00Z");

        assertThat(purchases.figures(reference, ZoneId.of("Europe/London")).recency())
                .isEqualTo(1);
        assertThat(purchases.figures(reference, UTC).recency()).isEqualTo(2);
    }

    @Test
    void countsNoDayInTheHourThatTheClockShowsTwice() {
        var london = ZoneId.of("Europe/London");
        var purchases = new Purchases("A", Instant.parse("2011-10-30T00:50:00Z"), 1, BigDecimal.ONE);

        assertThat(purchases
                        .figures(Instant.parse("2011-10-30T01:10:00Z"), london)
                        .recency())
                .isZero();
    }

    @Test
    void refusesAReferenceBeforeTheLastPurchase() {
        var purchases = new Purchases("A", NOON, 1, BigDecimal.ONE);

        assertThatIllegalArgumentException().isThrownBy(() -> purchases.figures(NOON.minusSeconds(1), UTC));
    }

    @Test
    void isEmptyWithoutPurchases() {
        assertThat(RfmTable.of(List.of(), UTC)).isEmpty();
    }

    @ParameterizedTest(name = "{0} pieces at {1}: counts {2}")
    @CsvSource({
        "1,  2.50,  true",
        "0.5, 0.001, true",
        "0,  2.50,  false",
        "-1, 2.50,  false",
        "1,  0,     false",
        "1,  -2.50, false",
        "1E+999999999, 1, false",
        "1, 1E-999999999, false",
        "1E+30, 1, false",
        "1E+29, 1, true",
    })
    void keepsOnlyWhatWasBought(BigDecimal quantity, BigDecimal unitPrice, boolean counts) {
        var line = new PurchaseLine("A", "1", NOON, quantity, unitPrice);

        assertThat(line.amount().isPresent()).isEqualTo(counts);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesMoneyThatCannotBe(double monetary) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RfmFigures(1, 1, monetary))
                .withMessageContaining("monetary");
    }

    @Test
    void refusesANegativeRecencyAndAFrequencyOfZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RfmFigures(-1, 1, 1))
                .withMessageContaining("recency");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RfmFigures(0, 0, 1))
                .withMessageContaining("frequency");
    }

    private static PurchaseLine line(
            @Nullable String customer, String invoice, Instant at, String quantity, String unitPrice) {
        return new PurchaseLine(customer, invoice, at, new BigDecimal(quantity), new BigDecimal(unitPrice));
    }
}
