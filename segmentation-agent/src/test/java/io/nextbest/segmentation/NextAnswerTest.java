package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.ModelRegistry;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the log acknowledged is in the very next answer, long before the reader's own next look. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class NextAnswerTest implements RealPostgres {

    private static final Instant NOON = Instant.parse("2011-12-09T12:00:00Z");

    @Inject
    EventReader reader;

    @Inject
    ModelRegistry registry;

    @Inject
    Segmentation segmentation;

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.put("log-reader.answer-wait", "30s");
        return properties;
    }

    @BeforeAll
    void train() {
        for (int customer = 0; customer < 60; customer++) {
            for (int invoice = 0; invoice <= customer % 7; invoice++) {
                buy("c" + customer, "I" + customer + "-" + invoice, NOON.minusSeconds(86_400L * (1 + customer * 3)));
            }
        }
        registry.train(true);
    }

    @Test
    void holdsAPurchaseThatTheLogJustAcknowledged() {
        for (int invoice = 1; invoice <= 20; invoice++) {
            buy("new", "N" + invoice, NOON.plusSeconds(invoice));

            assertThat(segmentation
                            .assign(new CustomerQuery("new"), "standard")
                            .rfm()
                            .frequency())
                    .isEqualTo(invoice);
            assertThat(segmentation.describe("new", "parity").segmentName()).startsWith("Segment ");
        }
    }

    @Test
    void readsNoFurtherThanTheCallerNeeds() {
        buy("old", "O1", NOON);
        segmentation.assign(new CustomerQuery("old"), "standard");
        long known = reader.offset();
        buy("old", "O2", NOON.plusSeconds(1));

        assertThat(frequency(known)).isEqualTo(1);
        assertThat(frequency(known + 1)).isEqualTo(2);
    }

    private int frequency(long logPosition) {
        return segmentation
                .assign(new CustomerQuery("old", logPosition), "standard")
                .rfm()
                .frequency();
    }

    @Test
    void waitsForNoLogThatDoesNotAnswer() {
        log().beforePage(() -> {
            throw new IllegalStateException("no page");
        });
        try {
            var before = segmentation.assign(new CustomerQuery("c7"), "standard");

            assertThat(segmentation.assign(new CustomerQuery("c7"), "standard").rfm())
                    .isEqualTo(before.rfm());
        } finally {
            log().beforePage(() -> {});
            reader.catchUp(); // in a service the reader's own next look finds out that the log is back
        }
    }

    private void buy(String customer, String invoice, Instant at) {
        log().append(purchase(customer, invoice, at, BigDecimal.ONE, new BigDecimal("12.5")));
    }
}
