package io.nextbest.segmentation;

import static io.nextbest.runtime.testing.Calls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training carries names over, and an operator who gives one at that time learns that it will not be carried. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RenameBesideTrainingTest implements RealPostgres {

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentNameStore names;

    @Inject
    ActiveSegments active;

    @BeforeEach
    void train() {
        if (active.find("standard").isEmpty()) {
            ValueShop.shoppers(500).forEach(one -> log().append(one.purchases()));
        }
        String trained = new Calls(server).train();
        assertThat(trained).contains("\"model\":\"standard\"", "\"model\":\"value\"", "\"state\":\"active\"");
    }

    /** The training has begun when it asks for the log. */
    @ParameterizedTest
    @ValueSource(strings = {"standard", "value"})
    void refusesANameWhileATrainingRunsAndKeepsWhatIsGivenAfterIt(String model) {
        List<HttpResponse<String>> during = new ArrayList<>();
        log().beforePage(() -> {
            log().beforePage(() -> {});
            during.add(rename(model, "Our friends"));
        });

        train();

        assertRefused(
                during.getFirst(), 409, "A training, rebuild or renaming is under way; try again when it has ended.");
        assertThat(names(model)).doesNotContain("Our friends");
        assertThat(rename(model, "Our friends").statusCode()).isEqualTo(200);
        train();
        assertThat(names(model)).contains("\"segment_name\":\"Our friends\",\"by_operator\":true");
    }

    /** Answers may come under the names of a second ago, but the next version has those of this moment. */
    @ParameterizedTest
    @ValueSource(strings = {"standard", "value"})
    void carriesANameThatAnotherReplicaGaveAMomentAgo(String model) {
        int version = active.find(model).orElseThrow().version();
        names.name(model, version, 0, "Given elsewhere");

        train();

        assertThat(active.find(model).orElseThrow().version()).isEqualTo(version + 1);
        assertThat(names(model)).contains("Given elsewhere");
    }

    private String names(String model) {
        return new Calls(server).get("/v1/segmentation/names?model=" + model).body();
    }

    private HttpResponse<String> rename(String model, String name) {
        return new Calls(server).put("/v1/segmentation/names", """
                {"model":"%s","segment_id":1,"name":"%s"}""".formatted(model, name));
    }
}
