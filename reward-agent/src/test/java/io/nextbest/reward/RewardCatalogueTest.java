package io.nextbest.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.json.JsonMapper;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.validation.validator.Validator;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest(environments = "reward", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RewardCatalogueTest implements RealPostgres {

    private static final String GOOD = """
            {"reward_id": "A1", "name": "a", "type": "other", "cost": 1, "eligibility": {"segments": ["Loyal"]}}""";

    @Inject
    JsonMapper json;

    @Inject
    Validator validator;

    @TempDir
    Path folder;

    @Test
    void readsAFileOfTheShopsOwn() throws IOException {
        Offer offer = read("[" + GOOD + "]").offers().getFirst();

        assertThat(offer.cost()).isEqualTo(1);
        assertThat(offer.stock()).isNull();
        assertThat(offer.eligibility().segments()).containsExactly("Loyal");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"cost\": 1                      | \"cost\": -1               | cost",
                "\"cost\": 1                      | \"cost\": \"x\"            | cost",
                "\"cost\": 1,                     | ''                         | cost",
                "\"type\": \"other\"              | \"type\": \"bribe\"        | type",
                "\"name\": \"a\"                  | \"name\": \"\"             | name",
                "\"cost\": 1                      | \"cost\": 1, \"colour\": 2 | colour",
                "{\"segments\": [\"Loyal\"]}      | {\"min_purchases\": -2}    | eligibility.min_purchases",
                "\"A1\"                           | \"none\"                   | reward_id",
            })
    void namesTheEntryAndTheFieldThatIsWrong(String right, String wrong, String field) {
        assertThatThrownBy(() -> read("[" + GOOD.replace("A1", "A0") + "," + GOOD.replace(right, wrong) + "]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("reward.catalogue: entry 2 of")
                .hasMessageContaining(": " + field);
    }

    @Test
    void refusesAFileThatIsNoCatalogue() {
        assertThatThrownBy(() -> read("[]")).hasMessageContaining("must hold a list of rewards");
        assertThatThrownBy(() -> read("{")).hasMessageContaining("is not a JSON file that can be read");
        assertThatThrownBy(() -> read("[" + GOOD + "," + GOOD + "]")).hasMessageContaining("reward_id A1 is taken");
        assertThatThrownBy(() -> new RewardCatalogue(settings(folder.resolve("missing.json")), json, validator))
                .isInstanceOf(ConfigurationException.class);
    }

    private RewardCatalogue read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("rewards.json"), text);
        return new RewardCatalogue(settings(file), json, validator);
    }

    private static RewardConfiguration settings(Path file) {
        return new RewardConfiguration(file.toString(), 0.3, 20, "GBP");
    }
}
