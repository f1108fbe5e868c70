package io.nextbest.contracts.content;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Contents as an older orchestrator asked for them, in its own camelCase.
 *
 * @param segment as asked; the catalogue's contents are written for every segment
 * @param totalItems how many contents there are in the list
 */
@Serdeable
public record Retrieval(String segment, List<Item> contentItems, Integer totalItems) {

    public Retrieval {
        contentItems = List.copyOf(contentItems);
    }

    /**
     * @param segment name of the customer's segment
     * @param preferredChannel "email", "push" or "sms"; all channels if left out
     */
    @Serdeable
    public record Query(
            @NotBlank @Size(max = 100) String segment,
            @Nullable @Size(max = 20) String preferredChannel) {}

    /**
     * @param subject null where the channel has none
     * @param content the same text as {@code body}, under the name that some callers read
     * @param platform the channel
     */
    @Serdeable
    public record Item(String id, @Nullable String subject, String body, String content, String platform) {}
}
