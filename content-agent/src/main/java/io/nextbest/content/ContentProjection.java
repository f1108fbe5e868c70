package io.nextbest.content;

import io.nextbest.content.ContentStore.Credit;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.runtime.Projection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Outcomes, and interactions that name a decision and its content, become trials and responses. */
@Singleton
final class ContentProjection implements Projection {

    private static final Set<String> RESPONSES = Set.of("open", "click", "purchase", "redeem");

    private final ContentStore store;

    ContentProjection(ContentStore store) {
        this.store = store;
    }

    @Override
    public Set<String> kinds() {
        return Set.of("interaction", "outcome");
    }

    @Override
    public void apply(Handle handle, List<StoredEvent> events) {
        for (StoredEvent stored : events) {
            credit(stored.event()).ifPresent(credit -> store.credit(handle, credit));
        }
    }

    @Override
    public void wipe(Handle handle) {
        store.wipe(handle);
    }

    private static Optional<Credit> credit(Event event) {
        return switch (event) {
            case Event.Outcome outcome ->
                Optional.ofNullable(outcome.attribution())
                        .flatMap(attribution -> Optional.ofNullable(attribution.contentId())
                                .map(contentId -> new Credit(
                                        attribution.decisionId(),
                                        contentId,
                                        outcome.at(),
                                        RESPONSES.contains(outcome.type()))));
            case Event.Interaction interaction ->
                Optional.ofNullable(interaction.decisionId())
                        .filter(decisionId -> RESPONSES.contains(interaction.type())) // a visit answers nothing
                        .flatMap(decisionId -> Optional.ofNullable(interaction.contentId())
                                .map(contentId -> new Credit(decisionId, contentId, interaction.at(), true)));
            default -> Optional.empty();
        };
    }
}
