package io.nextbest.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private final AtomicInteger served = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/even", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean even = (Integer.parseInt(new String(body, StandardCharsets.UTF_8)) & 1) == 0;
            served.incrementAndGet();
            exchange.sendResponseHeaders(even ? 200 : 500, even ? body.length : 0); // 0 is chunked
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Load load() {
        URI target = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/even");
        return new Load(target, "POST", Integer::toString, body -> !body.isEmpty());
    }

    @Test
    void countsEveryRequestAndEveryFailure() {
        var measured = load().closedLoop(2, Duration.ofSeconds(1));

        assertThat(measured.requests()).isEqualTo(served.get()).isGreaterThan(1);
        // one connection sends the even numbers, the other the odd ones, which fail
        assertThat(measured.failed()).isBetween(1, measured.requests() - 1);
        assertThat(measured.p50()).isPositive().isLessThanOrEqualTo(measured.p99());
    }

    @Test
    void keepsTheRateOfAnOpenLoop() {
        var measured = load().openLoop(4, Duration.ofSeconds(1), 200);

        assertThat((double) measured.requests()).isCloseTo(200, within(8.0));
    }

    @Test
    void takesPercentilesByTheNearestRank() {
        long[] nanos = {1_000_000, 2_000_000, 3_000_000, 4_000_000};

        assertThat(Load.percentile(nanos, 0.50)).isEqualTo(2); // ceil(0.5 · 4) = 2nd
        assertThat(Load.percentile(nanos, 0.99)).isEqualTo(4);
        assertThat(Load.percentile(new long[0], 0.5)).isNaN();
    }

    @Test
    void loadsTheLoopbackOnly() {
        assertThatThrownBy(() -> new Connection(URI.create("http://192.0.2.1:80/")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("loopback");
    }

    @Test
    void readsAWholeNumberOfAJsonText() {
        assertThat(Bench.number("{\"next\":12,\"end\":345}", "end")).isEqualTo(345);
    }
}
