package io.nextbest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class NextbestCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryCommandAndSucceeds() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("demo", "up", "import", "train", "decide", "explain", "rebuild", "doctor");
    }

    @Test
    void anUnknownWordIsWrongUsage() {
        assertThat(run("dance")).isEqualTo(2);
        assertThat(err.toString()).contains("dance");
    }

    @Test
    void saysThatNextbestDoesNotRunAndHowToStartIt() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(run("decide", "12347", "--port-base", Integer.toString(free)))
                .isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("nextbest: Nextbest is not running at http://127.0.0.1:" + free
                        + ": start it with ./nextbest up.");
    }

    @Test
    void anAgentThatDoesNotExistIsNamed() {
        assertThat(run("train", "weather")).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "There is no agent \"weather\"; the agents are segmentation, content, reward, timing, engagement.");
    }

    private int run(String... args) {
        CommandLine command = NextbestCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(args);
    }
}
