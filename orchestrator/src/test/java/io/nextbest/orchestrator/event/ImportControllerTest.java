package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.event.ImportProgress;
import io.nextbest.contracts.event.ImportProgress.State;
import io.nextbest.contracts.event.ImportedRows;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for whole files over real HTTP and a real PostgreSQL. */
@MicronautTest(environments = "orchestrator", transactional = false)
@Property(name = "spec.name", value = "event-log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportControllerTest implements RealPostgres {

    @Inject
    EmbeddedServer server;

    @Inject
    EventStore store;

    @Inject
    SteppedClock clock;

    @Inject
    ObjectMapper json;

    private Calls calls;

    @BeforeEach
    void connect() {
        calls = new Calls(server);
    }

    @AfterEach
    void letTheLeaseRunOut() {
        clock.step(Duration.ofSeconds(16));
    }

    private static String row(String file, int row) {
        return """
                {"kind":"purchase","event_id":"%s:%d","customer_id":"%d","at":"2010-12-01T08:26:00Z",\
                "invoice":"536365","item":"85123A","description":"WHITE \\"HEART\\" T\\\\LIGHT","quantity":6,\
                "unit_price":2.55,"currency":"GBP","country":"United Kingdom"}""".formatted(file, row, row % 7);
    }

    private static String rows(String file, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> row(file, i) + "\n").collect(Collectors.joining());
    }

    private HttpResponse<String> tryOpen(String digest) {
        return calls.post("/v1/imports", """
                {"file_digest":"%s","file_name":"%s.xlsx"}""".formatted(digest, digest));
    }

    private ImportProgress open(String digest) throws IOException {
        var answer = tryOpen(digest);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readValue(answer.body(), ImportProgress.class);
    }

    private HttpResponse<String> trySend(ImportProgress to, long fromRow, String lines) {
        return calls.post(
                "/v1/imports/" + to.importId() + "/rows?from_row=" + fromRow,
                "application/x-ndjson",
                lines.getBytes(StandardCharsets.UTF_8));
    }

    private ImportedRows send(ImportProgress to, long fromRow, String lines) throws IOException {
        var answer = trySend(to, fromRow, lines);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readValue(answer.body(), ImportedRows.class);
    }

    private ImportProgress progress(ImportProgress of) throws IOException {
        return json.readValue(calls.get("/v1/imports/" + of.importId()).body(), ImportProgress.class);
    }

    @Test
    void storesChunksAndSaysHowFarItIs() throws Exception {
        long before = store.lastSeq();
        ImportProgress opened = open("whole");
        assertThat(opened.nextRow()).isZero();
        assertThat(opened.state()).isEqualTo(State.RUNNING);

        assertThat(send(opened, 0, rows("whole", 0, 300)).nextRow()).isEqualTo(300);
        assertThat(send(opened, 300, rows("whole", 300, 500).stripTrailing()).nextRow())
                .isEqualTo(500);
        calls.post("/v1/imports/" + opened.importId() + "/finish", "");

        ImportProgress done = progress(opened);
        assertThat(done.state()).isEqualTo(State.FINISHED);
        assertThat(done.accepted()).isEqualTo(500);
        assertThat(store.lastSeq()).isEqualTo(before + 500);
        assertThat(calls.get("/v1/events?limit=1&after=" + (before + 499)).body())
                .contains(row("whole", 499));
        assertThat(open("whole").state()).isEqualTo(State.FINISHED);
        assertThat(trySend(opened, 500, row("whole", 500)).body()).contains("finished");
    }

    @Test
    void addsNothingWhenAChunkIsSentTwice() throws Exception {
        ImportProgress opened = open("twice");
        send(opened, 0, rows("twice", 0, 100));
        long before = store.lastSeq();

        ImportedRows again = send(opened, 0, rows("twice", 0, 100));

        assertThat(again.accepted()).isZero();
        assertThat(again.duplicates()).isEqualTo(100);
        assertThat(again.nextRow()).isEqualTo(100);
        assertThat(store.lastSeq()).isEqualTo(before);
        assertThat(progress(opened).accepted()).isEqualTo(100);
        assertThat(progress(opened).duplicates()).isZero();
    }

    @Test
    void refusesALineWhoseIdIsTakenByAnotherEvent() throws Exception {
        ImportProgress opened = open("taken");

        ImportedRows rows =
                send(opened, 0, row("taken", 0) + "\n" + row("taken", 0).replace("2.55", "2.56"));

        assertThat(rows.accepted()).isEqualTo(1);
        assertThat(rows.duplicates()).isZero();
        assertThat(rows.rejected()).isEqualTo(1);
        assertThat(rows.results().getFirst().index()).isEqualTo(1);
        assertThat(rows.results().getFirst().field()).isEqualTo("event_id");
        assertThat(progress(opened).rejected()).isEqualTo(1);
        assertThat(progress(opened).duplicates()).isZero();
        calls.post("/v1/imports/" + opened.importId() + "/finish", "");
    }

    @Test
    void refusesTheBadLinesOnly() throws Exception {
        ImportProgress opened = open("bad");

        ImportedRows answer = send(
                opened,
                0,
                String.join(
                        "\n",
                        row("bad", 0),
                        "{\"kind\":\"purchase\"",
                        row("bad", 2).replace("6,", "NaN,"),
                        "",
                        row("bad", 4) + row("bad", 5),
                        row("bad", 6).replace("United", "\u0000"),
                        row("bad", 7)));

        assertThat(answer.accepted()).isEqualTo(2);
        assertThat(answer.rejected()).isEqualTo(5);
        assertThat(answer.results()).extracting(result -> result.index()).containsExactly(1, 2, 3, 4, 5);
        assertThat(answer.results().get(1).field()).isEqualTo("quantity");
        assertThat(answer.results().get(1).eventId()).isEqualTo("bad:2");
        assertThat(answer.nextRow()).isEqualTo(7);
        assertThat(progress(opened).rejected()).isEqualTo(5);
    }

    @Test
    void letsOneImportInAtATime() throws Exception {
        ImportProgress first = open("first");

        assertThat(tryOpen("second").statusCode()).isEqualTo(409);
        assertThat(tryOpen("second").body()).contains("first.xlsx");
        assertThat(tryOpen("first").statusCode()).isEqualTo(409);

        clock.step(Duration.ofSeconds(14));
        send(first, 0, row("first", 0));
        clock.step(Duration.ofSeconds(14));
        assertThat(tryOpen("second").statusCode()).isEqualTo(409);
        clock.step(Duration.ofSeconds(2));
        assertThat(tryOpen("second").statusCode()).isEqualTo(200);
        assertThat(trySend(first, 1, row("first", 1)).statusCode()).isEqualTo(409);
    }

    @Test
    void givesThePlaceFreeWhenItIsFinished() throws Exception {
        ImportProgress opened = open("quick");
        calls.post("/v1/imports/" + opened.importId() + "/finish", "");

        assertThat(tryOpen("next").statusCode()).isEqualTo(200);
    }

    @Test
    void resumesWhereItBrokeOffAndShutsTheFormerSenderOut() throws Exception {
        ImportProgress killed = open("resumed");
        send(killed, 0, rows("resumed", 0, 10));
        clock.step(Duration.ofSeconds(16));

        ImportProgress resumed = open("resumed");

        assertThat(resumed.nextRow()).isEqualTo(10);
        assertThat(resumed.importId()).isNotEqualTo(killed.importId());
        assertThat(trySend(killed, 10, rows("resumed", 10, 20)).statusCode()).isEqualTo(404);
        assertThat(send(resumed, 10, rows("resumed", 10, 20)).accepted()).isEqualTo(10);
    }

    @Test
    void resumesAtOnceForWhoeverKnowsItsId() throws Exception {
        ImportProgress opened = open("own");

        var again = calls.post("/v1/imports", """
                {"file_digest":"own","file_name":"own.xlsx","import_id":"%s"}""".formatted(opened.importId()));

        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(json.readValue(again.body(), ImportProgress.class).importId())
                .isEqualTo(opened.importId());
    }

    @Test
    void refusesAGapAndAnUnknownImport() throws Exception {
        ImportProgress opened = open("gap");

        var gap = trySend(opened, 5, row("gap", 5));

        assertThat(gap.statusCode()).isEqualTo(400);
        assertThat(gap.body()).contains("from_row");
        assertThat(trySend(opened, -1, row("gap", 5)).body()).contains("from_row");
        assertThat(progress(opened).nextRow()).isZero();
        assertThat(calls.get("/v1/imports/none").statusCode()).isEqualTo(404);
        assertThat(calls.post("/v1/imports/none/finish", "").statusCode()).isEqualTo(404);
        assertThat(calls.post("/v1/imports/none/rows?from_row=0", "application/x-ndjson", new byte[] {'\n'})
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"file_digest\":\"\",\"file_name\":\"x\"}", "{\"file_name\":\"x\"}", "", "[]"})
    void refusesABadOpening(String body) {
        assertThat(calls.post("/v1/imports", body).statusCode()).isEqualTo(400);
    }

    @Test
    void takesAChunkFarLargerThanAnyOtherBody() throws Exception {
        ImportProgress opened = open("large");

        assertThat(send(opened, 0, rows("large", 0, 20_000)).accepted()).isEqualTo(20_000);
        assertThat(calls.post(
                                "/v1/imports/" + opened.importId() + "/rows?from_row=20000",
                                "application/x-ndjson",
                                new byte[32 * 1024 * 1024 + 1])
                        .statusCode())
                .isEqualTo(413);
    }
}
