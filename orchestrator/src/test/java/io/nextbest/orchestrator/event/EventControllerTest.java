package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.EventOperations;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log over real HTTP and a real PostgreSQL, on 10 December 2011. */
@MicronautTest(environments = "orchestrator", transactional = false)
@Property(name = "spec.name", value = "event-log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventControllerTest implements RealPostgres {

    private static final String PURCHASE = """
            {"kind":"purchase","event_id":"%s","customer_id":"12347","at":"2011-12-07T15:52:00Z","invoice":"581180",\
            "item":"23497","description":"CLASSIC CHROME BICYCLE BELL","quantity":12,"unit_price":1.45,\
            "currency":"GBP","country":"Iceland"}""";

    @Client("/")
    @Requires(property = "spec.name", value = "event-log")
    interface LogClient extends EventOperations {}

    @Inject
    EmbeddedServer server;

    @Inject
    LogClient client;

    @Inject
    EventStore store;

    private Calls calls;

    @BeforeEach
    void connect() {
        calls = new Calls(server);
    }

    private static String purchase(String eventId) {
        return PURCHASE.formatted(eventId);
    }

    private static String visit(String eventId, String customerId) {
        return """
                {"kind":"interaction","event_id":"%s","customer_id":"%s","at":"2011-12-09T10:00:00Z","type":"visit"}""".formatted(eventId, customerId);
    }

    @Test
    void storesOneEventAndReadsItBackThroughTheContract() {
        long before = store.lastSeq();

        var answer = calls.post("/v1/events", purchase("one"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"accepted\":1,\"duplicates\":0,\"rejected\":0,")
                .contains("\"accepted\",");
        var page = client.read(before, 10, null);
        assertThat(page.end()).isEqualTo(before + 1);
        assertThat(page.next()).isEqualTo(before + 1);
        assertThat(page.events().getFirst().seq()).isEqualTo(before + 1);
        assertThat(page.events().getFirst().event()).isInstanceOfSatisfying(Event.Purchase.class, bought -> {
            assertThat(bought.eventId()).isEqualTo("one");
            assertThat(bought.at()).isEqualTo("2011-12-07T15:52:00Z");
            assertThat(bought.quantity()).isEqualByComparingTo("12");
            assertThat(bought.unitPrice()).isEqualByComparingTo("1.45");
            assertThat(bought.country()).isEqualTo("Iceland");
        });
        assertThat(calls.get("/v1/events?after=" + before).body())
                .isEqualTo("{\"events\":[{\"seq\":" + (before + 1) + ",\"event\":" + purchase("one") + "}],\"next\":"
                        + (before + 1) + ",\"end\":" + (before + 1) + "}");
    }

    @Test
    void readsBackEveryKindOfEventAsItWasSent() {
        long before = store.lastSeq();
        calls.post("/v1/events", """
                [{"at":"2011-12-09T11:00:00+01:00","event_id":"k1","kind":"purchase","invoice":"C5","item":null,
                  "quantity":-1.5e1,"unit_price":0.00,"currency":"GBP"},
                 {"kind":"review","event_id":"k2","customer_id":"é\\"\\\\\\n\\t","at":"2011-12-09T10:00:00.123456Z",
                  "text":"\u202e{{7*7}} =cmd 😀 '; DROP TABLE event","rating":5},
                 {"kind":"profile_change","event_id":"k3","customer_id":"c","at":"2011-12-09T10:00:00Z",
                  "attributes":{"time_zone":"Europe/Paris","__proto__":"x"}},
                 {"kind":"consent_change","event_id":"k4","customer_id":"c","at":"2011-12-09T10:00:00Z",
                  "purpose":"marketing","channel":"email","granted":true,"source":"shop"}]""");

        List<Event> events = client.read(before, 10, null).events().stream()
                .map(stored -> stored.event())
                .toList();

        assertThat(events).hasSize(4);
        assertThat(events.get(0)).isInstanceOfSatisfying(Event.Purchase.class, p -> {
            assertThat(p.customerId()).isNull();
            assertThat(p.at()).isEqualTo("2011-12-09T10:00:00Z");
            assertThat(p.quantity()).isEqualByComparingTo("-15");
        });
        assertThat(events.get(1)).isInstanceOfSatisfying(Event.Review.class, r -> {
            assertThat(r.customerId()).isEqualTo("é\"\\\n\t");
            assertThat(r.text()).isEqualTo("\u202e{{7*7}} =cmd 😀 '; DROP TABLE event");
        });
        assertThat(events.get(2))
                .isInstanceOfSatisfying(
                        Event.ProfileChange.class,
                        c -> assertThat(c.attributes())
                                .containsEntry("__proto__", "x")
                                .hasSize(2));
        assertThat(events.get(3))
                .isInstanceOfSatisfying(
                        Event.ConsentChange.class, c -> assertThat(c.granted()).isTrue());
        assertThat(client.read(before, 10, "review,consent_change").events()).hasSize(2);
    }

    @Test
    void takesTheGoodOnesOutOfABatchAndSaysWhatIsWrongWithTheOthers() {
        long before = store.lastSeq();

        var answer = calls.post(
                "/v1/events",
                "["
                        + String.join(
                                ",",
                                purchase("batch-1"),
                                purchase("batch-2").replace("12,", "NaN,"),
                                "7",
                                purchase("batch-1"),
                                purchase("batch-1").replace("Iceland", "Norway"),
                                visit("batch-3", "c3"))
                        + "]");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"accepted\":2,\"duplicates\":1,\"rejected\":3,")
                .contains("\"event_id\":\"batch-2\",\"status\":\"rejected\",\"field\":\"quantity\"")
                .contains("\"index\":2,\"event_id\":null,\"status\":\"rejected\",\"field\":null")
                .contains("\"index\":3,\"event_id\":\"batch-1\",\"status\":\"duplicate\",\"field\":null")
                .contains("the log holds another event under this id");
        assertThat(client.read(before, 10, null).events())
                .extracting(stored -> stored.event().eventId())
                .containsExactly("batch-1", "batch-3");
    }

    @Test
    void keepsTheFirstOfTwoEventsUnderOneId() {
        calls.post("/v1/events", purchase("same"));
        long before = store.lastSeq();

        assertThat(calls.post("/v1/events", purchase("same")).body())
                .contains("\"duplicates\":1")
                .contains("\"detail\":null");
        var other = calls.post("/v1/events", purchase("same").replace("12,", "13,"));

        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body())
                .contains("\"field\":\"event_id\"")
                .contains("the log holds another event under this id");
        assertThat(store.lastSeq()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0} for {1} is wrong in {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "12,                  | \"12\",                     | quantity",
                "12,                  | null,                       | quantity",
                "\"quantity\":12,     | ''                          | quantity",
                "12,                  | NaN,                        | quantity",
                "12,                  | 1000000001,                 | quantity",
                "12,                  | -1e300,                     | quantity",
                "12,                  | 1e999999999,                | quantity",
                "1.45                 | 0.1234567890123             | unit_price",
                "1.45                 | [1]                         | unit_price",
                "\"GBP\"              | \"gbp\"                     | currency",
                "\"12347\"            | \"\"                        | customer_id",
                "\"12347\"            | 12347                       | customer_id",
                "\"12347\"            | \"a\\u0000b\"               | customer_id",
                "\"12347\"            | \"a\\ud800b\"               | customer_id",
                "\"purchase\"         | \"sale\"                    | kind",
                "\"kind\":\"purchase\", | ''                        | kind",
                "\"purchase\"         | \"exposure\"                | decision_id",
                "15:52:00Z            | 15:52:00                    | at",
                "2011-12-07T15:52:00Z | 2011-12-11T12:50:01Z        | at",
                "2011-12-07T15:52:00Z | 2011-13-07T15:52:00Z        | at",
                "2011-12-07T15:52:00Z | 0001-01-01T00:00:00Z        | at",
                "\"invoice\"          | \"Invoice\"                 | invoice",
                "\"Iceland\"          | \"Iceland\",\"x\":1         | x",
                "\"Iceland\"          | \"Iceland\",\"item\":\"2\"  | item",
                "BICYCLE BELL         | 4111 1111 1111 1111 BELL    | description",
                "\"581180\"           | \"  \"                      | invoice",
            })
    void refusesAWrongEventAndNamesTheField(String right, String wrong, String field) {
        long before = store.lastSeq();

        var answer = calls.post("/v1/events", purchase("wrong").replace(right.strip(), wrong.strip()));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"errors\":[{\"field\":\"" + field + "\"");
        assertThat(store.lastSeq()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"kind\":\"review\",\"text\":\"pay 5500-0000-0000-0004 now\"                             | text",
                "\"kind\":\"review\",\"text\":\"fine\",\"rating\":6                                       | rating",
                "\"kind\":\"review\",\"text\":\"fine\",\"rating\":4.5                                     | rating",
                "\"kind\":\"profile_change\",\"attributes\":{}                                            | attributes",
                "\"kind\":\"profile_change\",\"attributes\":{\"age\":7}                                   | attributes.age",
                "\"kind\":\"profile_change\",\"attributes\":{\"time_zone\":\"Mars/Olympus\"}              | attributes.time_zone",
                "\"kind\":\"profile_change\",\"attributes\":{\"note\":\"4111111111111111\"}               | attributes.note",
                "\"kind\":\"consent_change\",\"purpose\":\"marketing\",\"channel\":\"fax\",\"granted\":true | channel",
                "\"kind\":\"consent_change\",\"purpose\":\"marketing\",\"channel\":\"sms\",\"granted\":\"true\" | granted",
                "\"kind\":\"outcome\",\"type\":\"click\",\"amount\":-1                                    | amount",
                "\"kind\":\"outcome\",\"type\":\"click\",\"attribution\":{\"decision_id\":\"d\",\"payoff\":9} | attribution",
            })
    void refusesEachKindsOwnMistakes(String members, String field) {
        var answer = calls.post(
                "/v1/events",
                "[{\"event_id\":\"own\",\"customer_id\":\"c\",\"at\":\"2011-12-09T10:00:00Z\"," + members + "}]");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"errors\":[{\"field\":\"[0]." + field.strip() + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "[]", "7", "null", "{", "[{]", "not json", "[1] 2", "{} {}"})
    void refusesABodyThatIsNoEvent(String body) {
        var answer = calls.post("/v1/events", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":");
    }

    @Test
    void refusesTooLargeABodyAndTooLongAList() {
        assertThat(calls.post("/v1/events", " ".repeat(1024 * 1024)).statusCode())
                .isEqualTo(413);
        assertThat(calls.post("/v1/events", "[" + "1,".repeat(500) + "1]").body())
                .contains("more than 500 events");
        assertThat(calls.post("/v1/imports", " ".repeat(1024 * 1024)).statusCode())
                .isEqualTo(413);
        String fits = "[" + purchase("last") + " ".repeat(500 * 1024) + "]";
        assertThat(calls.post("/v1/events", fits).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "after=-1,after",
        "limit=0,limit",
        "limit=10001,limit",
        "after=x,after",
        "kinds=purchase%2Csale,kinds",
        "kinds=,kinds"
    })
    void refusesABadParameterByName(String query, String name) {
        var answer = calls.get("/v1/events?" + query);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(name);
    }

    @Test
    void pagesThroughTheLogAndAnswersNothingBeyondItsEnd() {
        calls.post("/v1/events", "[" + visit("p1", "p") + "," + purchase("p2") + "," + visit("p3", "p") + "]");
        long end = store.lastSeq();

        var first = client.read(end - 3, 1, "interaction");
        var second = client.read(first.next(), 1, "interaction");
        var third = client.read(second.next(), 1, "interaction");

        assertThat(first.next()).isEqualTo(end - 2);
        assertThat(second.events().getFirst().event().eventId()).isEqualTo("p3");
        assertThat(third.events()).isEmpty();
        assertThat(third.next()).isEqualTo(end);
        assertThat(client.read(end + 100, 1, null).next()).isEqualTo(end + 100);
    }

    @Test
    void storesAnEventOnceHoweverManySendItAtOnce() throws Exception {
        long before = store.lastSeq();
        Callable<String> send = () -> calls.post("/v1/events", purchase("race")).body();

        List<String> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(64)) {
            for (var answer : threads.invokeAll(java.util.Collections.nCopies(64, send))) {
                answers.add(answer.get());
            }
        }

        assertThat(answers)
                .filteredOn(body -> body.startsWith("{\"accepted\":1,"))
                .hasSize(1);
        assertThat(answers)
                .filteredOn(body -> body.contains("\"duplicates\":1,"))
                .hasSize(63);
        assertThat(store.lastSeq()).isEqualTo(before + 1);
    }

    @Test
    void readsBackEverythingThatItAcknowledged() throws Exception {
        long before = store.lastSeq();
        List<Callable<Integer>> sends = IntStream.range(0, 200)
                .<Callable<Integer>>mapToObj(i -> () -> calls.post(
                                "/v1/events",
                                IntStream.range(0, 50)
                                        .mapToObj(j -> visit("ack-" + i + "-" + j, "c" + j))
                                        .collect(Collectors.joining(",", "[", "]")))
                        .statusCode())
                .toList();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var status : threads.invokeAll(sends)) {
                assertThat(status.get()).isEqualTo(200);
            }
        }

        var page = client.read(before, 10_000, null);

        assertThat(page.events().stream()
                        .map(stored -> stored.event().eventId())
                        .collect(Collectors.toSet()))
                .hasSize(10_000);
        assertThat(page.events()).extracting(stored -> stored.seq()).isSorted();
        assertThat(page.end()).isEqualTo(before + 10_000);
    }
}
