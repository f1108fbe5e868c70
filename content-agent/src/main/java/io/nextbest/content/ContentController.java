package io.nextbest.content;

import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.content.Content;
import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.content.ContentOperations;
import io.nextbest.contracts.content.ContentRequest;
import io.nextbest.contracts.content.Retrieval;
import java.util.List;

@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class ContentController implements ContentOperations {

    private final Contents contents;

    ContentController(Contents contents) {
        this.contents = contents;
    }

    @Override
    public ContentChoice choose(ContentRequest request) {
        return contents.choose(request);
    }

    @Override
    public List<Content> catalogue() {
        return contents.catalogue();
    }

    @Override
    public Retrieval retrieve(Retrieval.Query query) {
        return contents.retrieve(query);
    }
}
