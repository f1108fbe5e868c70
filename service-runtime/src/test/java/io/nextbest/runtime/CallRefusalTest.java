package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.testing.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** A 404 of a service of ours says something, and anybody else's says that the address is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallRefusalTest {

    private static final String OURS = """
            {"type":"urn:nextbest:problem:%s","title":"Not Found","status":404,"detail":"Not here.",\
            "instance":"/v1/events","error":"Not here."}""";

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(CallRefusal.class);
    private volatile String type = "text/html";
    private volatile String body = "<h1>404 Not Found</h1>";
    private HttpServer elsewhere;
    private ApplicationContext context;

    @BeforeAll
    void start() throws IOException {
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(404, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        elsewhere.start();
        said.start();
        logger.addAppender(said);
        var settings = new HashMap<String, Object>(TestDatabases.fresh());
        settings.put("micronaut.server.port", "-1");
        settings.put("micronaut.http.services.orchestrator.url", address());
        settings.put("log-reader.poll-interval", "1h");
        context = Service.start("probe", settings);
    }

    @AfterAll
    void stop() {
        context.close();
        logger.detachAppender(said);
        elsewhere.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + elsewhere.getAddress().getPort();
    }

    private Object call() {
        return context.getBean(EventClient.class).read(0L, 1, "purchase");
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<h1>404 Not Found</h1>                         | text/html",
                "{\"error\":\"customer-unknown\"}               | application/json",
                "{\"type\":\"urn:nextbest:problem:not-found\"}  | application/problem+json",
                "{\"type\":\"about:blank\",\"title\":\"Gone\"}  | application/problem+json",
                "not even JSON                                  | application/problem+json",
                "[1, 2]                                         | application/problem+json",
                "``                                             | application/problem+json",
            })
    void namesTheAddressWhereNothingOfOursIsServed(String answer, String contentType) {
        body = answer;
        type = contentType;

        assertThatThrownBy(this::call)
                .isInstanceOf(HttpClientException.class)
                .hasMessage(address()
                        + "/v1/events answered 404: nothing of ours is served there; check this service's address");
        assertThat(said.list)
                .as("once, however often it is called")
                .singleElement()
                .satisfies(line ->
                        assertThat(line.getFormattedMessage()).startsWith(address() + "/v1/events answered 404"));
    }

    @Test
    void saysWhatTheOtherServiceRefused() {
        body = OURS.formatted("customer-unknown");
        type = "application/problem+json";

        assertThatThrownBy(this::call)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CUSTOMER_UNKNOWN))
                .hasMessage("Not here.");
    }

    @Test
    void doesNotTrainOnALogAtAWrongAddress() {
        body = OURS.formatted("not-found");
        type = "application/problem+json";

        assertThatThrownBy(() -> context.getBean(ModelRegistry.class).train(true))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.AGENT_UNAVAILABLE));
    }
}
