package io.nextbest.systemtests.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What docker-compose.yml says, as the compose on this machine reads it, and the stack it starts. Skipped with a reason
 * where there is no Docker engine, no compose, or none of the base images that would otherwise be pulled.
 */
class ComposeTest {

    private static final Path OUTPUT = Project.ROOT.resolve("system-tests/target/stack/compose.log");
    private static final List<String> IMAGES = List.of("eclipse-temurin:25-jre", "postgres:18", "debian:bookworm");

    private static List<String> compose = List.of();

    record Run(int status, String output) {}

    @BeforeAll
    static void needsADockerEngineAndCompose() throws IOException, InterruptedException {
        Files.createDirectories(OUTPUT.getParent());
        if (works("docker", "compose", "version")) {
            compose = List.of("docker", "compose");
        } else if (works("docker-compose", "version")) {
            compose = List.of("docker-compose");
        } else {
            skip("neither \"docker compose\" nor docker-compose is installed");
        }
        if (!works("docker", "info")) {
            skip("no Docker engine answers \"docker info\"");
        }
    }

    @Test
    void publishesOnTheLoopbackAddressOnly() throws IOException, InterruptedException {
        Run config = run(Map.of(), command("config"));

        assertThat(config.status()).as(config.output()).isZero();
        assertThat(PublishedPorts.in(config.output()))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:5000",
                        "127.0.0.1:5001",
                        "127.0.0.1:5002",
                        "127.0.0.1:5003",
                        "127.0.0.1:5004",
                        "127.0.0.1:5005",
                        "127.0.0.1:8000");
    }

    @Test
    void theStackOfContainersDecidesAndStops() throws IOException, InterruptedException {
        for (String image : IMAGES) {
            if (!works("docker", "image", "inspect", image)) {
                skip("the image " + image + " is not on this machine, and a test pulls nothing");
            }
        }
        if (!Files.isDirectory(Project.ROOT.resolve("orchestrator/target/lib"))) {
            skip("no packaged jars: run mvn verify instead of mvn test");
        }
        var environment = Map.of(
                "COMPOSE", String.join(" ", compose),
                "JARS", "outside",
                "BUILD_IMAGE", "debian:bookworm",
                "DOCKER_BUILDKIT", "0");

        Run run = run(environment, "bash", "docker/try-stack.sh");

        assertThat(run.status()).as(run.output()).isZero();
        JsonNode decision = new JsonMapper()
                .readTree(run.output()
                        .lines()
                        .filter(line -> line.startsWith("decision: "))
                        .findFirst()
                        .orElseThrow()
                        .substring("decision: ".length()));
        assertThat(decision.path("degraded")).isEmpty();
        assertThat(run.output()).contains("the compose stack works");
    }

    private static void skip(String reason) {
        System.err.println("SKIPPED ComposeTest: " + reason);
        abort(reason);
    }

    private static String[] command(String... arguments) {
        return Stream.concat(compose.stream(), Arrays.stream(arguments)).toArray(String[]::new);
    }

    private static boolean works(String... command) throws IOException, InterruptedException {
        try {
            return run(Map.of(), command).status() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    private static Run run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Files.deleteIfExists(OUTPUT);
        var builder = new ProcessBuilder(command)
                .directory(Project.ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(OUTPUT.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(8, TimeUnit.MINUTES)) {
            process.destroy();
            process.waitFor(60, TimeUnit.SECONDS);
            throw new AssertionError("did not end within 8 minutes: " + String.join(" ", command));
        }
        return new Run(process.exitValue(), Files.readString(OUTPUT));
    }
}
