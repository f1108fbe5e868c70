package io.nextbest.orchestrator.decision;

import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.client.exceptions.ContentLengthExceededException;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.http.client.exceptions.ReadTimeoutException;
import io.micronaut.http.codec.CodecException;
import io.micronaut.serde.exceptions.SerdeException;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.opentelemetry.context.Context;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call to one agent, on a virtual thread of its own, in the caller's trace. */
@Singleton
final class CallClient {

    private static final Logger LOG = LoggerFactory.getLogger(CallClient.class);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final DecisionConfiguration configuration;

    CallClient(DecisionConfiguration configuration) {
        this.configuration = configuration;
    }

    /**
     * Sends the question now.
     *
     * @param plausible whether an answer can be what the contract means
     * @param deadline of the whole decision; the agent's own budget may end sooner
     */
    <T> Pending<T> ask(String agent, Callable<T> call, Predicate<T> plausible, Deadline deadline) {
        Deadline own = deadline.within(configuration.agentBudget());
        Callable<Answer<T>> task = () -> answer(agent, call, plausible, own);
        return new Pending<>(agent, threads.submit(Context.current().wrap(PropagatedContext.wrapCurrent(task))), own);
    }

    private static <T> Answer<T> answer(String agent, Callable<T> call, Predicate<T> plausible, Deadline deadline) {
        try {
            T value = call.call();
            return plausible.test(value)
                    ? new Answer.Given<>(value, deadline.elapsedMs())
                    : missing(agent, Answer.Cause.BAD_RESPONSE, "an answer outside the contract");
        } catch (Exception e) {
            return missing(agent, cause(e), e.getClass().getSimpleName());
        }
    }

    private static <T> Answer<T> missing(String agent, Answer.Cause cause, String why) {
        LOG.debug("{} is missing: {}, {}", agent, cause, why);
        return new Answer.Missing<>(agent, cause);
    }

    /** A status of 400 or more is the agent's word; below, the framework could not read the body. */
    private static Answer.Cause cause(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            switch (t) {
                case ServiceException refusal -> {
                    return refusal.code() == ErrorCode.CUSTOMER_UNKNOWN
                            ? Answer.Cause.CUSTOMER_UNKNOWN
                            : Answer.Cause.ERROR;
                }
                case HttpClientResponseException response -> {
                    int status = response.code();
                    return status == HttpStatus.CONFLICT.getCode()
                            ? Answer.Cause.NOT_TRAINED
                            : status >= 400 ? Answer.Cause.ERROR : Answer.Cause.BAD_RESPONSE;
                }
                case ReadTimeoutException _, SocketTimeoutException _, TimeoutException _, InterruptedException _ -> {
                    return Answer.Cause.TIMEOUT;
                }
                case CodecException _, SerdeException _, ContentLengthExceededException _ -> {
                    return Answer.Cause.BAD_RESPONSE;
                }
                default -> {}
            }
        }
        return Answer.Cause.ERROR;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
