package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.simple.SimpleHttpRequest;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows in and answers out, over real HTTP, on the customers of Online Retail. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentationBatchTest implements RealPostgres {

    private static final String LINES = "application/x-ndjson";
    private static final String BATCH = "/v1/segmentation/batch?model=parity";

    @Inject
    EmbeddedServer server;

    @Inject
    BatchController controller;

    @BeforeAll
    void train() {
        OnlineRetail.figures().forEach(one -> log().append(OnlineRetail.purchases(one)));
        new Calls(server).train();
    }

    @Test
    void answersEachRowInItsPlaceAndABadOneWithItsNumber() {
        var answer = new Calls(server).post(BATCH, LINES, """
                {"customer_id":"12347"}
                {"id":"mine","recency":2,"frequency":7,"monetary":4310.0}

                {"id":7,"recency":2,"frequency":0,"monetary":1}
                {"customer_id":"nobody \\"else\\""}
                {"customer_id":12348}
                no json
                {"recency":30,"frequency":5,"monetary":NaN}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(LINES);
        assertThat(answer.body().lines())
                .satisfiesExactly(
                        known -> assertThat(known)
                                .startsWith(
                                        "{\"customer_id\":\"12347\",\"segment_id\":0,\"segment_name\":\"Segment 0\"")
                                .contains("\"model\":\"parity@1\",\"confidence\":0.862", "\"second_segment_id\":2}"),
                        figures -> assertThat(figures)
                                .startsWith("{\"id\":\"mine\",\"segment_id\":0")
                                .contains("\"confidence\":0.862"),
                        wrong -> assertThat(wrong)
                                .isEqualTo("{\"id\":7,\"row\":4,\"error\":"
                                        + "\"frequency: must be a whole number from 1 to 1000000\"}"),
                        unknown -> assertThat(unknown)
                                .isEqualTo("{\"customer_id\":\"nobody \\\"else\\\"\",\"row\":5,\"error\":"
                                        + "\"no purchase of this customer is on record\"}"),
                        number -> assertThat(number).startsWith("{\"customer_id\":\"12348\",\"segment_id\":"),
                        text -> assertThat(text).isEqualTo("{\"row\":7,\"error\":\"the line is not JSON\"}"),
                        nan -> assertThat(nan).isEqualTo("{\"row\":8,\"error\":\"the line is not JSON\"}"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'recency':-1,'frequency':1,'monetary':1}     | recency: must be a whole number from 0 to 36500",
                "{'recency':1.5,'frequency':1,'monetary':1}    | recency: must be a whole number from 0 to 36500",
                "{'recency':'1','frequency':1,'monetary':1}    | recency: must be a whole number from 0 to 36500",
                "{'recency':1,'frequency':1e9,'monetary':1}    | frequency: must be a whole number from 1 to 1000000",
                "{'recency':1,'frequency':1,'monetary':-0.5}   | monetary: must be a number from 0 to 1e12",
                "{'recency':1,'frequency':1,'monetary':1e999}  | monetary: must be a number from 0 to 1e12",
                "{'recency':1,'frequency':1,'monetary':'NaN'}  | monetary: must be a number from 0 to 1e12",
                "{'recency':1,'frequency':1,'monetary':null}   | monetary: must be a number from 0 to 1e12",
                "{'recency':1,'monetary':1}                    | frequency: is missing",
                "{'customer_id':'1','recency':1}               | give a customer_id or figures, not both",
                "{'customer_id':''}                            | customer_id: must be a text of 1 to 100 characters",
                "{'customer_id':{'a':1}}                       | customer_id: must be a text or a whole number",
                "{'customer':'1'}                              | customer: is not a known member",
                "{'customer_id':'1'} {}                        | something follows the object on its line",
                "['12347']                                     | the line must be a JSON object",
                "{}                                            | customer_id, or recency, frequency and monetary",
            })
    void saysWhatIsWrongWithARow(String row, String error) {
        var answer = new Calls(server).post(BATCH, LINES, row.replace('\'', '"') + "\n");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"row\":1,\"error\":\"" + error);
    }

    @Test
    void readsATableToo() {
        var answer = new Calls(server).post(BATCH, "text/csv", """
                id,customer_id,recency,frequency,monetary
                a,12347,,,
                "b, two",,2,7,4310.0
                c,,2,7
                d,,2,7,much
                """);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body().lines())
                .satisfiesExactly(
                        a -> assertThat(a).startsWith("{\"id\":\"a\",\"customer_id\":\"12347\",\"segment_id\":0"),
                        b -> assertThat(b).startsWith("{\"id\":\"b, two\",\"segment_id\":0"),
                        c -> assertThat(c).isEqualTo("{\"row\":4,\"error\":\"4 cells below 5 names\"}"),
                        d -> assertThat(d)
                                .startsWith("{\"id\":\"d\",\"row\":5,\"error\":\"monetary: must be a number"));
    }

    /** A column of numbers with a gap is one of fractions to many a tool. */
    @Test
    void knowsACustomerWhomATablePrintedWithZerosBehindThePoint() {
        var calls = new Calls(server);

        var cells = calls.post(BATCH, "text/csv", "customer_id\n12347.0\n 12348.00 \n12347.5\n");
        var json = calls.post(BATCH, LINES, """
                {"customer_id":12347.0}
                {"customer_id":1.2348E4}
                {"customer_id":"12347.0"}
                {"customer_id":12347.5}
                {"customer_id":1.0e18}
                {"customer_id":1e-99999999999}
                {"customer_id":1e99999999999}
                """);

        assertThat(cells.body().lines())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("{\"customer_id\":\"12347\",\"segment_id\":"),
                        two -> assertThat(two).startsWith("{\"customer_id\":\"12348\",\"segment_id\":"),
                        half -> assertThat(half).startsWith("{\"customer_id\":\"12347.5\",\"row\":4,\"error\":"));
        assertThat(json.body().lines().toList().subList(0, 3))
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("{\"customer_id\":\"12347\",\"segment_id\":"),
                        two -> assertThat(two).startsWith("{\"customer_id\":\"12348\",\"segment_id\":"),
                        text -> assertThat(text).startsWith("{\"customer_id\":\"12347.0\",\"row\":3,\"error\":"));
        assertThat(json.body().lines().skip(3))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row).contains("customer_id: must be a text or a whole number"));
    }

    @Test
    void refusesATableWhoseColumnsItDoesNotKnow() {
        var answer = new Calls(server).post(BATCH, "text/csv", "customer,spent\n12347,1\n");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("input-invalid", "the first line must name the columns");
    }

    /** What fails in it by a mistake of ours is no mistake of the caller's. */
    @Test
    void doesNotBlameTheCallerForAnErrorOfItsOwn() {
        var failing = new InputStream() {
            @Override
            public int read() {
                throw new IllegalArgumentException("ours");
            }
        };
        var request = new SimpleHttpRequest<>(HttpMethod.POST, BATCH, "");

        assertThatThrownBy(() -> controller.assign(request, failing, "parity"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ours");
    }

    @Test
    void answersAnEmptyBatchWithNothing() {
        var answer = new Calls(server).post(BATCH, LINES, "");

        assertThat(answer.statusCode()).isEqualTo(400); // a body of no bytes is no body to the framework
        assertThat(answer.body()).contains("body: is missing; this path takes one");
        assertThat(new Calls(server).post(BATCH, LINES, "\n").body()).isEmpty();
    }

    @Test
    void skipsALineThatIsTooLongAndGoesOn() {
        String longLine = "{\"customer_id\":\"" + "x".repeat(300_000) + "\"}";
        var answer = new Calls(server).post(BATCH, LINES, longLine + "\n{\"customer_id\":\"12347\"}\n" + longLine);

        assertThat(answer.body().lines())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("{\"row\":1,\"error\":\"the line is longer than 64 KB\"}"),
                        second -> assertThat(second).startsWith("{\"customer_id\":\"12347\",\"segment_id\":0"),
                        third -> assertThat(third).startsWith("{\"row\":3,\"error\""));
    }

    /** More than any buffer holds, from a sender who listens only when he has said all. */
    @Test
    void answersMoreRowsThanAnyBufferHolds() throws Exception {
        int rows = 300_000;
        var request = HttpRequest.newBuilder(server.getURI().resolve(BATCH))
                .header("Content-Type", LINES)
                .POST(BodyPublishers.ofByteArrays(() -> IntStream.range(0, rows)
                        .mapToObj(row -> "{\"id\":%d,\"recency\":%d,\"frequency\":3,\"monetary\":99.5}\n"
                                .formatted(row, row % 300)
                                .getBytes(StandardCharsets.UTF_8))
                        .iterator()))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var lines = http.send(request, BodyHandlers.ofLines()).body().iterator();
            for (int row = 0; row < rows; row++) {
                assertThat(lines.next()).startsWith("{\"id\":" + row + ",\"segment_id\":");
            }
            assertThat(lines).isExhausted();
        }
    }
}
