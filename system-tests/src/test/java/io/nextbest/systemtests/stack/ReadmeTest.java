package io.nextbest.systemtests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the README shows is what the services answer. A bash block after the line {@code <!-- test -->} is run against a
 * stack; if a json block follows it, the output must have the same members, of the same types.
 */
@ExtendWith(RunningStack.class)
class ReadmeTest {

    private static final Path README = Project.ROOT.resolve("README.md");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- test -->\\s*```(?:bash|sh)\\n(.*?)```(?:\\s*```json\\n(.*?)```)?", Pattern.DOTALL);
    private static final Pattern ADDRESS = Pattern.compile("(?:localhost|127\\.0\\.0\\.1):(500[0-5]|8000)");
    private static final List<String> BY_PORT =
            List.of("orchestrator", "segmentation", "content", "reward", "timing", "engagement");

    private final JsonMapper json = new JsonMapper();

    record Block(String command, String answer) {}

    @TestFactory
    Stream<DynamicTest> everyMarkedCommandAnswersAsPrinted(Stack stack) throws IOException {
        List<Block> blocks = blocks(Files.readString(README));
        assertThat(blocks).as("bash blocks after <!-- test --> in README.md").isNotEmpty();
        return blocks.stream()
                .map(block -> DynamicTest.dynamicTest(
                        block.command().lines().findFirst().orElse("(empty)"), () -> answersAsPrinted(stack, block)));
    }

    private void answersAsPrinted(Stack stack, Block block) throws IOException, InterruptedException {
        String output = run(aimed(stack, block.command()));
        if (!block.answer().isBlank()) {
            assertSameShape("$", json.readTree(block.answer()), json.readTree(output));
        }
    }

    private static List<Block> blocks(String readme) {
        var blocks = new ArrayList<Block>();
        Matcher matcher = BLOCK.matcher(readme);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1).strip(), matcher.group(2) == null ? "" : matcher.group(2)));
        }
        return blocks;
    }

    /** The command with the README's ports replaced by those of this stack. */
    private static String aimed(Stack stack, String command) {
        return ADDRESS.matcher(command).replaceAll(found -> {
            int port = Integer.parseInt(found.group(1));
            String service = port == 8000 ? Stack.ORCHESTRATOR : BY_PORT.get(port - 5000);
            return stack.service(service).api().url().replace("http://", "");
        });
    }

    private static String run(String command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("readme", ".out");
        try {
            Process process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", command)
                    .directory(Project.ROOT.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end within 60 s: " + command);
            }
            assertThat(process.exitValue()).as(command).isZero();
            return Files.readString(output);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static void assertSameShape(String path, JsonNode printed, JsonNode answered) {
        if (printed.isNull() || answered.isNull()) {
            return; // a member that can be null has no shape then
        }
        assertThat(answered.getNodeType()).as("type of " + path).isEqualTo(printed.getNodeType());
        if (printed.isObject()) {
            assertThat(new TreeSet<>(answered.propertyNames()))
                    .as("members of " + path)
                    .isEqualTo(new TreeSet<>(printed.propertyNames()));
            printed.propertyNames()
                    .forEach(name -> assertSameShape(path + "." + name, printed.path(name), answered.path(name)));
        } else if (printed.isArray() && !printed.isEmpty() && !answered.isEmpty()) {
            assertSameShape(path + "[0]", printed.get(0), answered.get(0));
        }
    }
}
