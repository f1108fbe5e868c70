package io.nextbest.orchestrator.compatibility;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import org.jspecify.annotations.Nullable;

/** Paths of the older segmentation service, handed on to the agent that owns them; its answer is not touched. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Consumes(MediaType.ALL)
class SegmentationAgentController {

    private final HttpClient agent;

    SegmentationAgentController(@Client(id = "segmentation-agent") HttpClient agent) {
        this.agent = agent;
    }

    @Post("/segment/manual")
    @SuppressWarnings("NullAway") // the framework reads @Nullable of the parameter, not of the array
    HttpResponse<byte[]> manual(HttpRequest<?> request, @Nullable @Body byte[] body) {
        return forward(request, body);
    }

    @Post("/segment/customer")
    @SuppressWarnings("NullAway") // as above
    HttpResponse<byte[]> customer(HttpRequest<?> request, @Nullable @Body byte[] body) {
        return forward(request, body);
    }

    private HttpResponse<byte[]> forward(HttpRequest<?> request, byte @Nullable [] body) {
        String query = request.getUri().getRawQuery(); // the agent's own words: which model, and in what form
        String path = query == null ? request.getPath() : request.getPath() + "?" + query;
        var onward = HttpRequest.POST(path, body == null ? new byte[0] : body)
                .contentType(request.getContentType().orElse(MediaType.APPLICATION_JSON_TYPE))
                .accept(MediaType.ALL_TYPE);
        try {
            return copy(agent.toBlocking().exchange(onward, byte[].class));
        } catch (HttpClientResponseException refusal) {
            return copy(refusal.getResponse());
        } catch (HttpClientException _) {
            throw new ServiceException(
                    ErrorCode.AGENT_UNAVAILABLE, "The segmentation agent does not answer; try again later.");
        }
    }

    private static HttpResponse<byte[]> copy(HttpResponse<?> answer) {
        MutableHttpResponse<byte[]> copy = HttpResponse.<byte[]>status(answer.status())
                .contentType(answer.getContentType().orElse(MediaType.APPLICATION_JSON_TYPE));
        answer.getBody(byte[].class).ifPresent(copy::body);
        return copy;
    }
}
