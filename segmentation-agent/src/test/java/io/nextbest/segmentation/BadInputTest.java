package io.nextbest.segmentation;

import static io.nextbest.runtime.testing.Calls.assertRefused;
import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers send who do not mean well, or mistype: each is refused in one clear sentence, and nothing fails. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest implements RealPostgres {

    private static final String LINES = "application/x-ndjson";

    @Inject
    EmbeddedServer server;

    @Inject
    EventReader reader;

    @Inject
    SegmentationBatch batch;

    @Inject
    ActiveSegments segments;

    @BeforeAll
    void train() {
        ValueShop.shoppers(500).forEach(one -> log().append(one.purchases()));
        log().append(purchase("returner", "C1", ValueShop.noon(ValueShop.LAST), new BigDecimal(-2), BigDecimal.TEN));
        String trained = new Calls(server).train();
        assertThat(trained).contains("\"model\":\"value\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"['a']", "['s1000']", "[['a']]", "[]", "{}", "{'a':1}", "true", "1.5", "1e308", "-1e-9"})
    void takesNoListOrFractionForACustomersNumber(String given) {
        String body = "{\"customer_id\":%s}".formatted(given.replace('\'', '"'));

        assertRefused(
                new Calls(server).post("/segment/customer", body), 400, "customer_id: must be a text of 1 to 100");
        assertRefused(new Calls(server).post("/v1/segmentation/assign", body), 400, "customer_id: must be a text");
    }

    @Test
    void takesNoCustomerOrModelThatCannotBe() {
        var calls = new Calls(server);
        for (String path : List.of("/segment/customer", "/v1/segmentation/assign")) {
            for (String given : List.of("\"\"", "\" \"", "\"" + "x".repeat(101) + "\"", "null", "\"\\ud800\"")) {
                assertRefused(calls.post(path, "{\"customer_id\":" + given + "}"), 400, "customer_id: ");
            }
        }
        for (String model : List.of("[\"parity\"]", "true", "1.5", "{}")) {
            String body = "{\"customer_id\":\"s1000\",\"model\":" + model + "}";
            assertRefused(calls.post("/segment/customer", body), 400, "model: must be a text");
        }
        assertThat(calls.post("/segment/customer", "{\"customer_id\":\"s1000\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysOfACustomerWhoOnlySentThingsBackThatHeHasNoPurchaseOnRecord() {
        var calls = new Calls(server);
        String body = "{\"customer_id\":\"returner\"}";

        assertRefused(calls.post("/v1/segmentation/assign", body), 404, "This customer has no purchase on record.");
        assertRefused(calls.post("/segment/customer", body), 404, "\"error\":\"Customer not found\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "parity", "value"})
    void takesBackWhatItExportsAndSaysWhatIsWrongWithABrokenFile(String model) {
        var calls = new Calls(server);
        String own = calls.get("/v1/agent/versions/" + model + "/1/artefact").body();
        assertThat(own.length()).as("far below what a body may hold").isLessThan(524_288 / 10);

        assertThat(calls.post("/v1/agent/versions", "\n" + own).body())
                .startsWith("{\"model\":\"" + model + "\",\"version\":1,\"active\":true");
        for (int length : new int[] {1, 10, own.length() / 2, own.length() - 1}) {
            assertRefused(
                    calls.post("/v1/agent/versions", own.substring(0, length)),
                    400,
                    "This agent cannot read the artefact: the file is cut off after %,d characters.".formatted(length));
        }
        assertRefused(calls.post("/v1/agent/versions", own + "}"), 400, "the file is not JSON at line 1, column ");
        assertRefused(
                calls.post("/v1/agent/versions", own.replace("42", "NaN")), 400, "the file is not JSON at line 1");
        assertRefused(calls.post("/v1/agent/versions", "[".repeat(600)), 400, "the file nests too deep");
        assertRefused(
                calls.post("/v1/agent/versions", CorruptArtefactTest.overflowing(own)),
                400,
                model.equals("value") ? "a customer's value is not finite" : "customers would be infinitely far");
        assertRefused(
                calls.post("/v1/agent/versions", own + " ".repeat(524_288)),
                413,
                "The body is larger than the 524,288 bytes that this path takes.");
        assertThat(calls.get("/v1/agent/versions?model=" + model).body()).doesNotContain("\"version\":2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "drift?model=nope&version=1      | model: must be one of standard, parity, value.",
                "drift?model=nope                | model: must be one of standard, parity, value.",
                "drift?months=0                  | months: must be greater than or equal to 1",
                "drift?months=-1                 | months: must be greater than or equal to 1",
                "drift?months=1000               | months: must be less than or equal to 36",
                "drift?months=1.5                | months: has a wrong type",
                "drift?version=99999999999       | version: has a wrong type",
                "movement?to=2999-01-01          | to: must not be later than today, 20",
                "movement?from=2998-01-01&to=9999-12-31 | to: must not be later than today, 20",
                "movement?from=2998-01-01        | from: must be a day before to",
                "movement?version=x              | version: has a wrong type",
                "movement?months=3               | months: is no word that the query of this path knows;",
                "movement/monthly?months=0       | months: must be greater than or equal to 1",
                "movement/monthly?months=25      | months: must be less than or equal to 24",
                "movement/monthly?to=2999-01-01  | to: must not be later than today, 20",
                "movement/monthly?to=yesterday   | to: must be a day, 2011-10-31.",
                "movement/monthly?from=2011-10-31 | from: is no word that the query of this path knows;",
                "drift?modle=standard            | modle: is no word that the query of this path knows; it knows",
                "profiles?modle=standard         | modle: is no word that the query of this path knows; it knows model.",
                "shadow?model=parity&x           | x: is no word that the query of this path knows; it knows model.",
            })
    void refusesAQuestionThatCannotBe(String question, String detail) {
        assertRefused(new Calls(server).get("/v1/segmentation/" + question), 400, detail);
    }

    @Test
    void refusesAWordInTheQueryThatAPathDoesNotKnow() {
        var calls = new Calls(server);
        String figures = "{\"recency\":30,\"frequency\":5,\"monetary\":1500}";

        assertRefused(calls.post("/segment/manual?modle=standard", figures), 400, "modle: ");
        assertRefused(calls.post("/api/segment?fromat=list", "{\"customer_count\":1}"), 400, "it knows format, model.");
        assertRefused(calls.post("/v1/agent/train?aktivate=false", ""), 400, "it knows activate.");
        assertRefused(calls.get("/v1/agent/status?verbose"), 400, "it knows none.");
        assertThat(calls.post("/segment/manual?model=standard", figures).statusCode())
                .isEqualTo(200);
        assertThat(calls.get("/health?x=1").statusCode()).isEqualTo(200);
    }

    @Test
    void saysThatAQuoteIsNotClosedAndGoesOnWithTheNextLine() {
        var answer = new Calls(server).post("/v1/segmentation/batch", "text/csv", """
                id,customer_id
                a,s1000
                "b,s1001
                c"d,s1002
                "e"f,s1003
                "g ""h"" i",s1004
                """);

        assertThat(answer.body().lines())
                .satisfiesExactly(
                        a -> assertThat(a).startsWith("{\"id\":\"a\",\"customer_id\":\"s1000\",\"segment_id\":"),
                        b -> assertThat(b).isEqualTo("{\"row\":3,\"error\":\"a quote is not closed on its line\"}"),
                        c -> assertThat(c).isEqualTo("{\"row\":4,\"error\":\"a quote stands in the midst of a cell\"}"),
                        e -> assertThat(e).isEqualTo("{\"row\":5,\"error\":\"a quote stands in the midst of a cell\"}"),
                        g -> assertThat(g).startsWith("{\"id\":\"g \\\"h\\\" i\",\"customer_id\":\"s1004\""));
        assertRefused(
                new Calls(server).post("/v1/segmentation/batch", "text/csv", "\"id,customer_id\na,s1000\n"),
                400,
                "a quote is not closed on its line");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'customer_id':'s1000','customer_id':'s1001'} | customer_id: is given twice",
                "{'recency':1,'recency':2,'frequency':1,'monetary':1} | recency: is given twice",
                "{'recency':-0,'frequency':1,'monetary':1} | recency: must be a whole number from 0 to 36500",
                "{'recency':1,'frequency':1,'monetary':1e308} | monetary: must be a number from 0 to 1e12",
                "{'customer_id':'\\ud800'} | customer_id: must be a text of 1 to 100 characters",
                "{'id':'\\ud800','customer_id':'s1000'} | id: must not hold a NUL or half of a character",
            })
    void saysWhatIsWrongWithARowAndAnswersTheOther(String row, String error) {
        var answer = new Calls(server)
                .post("/v1/segmentation/batch", LINES, row.replace('\'', '"') + "\n{\"customer_id\":\"s1000\"}");

        assertThat(answer.body().lines())
                .satisfiesExactly(
                        wrong -> assertThat(wrong).startsWith("{\"row\":1,\"error\":\"" + error),
                        right -> assertThat(right).startsWith("{\"customer_id\":\"s1000\",\"segment_id\":"));
    }

    /** The batch's moment was taken before the purchase came in; the customer is asked for after it. */
    @ParameterizedTest
    @CsvSource({"parity, s1001, 30", "standard, s1002, 60", "value, s1003, 90"})
    void answersACustomerWhoBuysWhileTheBatchRuns(String model, String customer, int days) throws IOException {
        byte[] before = "{\"recency\":1,\"frequency\":3,\"monetary\":99.5}\n"
                .repeat(5_000)
                .getBytes(StandardCharsets.UTF_8);
        byte[] after = "{\"customer_id\":\"%s\"}\n".formatted(customer).getBytes(StandardCharsets.UTF_8);
        var stream = new SequenceInputStream(new ByteArrayInputStream(before), new InputStream() {
            private int at = -1;

            @Override
            public int read() {
                if (at < 0) {
                    var late = ValueShop.noon(ValueShop.LAST.plusDays(days));
                    log().append(purchase(customer, "late", late, BigDecimal.ONE, BigDecimal.TEN));
                    reader.catchUp();
                    at = 0;
                }
                return at < after.length ? after[at++] : -1;
            }
        });
        var answers = new ByteArrayOutputStream();

        batch.answer(BatchRows.ofJson(stream), segments.find(model).orElseThrow(), answers);

        assertThat(answers.toString(StandardCharsets.UTF_8).lines())
                .hasSize(5_001)
                .last()
                .asString()
                .startsWith("{\"customer_id\":\"" + customer + "\",\"segment_id\":");
    }

    @Test
    void refusesAMemberThatIsGivenTwiceOrUnknown() {
        var calls = new Calls(server);

        assertRefused(
                calls.post("/segment/manual", "{\"recency\":30,\"recency\":40,\"frequency\":5,\"monetary\":1}"),
                400,
                "recency: is given twice");
        assertRefused(
                calls.post("/segment/manual", "{\"recency\":30,\"frequency\":5,\"monetary\":1,\"colour\":1}"),
                400,
                "colour: is not a known member");
    }

    /** Every path of the agent, with every kind of nonsense: whatever it answers, it does not fail. */
    @Test
    void failsAtNothing() throws Exception {
        var bodies = List.of(
                "",
                "x",
                "{}",
                "[]",
                "null",
                "\"x\"",
                "{\"a\":1}",
                "[".repeat(5_000),
                "{\"a\":".repeat(2_000),
                "\uFFFF\0",
                "{\"recency\":1e308,\"frequency\":-0.0,\"monetary\":\"NaN\"}",
                "{\"customer_count\":1e999}");
        var types = List.of(
                "application/json",
                LINES,
                "text/csv",
                "text/plain",
                "application/xml",
                "nonsense",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "application/json; charset=utf-16");
        for (String path : List.of(
                "/segment/manual",
                "/segment/customer",
                "/api/segment",
                "/v1/segmentation/assign",
                "/v1/segmentation/names",
                "/v1/segmentation/profiles",
                "/v1/segmentation/batch",
                "/v1/agent/versions",
                "/v1/agent/rollback",
                "/v1/agent/shadow/%00",
                "/v1/agent/versions/standard/x/activate",
                "/%ff",
                "/")) {
            for (String method : List.of("POST", "PUT", "GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "FOO")) {
                assertStands(method, path, "application/json", "{\"model\":\"nope\"}", false);
            }
            for (String body : bodies) {
                assertStands(path.endsWith("names") ? "PUT" : "POST", path, "application/json", body, false);
                assertStands(path.endsWith("names") ? "PUT" : "POST", path, "application/json", body, true);
            }
            for (String type : types) {
                assertStands(path.endsWith("names") ? "PUT" : "POST", path, type, "{\"customer_id\":[1]}", false);
            }
        }
    }

    private void assertStands(String method, String path, String type, String body, boolean zipped) throws Exception {
        var request = HttpRequest.newBuilder(server.getURI().resolve(path)).header("Content-Type", type);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (zipped) {
            request.header("Content-Encoding", "gzip");
            bytes = zipped(bytes);
        }
        var answer = HttpClient.newHttpClient()
                .send(request.method(method, BodyPublishers.ofByteArray(bytes)).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode())
                .as("%s %s %s %s", method, path, type, body.substring(0, Math.min(40, body.length())))
                .isBetween(200, 499);
        assertThat(answer.body()).doesNotContainPattern("java|Exception|micronaut|jackson|Source:");
    }

    @Test
    void measuresABodyAfterUnpackingIt() throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.getURI().resolve("/v1/agent/versions"))
                                .header("Content-Type", "application/json")
                                .header("Content-Encoding", "gzip")
                                .POST(BodyPublishers.ofByteArray(zipped(new byte[50_000_000])))
                                .build(),
                        BodyHandlers.ofString());

        assertRefused(answer, 413, "The body is larger than the 524,288 bytes");
    }

    private static byte[] zipped(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
