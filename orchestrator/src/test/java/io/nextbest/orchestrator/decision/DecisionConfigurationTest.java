package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class DecisionConfigurationTest {

    private static final Path CATALOGUE = Path.of("../content-agent/src/main/resources/catalogue/contents.json");

    @Test
    void sendsTheDefaultsOfTheShippedCatalogueWithoutTheContentAgent() throws IOException {
        Map<String, String> shipped = new HashMap<>();
        for (JsonNode content : new ObjectMapper().readTree(Files.readString(CATALOGUE))) {
            if (content.get("is_default").asBoolean()) {
                shipped.put(
                        content.get("channel").asString(),
                        content.get("content_id").asString());
            }
        }

        assertThat(shipped).hasSize(3).isEqualTo(defaults());
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>();
        for (Parameter setting : DecisionConfiguration.class.getDeclaredConstructors()[0].getParameters()) {
            if (setting.getName().startsWith("defaultContent")) {
                String channel = setting.getName().substring("defaultContent".length());
                defaults.put(
                        channel.toLowerCase(Locale.ROOT),
                        setting.getAnnotation(Bindable.class).defaultValue());
            }
        }
        return defaults;
    }
}
