package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.event.ImportProgress;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Prints events per second; run by name: {@code mvn -pl orchestrator -am test -Dtest=EventLogSpeed}. */
@MicronautTest(environments = "orchestrator", transactional = false)
@Property(name = "spec.name", value = "event-log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventLogSpeed implements RealPostgres {

    private static final int ROWS = 500_000;
    private static final int CHUNK = 20_000;

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private long cpu = PROCESS.getProcessCpuTime();

    @Inject
    EmbeddedServer server;

    @Inject
    EventStore store;

    @Inject
    ObjectMapper json;

    @Inject
    EventDecoder decoder;

    private static String row(String file, int row) {
        return """
                {"kind":"purchase","event_id":"%s:Online Retail:%d","customer_id":"%d","at":"2010-12-01T08:26:00Z",\
                "invoice":"%d","item":"85123A","description":"WHITE HANGING HEART T-LIGHT HOLDER","quantity":6,\
                "unit_price":2.55,"currency":"GBP","country":"United Kingdom"}""".formatted(file, row, 12_000 + row / 20 % 4_300, 536_365 + row / 20);
    }

    /** Events per second on the wall, and per second that this JVM, caller and service together, had a core. */
    private void print(String what, long events, long nanos) {
        long busy = -cpu;
        cpu = PROCESS.getProcessCpuTime();
        busy += cpu;
        System.out.printf(
                Locale.ROOT,
                "%s: %d events, %.0f events/s, %.0f events per CPU second%n",
                what,
                events,
                events * 1e9 / nanos,
                events * 1e9 / busy);
    }

    @Test
    void measures() throws Exception {
        var calls = new Calls(server);
        decode();
        append(calls);
        long start = store.lastSeq();
        importRows(calls);
        page(calls, start);
    }

    private void decode() {
        byte[] lines = IntStream.range(0, CHUNK)
                .mapToObj(i -> row("decode", i))
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 8; round++) {
            long began = System.nanoTime();
            int fit = 0;
            for (int from = 0, to; from < lines.length; from = to + 1) {
                to = from;
                while (to < lines.length && lines[to] != '\n') {
                    to++;
                }
                fit += decoder.readLine(lines, from, to - from) instanceof Checked.Draft ? 1 : 0;
            }
            assertThat(fit).isEqualTo(CHUNK);
            print("decode", CHUNK, System.nanoTime() - began);
        }
    }

    private void append(Calls calls) throws Exception {
        for (int size : new int[] {1, 100}) {
            List<Callable<Integer>> sends = IntStream.range(0, size == 1 ? 8_000 : 800)
                    .<Callable<Integer>>mapToObj(i -> () -> calls.post(
                                    "/v1/events",
                                    IntStream.range(0, size)
                                            .mapToObj(j -> row("a" + size, i * size + j))
                                            .collect(Collectors.joining(",", "[", "]")))
                            .statusCode())
                    .toList();
            long from = System.nanoTime();
            try (var threads = Executors.newFixedThreadPool(32)) {
                for (var status : threads.invokeAll(sends)) {
                    assertThat(status.get()).isEqualTo(200);
                }
            }
            print(
                    "append, 32 connections, " + size + " per request",
                    (long) sends.size() * size,
                    System.nanoTime() - from);
        }
    }

    private void importRows(Calls calls) throws Exception {
        var opened = json.readValue(
                calls.post("/v1/imports", "{\"file_digest\":\"speed\",\"file_name\":\"speed\"}")
                        .body(),
                ImportProgress.class);
        long nanos = 0;
        for (int from = 0; from < ROWS; from += CHUNK) {
            byte[] lines = IntStream.range(from, from + CHUNK)
                    .mapToObj(i -> row("speed", i))
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8);
            long began = System.nanoTime();
            var answer = calls.post(
                    "/v1/imports/" + opened.importId() + "/rows?from_row=" + from, "application/x-ndjson", lines);
            long took = System.nanoTime() - began;
            nanos += took;
            assertThat(answer.body()).contains("\"accepted\":" + CHUNK);
        }
        print("import", ROWS, nanos);
    }

    private void page(Calls calls, long start) {
        for (int round = 0; round < 3; round++) {
            long began = System.nanoTime();
            long bytes = 0;
            for (long after = start; after < start + ROWS; after += 10_000) {
                bytes += calls.get("/v1/events?limit=10000&kinds=purchase&after=" + after)
                        .body()
                        .length();
            }
            print("page, " + bytes / 1_000_000 + " MB", ROWS, System.nanoTime() - began);
        }
    }
}
