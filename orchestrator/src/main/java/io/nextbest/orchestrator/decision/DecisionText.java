package io.nextbest.orchestrator.decision;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.decision.Decision;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A decision as text. Written once: the caller and the table get the same characters. */
@Singleton
final class DecisionText {

    private final JsonMapper json;

    DecisionText(JsonMapper json) {
        this.json = json;
    }

    String of(Decision decision) {
        try {
            return json.writeValueAsString(decision);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
