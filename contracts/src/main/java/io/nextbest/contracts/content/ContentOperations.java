package io.nextbest.contracts.content;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import jakarta.validation.Valid;
import java.util.List;

/** What should we say? Served by content-agent, called by the orchestrator. */
public interface ContentOperations {

    /** Chooses one content among those that fit the channels and the reward. */
    @Post("/v1/content/choose")
    ContentChoice choose(@Body @Valid ContentRequest request);

    /** The catalogue. */
    @Get("/v1/content/catalogue")
    List<Content> catalogue();

    /** The contents of one channel or of all, for callers of the older content service. */
    @Post("/retrieve")
    Retrieval retrieve(@Body @Valid Retrieval.Query query);
}
