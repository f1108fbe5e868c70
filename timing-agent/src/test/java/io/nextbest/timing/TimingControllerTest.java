package io.nextbest.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.AgentOperations;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.contracts.timing.TimingChoice;
import io.nextbest.contracts.timing.TimingOperations;
import io.nextbest.contracts.timing.TimingRequest;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent over real HTTP and a real PostgreSQL, trained on customers with known hours. */
@MicronautTest(environments = "timing", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimingControllerTest implements RealPostgres {

    private static final Instant NOW = Instant.parse("2011-12-10T12:50:00Z");
    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    @Client("/")
    interface TimingClient extends TimingOperations {}

    @Client("/")
    interface AgentClient extends AgentOperations {}

    @Inject
    EmbeddedServer server;

    @Inject
    TimingClient client;

    @Inject
    AgentClient agent;

    @Inject
    EventReader reader;

    @Inject
    TimingProjection projection;

    @Inject
    Database database;

    @BeforeAll
    void learn() throws Exception {
        assertThat(new Calls(server)
                        .post("/v1/timing/choose", body("c0", "Europe/London", "21:00", "08:00"))
                        .body())
                .contains("\"status\":409", "not trained yet");
        assertThat(new Calls(server).post("/v1/agent/train", "").body()).contains("\"status\":409", "is on record");
        log().append(Habits.events());
        ModelVersion version = agent.train();
        assertThat(version.label()).isEqualTo("slots@1");
        assertThat(version.metrics()).containsEntry("customers", 63.0);
        assertThat(version.metrics().get("pooling")).isLessThan(5);
        // everybody keeps to an hour of his own, so that knowing the customer must help on what came later
        assertThat(version.metrics().get("log_likelihood_gain_per_later_event")).isGreaterThan(1);
    }

    private static String body(String customerId, String zone, String quietFrom, String quietTo) {
        String format = """
                {"customer_id":"%s","seed":1,"not_before":"%s","time_zone":"%s",
                 "quiet_from":"%s","quiet_to":"%s"}""";
        return format.formatted(customerId, NOW, zone, quietFrom, quietTo);
    }

    private TimingChoice choose(String customerId, long seed) {
        return client.choose(new TimingRequest(customerId, seed, NOW, "Europe/London", "21:00", "08:00"));
    }

    private Map<String, Double> propensities(String customerId) {
        Map<String, Double> propensities = new HashMap<>();
        for (long seed = 0; seed < 400; seed++) {
            TimingChoice choice = choose(customerId, seed);
            Double before = propensities.put(choice.slot(), choice.propensity());
            assertThat(before == null || before.equals(choice.propensity())).isTrue();
        }
        return propensities;
    }

    @Test
    void prefersTheCustomersOwnHourAndOpensNeitherPastNorQuiet() {
        Map<String, Integer> slots = new HashMap<>();
        for (long seed = 0; seed < 100; seed++) {
            TimingChoice choice = choose("c3", seed); // who buys at 11
            var local = choice.at().atZone(LONDON);
            assertThat(choice.at()).isAfterOrEqualTo(NOW).isBefore(NOW.plusSeconds(48 * 3_600));
            assertThat(local.getHour()).isBetween(8, 20);
            assertThat(choice.slot()).isEqualTo("h%02d".formatted(local.getHour()));
            assertThat(choice.policy()).startsWith("slots@");
            slots.merge(choice.slot(), 1, Integer::sum);
        }
        assertThat(slots.get("h11")).isGreaterThan(90);
    }

    @Test
    void givesTheStrangerThePopulationsHoursWithProbabilitiesThatSumToOne() {
        Map<String, Double> stranger = propensities("nobody");

        assertThat(stranger.values().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, within(0.01)); // an hour of propensity 1/2000 may not have come up in 400 draws
        assertThat(stranger.get("h11"))
                .isCloseTo(stranger.get("h09"), within(0.1))
                .isLessThan(0.5);
        assertThat(choose("nobody", 1).reasons().getFirst().contribution()).isZero();
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(choose("nobody", 77)).isEqualTo(choose("nobody", 77));
        assertThat(IntStream.range(0, 50)
                        .mapToObj(seed -> choose("nobody", seed).slot())
                        .distinct())
                .hasSizeGreaterThan(2);
    }

    @Test
    void givesReasonsThatSumToTheHoursShare() {
        // c3 has 30 votes for hour 11 of 30: (30 + κ·π) / (30 + κ)
        TimingChoice choice = IntStream.range(0, 50)
                .mapToObj(seed -> choose("c3", seed))
                .filter(one -> one.slot().equals("h11"))
                .findFirst()
                .orElseThrow();
        double pooling = agent.status().model().metrics().get("pooling");

        assertThat(choice.reasons()).extracting(Reason::unit).containsOnly("share");
        assertThat(choice.reasons().getFirst().factor()).isEqualTo("own activity: 30 of 30 times in hour 11");
        assertThat(choice.reasons().getFirst().contribution()).isCloseTo(30 / (30 + pooling), within(1e-12));
        assertThat(choice.reasons().get(1).contribution()).isPositive().isLessThan(pooling / (30 + pooling));
    }

    @Test
    void countsHoursOnTheCustomersOwnClockWheneverHisZoneBecomesKnown() {
        // bought at 01:00 UTC, which is 10:00 in Tokyo; the zone came after the purchases
        assertThat(hours("tokyo")).isEqualTo("10=5");
        assertThat(hours("bad-zone")).isEqualTo("1=1");
    }

    @Test
    void countsAnInvoiceOnceAndABurstOfClicksOnce() {
        assertThat(hours("c3")).isEqualTo("11=30");
        assertThat(hours("clicker")).isEqualTo("9=2"); // ten clicks of one hour, one of the next day
        assertThat(hours("returner")).isEqualTo("");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"time_zone\":\"Mars/Olympus\"       | time_zone",
                "\"time_zone\":\"\"                   | time_zone",
                "\"time_zone\":null                   | time_zone",
                "\"quiet_from\":\"24:00\"             | quiet_from",
                "\"quiet_from\":\"9pm\"               | quiet_from",
                "\"quiet_to\":\"08:60\"               | quiet_to",
                "\"quiet_to\":null                    | quiet_to",
                "\"not_before\":\"tomorrow\"          | not_before",
                "\"not_before\":\"+99999-01-01T00:00:00Z\" | not_before",
                "\"not_before\":null                  | not_before",
                "\"seed\":\"x\"                       | seed",
                "\"seed\":null                        | seed",
                "\"customer_id\":\"\"                 | customer_id",
                "\"speed\":1                          | speed",
            })
    void refusesABadRequestAndNamesTheField(String member, String field) throws Exception {
        String name = member.substring(1, member.indexOf("\":"));
        String good = body("c3", "Europe/London", "21:00", "08:00");
        String bad = good.contains("\"" + name + "\"")
                ? good.replaceAll("\"" + name + "\":(\"[^\"]*\"|\\d+)", member.replace("\\", "\\\\"))
                : good.replace("{", "{" + member + ",");

        var answer = new Calls(server).post("/v1/timing/choose", bad);

        assertThat(answer.statusCode()).as(bad + answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(field).contains("\"error\":");
    }

    @Test
    void keepsTheSameTablesWhenAPageComesTwiceAndWhenRebuilt() {
        String before = tables();
        List<Event> events = Habits.events();
        List<StoredEvent> page = IntStream.range(0, events.size())
                .mapToObj(i -> new StoredEvent(i + 1L, events.get(i)))
                .toList();

        database.jdbi().useTransaction(handle -> projection.apply(handle, page));
        assertThat(tables()).isEqualTo(before);

        reader.rebuild();
        assertThat(tables()).isEqualTo(before).contains("tokyo", "clicker");
    }

    private String hours(String customerId) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT coalesce(string_agg(hour || '=' || n, ' ' ORDER BY hour), '')
                          FROM timing.hour_count WHERE customer_id = :customerId
                        """)
                        .bind("customerId", customerId)
                        .mapTo(String.class)
                        .one());
    }

    private String tables() {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT string_agg(line, ';' ORDER BY line)
                          FROM (SELECT CAST(a AS text) AS line FROM timing.activity AS a
                                UNION ALL SELECT CAST(h AS text) FROM timing.hour_count AS h
                                UNION ALL SELECT CAST(z AS text) FROM timing.time_zone AS z) AS lines
                        """).mapTo(String.class).one());
    }
}
