package io.nextbest.content;

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

@MicronautTest(environments = "content", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContentCatalogueTest implements RealPostgres {

    private static final String GOOD = """
            [{"content_id": "E", "channel": "email", "action_name": "send_message", "subject": "s", "body": "b",
              "reward_types": [], "is_default": true},
             {"content_id": "P", "channel": "push", "action_name": "send_message", "body": "b",
              "reward_types": [], "is_default": true},
             {"content_id": "S", "channel": "sms", "action_name": "send_message", "body": "b",
              "reward_types": [], "is_default": true}]""";

    @Inject
    JsonMapper json;

    @Inject
    Validator validator;

    @TempDir
    Path folder;

    @Test
    void readsAFileOfTheShopsOwn() throws IOException {
        assertThat(read(GOOD).variants().stream().map(Variant::contentId)).containsExactly("E", "P", "S");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"email\"                            | \"fax\"                | entry 1 of | : channel",
                "\"body\": \"b\",                     | ''                     | entry 1 of | : body",
                "\"subject\": \"s\"                   | \"subject\": {}        | entry 1 of | : subject",
                "\"action_name\": \"send_message\"    | \"action_name\": \"x\" | entry 1 of | : action_name",
                "\"reward_types\": []                 | \"reward_types\": [\"x\"] | entry 1 of | : reward_types",
                "\"content_id\": \"S\"                | \"content_id\": \"P\"  | entry 3 of | content_id P is taken",
                "\"push\"                             | \"sms\"                | exactly one | is_default for push",
                "\"is_default\": true},               | \"is_default\": false},| exactly one | is_default for email",
                "\"reward_types\": [] | \"reward_types\": [\"other\"] | exactly one | without reward_types",
            })
    void namesTheEntryAndTheFieldThatIsWrong(String right, String wrong, String where, String what) {
        assertThat(GOOD).contains(right);
        assertThatThrownBy(() -> read(GOOD.replace(right, wrong)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(where)
                .hasMessageContaining(what);
    }

    private ContentCatalogue read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("contents.json"), text);
        return new ContentCatalogue(new ContentConfiguration(file.toString(), 20), json, validator);
    }
}
