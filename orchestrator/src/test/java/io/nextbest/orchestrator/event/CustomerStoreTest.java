package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What guardrails see of a customer as soon as an event's 2xx has left. */
@MicronautTest(environments = "orchestrator", transactional = false)
@Property(name = "spec.name", value = "event-log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CustomerStoreTest implements RealPostgres {

    @Inject
    EmbeddedServer server;

    @Inject
    Database database;

    @Inject
    CustomerStore customers;

    @Inject
    SteppedClock clock;

    private int sent;

    private Optional<CustomerFacts> find(String customerId) {
        return database.jdbi().withHandle(handle -> customers.findCustomer(handle, customerId));
    }

    private String consent(String customerId, String at, boolean granted) {
        return """
                {"kind":"consent_change","event_id":"consent-%d","customer_id":"%s","at":"%s",
                 "purpose":"marketing","channel":"email","granted":%s}""".formatted(sent++, customerId, at, granted);
    }

    private String zone(String customerId, String at, String zone) {
        return """
                {"kind":"profile_change","event_id":"zone-%d","customer_id":"%s","at":"%s",
                 "attributes":{"time_zone":"%s"}}""".formatted(sent++, customerId, at, zone);
    }

    private void post(String... events) {
        var answer = new Calls(server).post("/v1/events", "[" + String.join(",", events) + "]");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void knowsNobodyWhomTheLogDoesNotName() {
        assertThat(find("nobody")).isEmpty();
    }

    @Test
    void holdsAWithdrawalFromTheMomentItIsAcknowledged() {
        post(consent("a", "2011-12-01T00:00:00Z", true));
        assertThat(find("a")).contains(new CustomerFacts("a", null, Map.of("email", true)));

        post(consent("a", "2011-12-02T00:00:00Z", false));
        assertThat(find("a").orElseThrow().marketingConsents()).containsExactly(Map.entry("email", false));
    }

    @Test
    void letsTheLaterOfTwoConsentsWinWhateverTheOrderTheyArriveIn() {
        post(consent("b", "2011-12-02T00:00:00Z", false));
        post(consent("b", "2011-12-01T00:00:00Z", true));
        assertThat(find("b").orElseThrow().marketingConsents()).containsEntry("email", false);

        post(consent("c", "2011-12-02T00:00:00Z", false), consent("c", "2011-12-01T00:00:00Z", true));
        assertThat(find("c").orElseThrow().marketingConsents()).containsEntry("email", false);

        post(consent("d", "2011-12-01T00:00:00Z", true), consent("d", "2011-12-01T00:00:00Z", false));
        assertThat(find("d").orElseThrow().marketingConsents()).containsEntry("email", false);
    }

    @Test
    void letsAWithdrawalFromAClockBehindStandUntilANewerConsentArrives() {
        post(consent("h", "2011-12-05T00:00:00Z", true));
        post(consent("h", "2011-12-04T00:00:00Z", false));
        assertThat(find("h").orElseThrow().marketingConsents()).containsEntry("email", false);

        post(consent("h", "2011-12-04T12:00:00Z", true));
        assertThat(find("h").orElseThrow().marketingConsents()).containsEntry("email", false);

        post(consent("h", "2011-12-06T00:00:00Z", true));
        assertThat(find("h").orElseThrow().marketingConsents()).containsEntry("email", true);

        post(consent("h", "2011-12-03T00:00:00Z", false), consent("h", "2011-12-05T00:00:00Z", true));
        assertThat(find("h").orElseThrow().marketingConsents()).containsEntry("email", false);
    }

    @Test
    void doesNotLetAConsentFromAClockAheadOutlastAWithdrawal() {
        post(consent("e", clock.instant().plus(Duration.ofHours(20)).toString(), true));
        clock.step(Duration.ofMinutes(1));
        post(consent("e", clock.instant().toString(), false));

        assertThat(find("e").orElseThrow().marketingConsents()).containsEntry("email", false);
    }

    @Test
    void keepsTheLatestTimeZone() {
        post(zone("f", "2011-12-02T00:00:00Z", "Europe/London"), zone("f", "2011-12-01T00:00:00Z", "Asia/Tokyo"));
        assertThat(find("f").orElseThrow().timeZone()).isEqualTo("Europe/London");

        post(zone("f", "2011-12-03T00:00:00Z", "Europe/Paris"));
        assertThat(find("f").orElseThrow().timeZone()).isEqualTo("Europe/Paris");
    }

    @Test
    void doesNotCountAConsentForAnotherPurpose() {
        post(consent("g", "2011-12-01T00:00:00Z", true).replace("marketing", "research"));

        assertThat(find("g").orElseThrow().marketingConsents()).isEmpty();
    }
}
