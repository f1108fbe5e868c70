package io.nextbest.segmentation;

import static io.nextbest.runtime.testing.Calls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that operators give, and must not. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentRenameTest implements RealPostgres {

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentNameStore names;

    @BeforeAll
    void train() {
        ValueShop.shoppers(500).forEach(one -> log().append(one.purchases()));
        String trained = new Calls(server).train();
        assertThat(trained).contains("\"model\":\"parity\"", "\"model\":\"value\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'123'      | name: must hold more than digits and spaces",
                "' 1 2 '    | name: must hold more than digits and spaces",
                "'٣'        | name: must hold more than digits and spaces",
                "'\\u200d'  | name: must hold more than digits and spaces",
                "'\\ud800'  | name: must be whole characters",
                "'a\\udc00' | name: must be whole characters",
                "'a\\u202eb'| name: must not hold control characters or marks of direction",
                "'a\\u2066b'| name: must not hold control characters or marks of direction",
                "'a\\u0000' | name: must not hold control characters or marks of direction",
                "'\\ufeff'  | name: must not hold control characters or marks of direction",
                "'\\u200b'  | name: must not hold control characters or marks of direction",
                "'\\u3000'  | name: must not be blank",
                "5          | name: must hold more than digits and spaces",
                "['a']      | name: must be a text",
                "true       | name: must be a text",
                "1.5        | name: must be a text",
                "{}         | name: must be a text",
                "null       | name: is missing",
            })
    void refusesANameThatNobodyCanReadOrTellFromANumber(String name, String detail) {
        var answer = new Calls(server).put("/v1/segmentation/names", """
                {"model":"parity","segment_id":0,"name":%s}""".formatted(name.replace('\'', '"')));

        assertRefused(answer, 400, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "parity", "value"})
    void refusesANameThatAnotherSegmentHasButForCaseAndSpaces(String model) {
        var calls = new Calls(server);
        assertThat(rename(model, 1, "Straße " + model).statusCode()).isEqualTo(200);

        assertRefused(
                rename(model, 0, "  STRASSE " + model.toUpperCase(Locale.ROOT) + " "),
                400,
                "name: segment 1 is called");
        assertThat(rename(model, 1, "straße " + model).statusCode()).isEqualTo(200); // its own
        assertThat(calls.get("/v1/segmentation/profiles?model=" + model).body()).contains("straße " + model);
    }

    /** As when another replica was faster: this one still knows the names of a second ago. */
    @Test
    void refusesANameThatWasGivenToAnotherSegmentAtTheSameMoment() {
        var calls = new Calls(server);
        String before = calls.get("/v1/segmentation/profiles?model=parity").body();
        assertThat(before).doesNotContain("Twins");
        names.name("parity", 1, 3, "Twins");

        assertRefused(rename("parity", 2, "twins"), 400, "name: ");
    }

    /** The decisions' model is another one, and must keep its names. */
    @Test
    void renamesTheModelThatTheAddressNames() {
        var calls = new Calls(server);
        String standard = calls.get("/v1/segmentation/names").body();

        var renamed = calls.put("/v1/segmentation/names?model=parity", """
                {"segment_id":4,"name":"Window shoppers"}""");

        assertThat(renamed.statusCode()).as(renamed.body()).isEqualTo(200);
        assertThat(calls.get("/v1/segmentation/names?model=parity").body())
                .contains("{\"segment_id\":4,\"segment_name\":\"Window shoppers\",\"by_operator\":true}")
                .contains("{\"segment_id\":0,", "\"by_operator\":false}");
        assertThat(calls.get("/v1/segmentation/names?model=standard").body())
                .isEqualTo(standard)
                .doesNotContain("Window shoppers");
        assertThat(rename("parity", 4, "Just looking").statusCode()).isEqualTo(200);
        assertRefused(
                calls.put("/v1/segmentation/names?model=parity", """
                        {"model":"standard","segment_id":0,"name":"Whose"}"""),
                400,
                "model: is another one in the address than in the body");
        assertRefused(
                calls.put("/v1/segmentation/names?model=banana", """
                        {"segment_id":0,"name":"Whose"}"""),
                400,
                "model: must be one of standard, parity, value");
    }

    private HttpResponse<String> rename(String model, int segment, String name) {
        return new Calls(server).put("/v1/segmentation/names", """
                {"model":"%s","segment_id":%d,"name":"%s"}""".formatted(model, segment, name));
    }
}
