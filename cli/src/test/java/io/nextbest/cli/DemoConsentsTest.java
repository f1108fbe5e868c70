package io.nextbest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoConsentsTest {

    private final Set<String> customers =
            IntStream.range(12346, 18288).mapToObj(Integer::toString).collect(Collectors.toSet());

    @Test
    void mostCustomersConsentSomeWithdrewAndSomeHaveNoRecord() {
        List<String> lines = DemoConsents.lines(customers).lines().toList();

        long granted =
                lines.stream().filter(line -> line.contains("\"granted\":true")).count();
        long withdrawn = lines.size() - granted;
        // 5,942 customers: one standard deviation of a share of 0.85 is 0.0046
        assertThat((granted - withdrawn) / 5942.0).isCloseTo(0.85, within(0.02));
        assertThat(withdrawn / 5942.0).isCloseTo(0.07, within(0.015));
    }

    @Test
    void theSameCustomerGetsTheSameConsentWhoeverElseIsThere() {
        String alone = DemoConsents.lines(Set.of("12350"));

        assertThat(DemoConsents.lines(customers)).contains(alone);
    }

    @Test
    void theShownCustomerConsentsAndTheRecordSaysThatItIsSynthetic() {
        assertThat(DemoConsents.lines(Set.of("12347"))).isEqualTo("""
                {"kind":"consent_change","event_id":"synthetic-demo-email-granted-12347","customer_id":"12347",\
                "at":"2010-12-01T00:00:00Z","purpose":"marketing","channel":"email","granted":true,\
                "source":"synthetic-demo"}
                """);
    }
}
