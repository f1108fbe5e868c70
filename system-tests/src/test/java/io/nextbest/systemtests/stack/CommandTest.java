package io.nextbest.systemtests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a new user does, with the command as a process, a home of its own and a real PostgreSQL in it. */
class CommandTest {

    private static final Duration START = Duration.ofMinutes(3); // cold, on a busy machine
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int SERVICES = 6;
    private static final List<String> PROFILES = List.of(
            "user_id,age,gender,last_active,interactions,purchases",
            "1,25,M,2011-12-01,50,5",
            "2,34,F,2011-11-20,20,1",
            "3,45,M,2011-10-15,5,0",
            "4,29,F,2011-12-05,80,12");

    @TempDir
    private Path folder;

    private Path home;
    private int base;

    @BeforeEach
    void aFreshHomeAndSixFreePorts() throws IOException {
        home = folder.resolve("home");
        base = 12_000 + (int) (ProcessHandle.current().pid() % 1000) * 10; // below the ports that clients are given
        while (!allFree()) {
            base += 10;
        }
    }

    @Test
    void aNewUserStartsImportsTrainsDecidesStopsAndFindsAllAgain() throws IOException {
        liveInTheYearOfTheWorkbook();
        String decision;
        long end;
        try (CommandProcess up = CommandProcess.start(home, "up", "--port-base", "" + base)) {
            up.awaitOutput("Ctrl-C stops it.", START);
            assertEveryServiceAnswers();
            assertDoctorNamesWhatIsNotTrained();
            assertASecondStartIsRefused();
            importTheCut();
            importTheOlderProfiles();
            decision = trainDecideExplain();
            askAsTheOlderClientsDo();
            spoilTheVersionThatAnswers();
            end = end();
            up.signal("TERM");
            assertThat(up.awaitEnd(STOP).status()).as(up.output()).isEqualTo(143);
        }
        assertNothingRuns();

        try (CommandProcess up = CommandProcess.start(home, "up", "--port-base", "" + base)) {
            up.awaitOutput("Ctrl-C stops it.", START);
            assertThat(end()).isEqualTo(end);
            assertThat(ask("explain", "--json", id(decision)).output()).isEqualTo(decision);
            assertWhatIsSpoiledIsSaid(up.output());
            assertThat(answered("rollback", "slots")).containsPattern("slots@1 +active .* rollback");
            assertThat(ask("doctor").status()).isZero();
            up.signal("INT"); // as Ctrl-C does
            assertThat(up.awaitEnd(STOP).status()).as(up.output()).isEqualTo(130);
        }
        assertNothingRuns();
    }

    @Test
    void stopsWhatItHasStartedWhenStoppedHalfWay() throws IOException {
        Path server = home.resolve("postgres/data/postmaster.pid");
        try (CommandProcess up = CommandProcess.start(home, "up", "--port-base", "" + base)) {
            Patience.await("PostgreSQL starts", START, () -> Files.exists(server));
            up.signal("INT");
            assertThat(up.awaitEnd(START).output()).doesNotContain("Ready in");
        }
        assertThat(server).as("PostgreSQL's note that it runs").doesNotExist();
        assertNothingRuns();
    }

    @Test
    void saysInOneSentenceWhichPortIsTaken() throws IOException {
        int taken = base + 2;
        try (ServerSocket socket = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            var up = ask("up");

            assertRefused(up, "nextbest: Port " + socket.getLocalPort() + ", which the content-agent needs, is taken;");
        }
        assertThat(home.resolve("postgres")).doesNotExist();
    }

    @Test
    void saysInOneSentenceThatTheHomeCannotBeWritten() throws IOException {
        home = Files.writeString(folder.resolve("file"), "not a folder").resolve("home");

        assertRefused(ask("up"), "nextbest: The folder " + home + " cannot be written");
    }

    /** As the demo does, so that the workbook's customers are not years away. */
    private void liveInTheYearOfTheWorkbook() throws IOException {
        Files.createDirectories(home);
        Duration offset = Duration.between(Clock.systemUTC().instant(), Shop.TODAY);
        Files.writeString(home.resolve("nextbest.properties"), "clock.offset=" + offset + "\n");
    }

    private void assertEveryServiceAnswers() {
        for (int port = base; port < base + SERVICES; port++) {
            assertThat(new Api("http://127.0.0.1:" + port).get("/health").status())
                    .as("/health on " + port)
                    .isEqualTo(200);
        }
    }

    private void assertDoctorNamesWhatIsNotTrained() {
        var doctor = ask("doctor");

        assertThat(doctor.status()).as(doctor.output()).isEqualTo(1);
        assertThat(doctor.output().lines())
                .anyMatch(line -> line.matches("ok +java .*"))
                .anyMatch(line -> line.matches("ok +database .*"))
                .anyMatch(line -> line.matches("ok +orchestrator .*"))
                .anyMatch(line -> line.matches("missing +segmentation-agent +not ready: .*train.*"));
    }

    private void assertASecondStartIsRefused() {
        var second = CommandProcess.run(home, "up", "--port-base", "" + (base + 6));

        assertRefused(second, "nextbest: Another Nextbest is running in " + home + ";");
    }

    private void importTheCut() {
        WorkbookCut cut = WorkbookCut.write(folder);
        JsonNode first = json(ask("import", "transactions", "--json", cut.file().toString()));
        long end = end();
        JsonNode second =
                json(ask("import", "transactions", "--json", cut.file().toString()));

        assertThat(cut.rows()).isBetween(3_000, 30_000);
        assertThat(first.path("accepted").asInt()).isEqualTo(cut.rows()).isEqualTo((int) end);
        assertThat(first.path("rejected").asInt()).isZero();
        assertThat(first.path("no_customer").asLong())
                .isEqualTo(cut.withoutCustomer())
                .isPositive();
        assertThat(first.path("quantity_not_positive").asLong())
                .isEqualTo(cut.returns())
                .isPositive();
        assertThat(second.path("accepted").asInt()).isZero();
        assertThat(second.path("duplicates").asInt()).isEqualTo(cut.rows());
        assertThat(end()).isEqualTo(end);
    }

    private void importTheOlderProfiles() throws IOException {
        Path profiles = Files.write(folder.resolve("mock_user_data.csv"), PROFILES);
        var imported = ask("import", "transactions", profiles.toString());
        assertThat(imported.status()).as(imported.output()).isZero();
        assertThat(imported.output()).contains("8 events accepted");
    }

    private void askAsTheOlderClientsDo() {
        // the first questions to a JVM that has just started may miss the deadline
        JsonNode answer = Patience.find("GET /recommend/1 is answered", Duration.ofSeconds(20), () -> {
            var got = orchestrator().get("/recommend/1");
            return got.status() == 503 ? Optional.<JsonNode>empty() : Optional.of(got.accepted());
        });
        assertThat(answer.path("action").asString()).isNotBlank();
        assertThat(answer.path("score").isNumber()).isTrue();
        assertThat(answer.path("score").asDouble()).isBetween(0.0, 1.0);
        var unknown = orchestrator().get("/recommend/999999");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).contains("User not found");
    }

    /** Returns the decision as JSON, as the command printed it. */
    private String trainDecideExplain() {
        var trained = ask("train");
        assertThat(trained.status()).as(trained.output()).isZero();
        assertThat(trained.output().lines().filter(line -> line.matches(" +[a-z]+-agent +[a-z-]+@1 in [0-9.]+ s .*")))
                .as(trained.output())
                .hasSize(SERVICES - 1);
        assertThat(trained.output()
                        .lines()
                        .filter(line -> line.matches(" +active(;| because .*;)( not)? accepted: .+")))
                .as(trained.output())
                .hasSizeGreaterThanOrEqualTo(SERVICES - 1);
        assertThat(ask("doctor").status()).isZero();
        changeTheVersionThatAnswers();

        var decided = ask("decide", "--json", "12347");
        assertThat(json(decided).path("action").path("type").asString()).isIn("send", "hold");
        assertThat(json(decided).path("customer_id").asString()).isEqualTo("12347");
        var explained = ask("explain", id(decided.output()));
        assertThat(explained.status()).as(explained.output()).isZero();
        assertThat(explained.output()).startsWith("Customer 12347, ").contains(id(decided.output()));
        assertThat(ask("explain", "--json", id(decided.output())).output()).isEqualTo(decided.output());

        var rebuilt = ask("rebuild", "segmentation");
        assertThat(rebuilt.status()).as(rebuilt.output()).isZero();
        assertThat(rebuilt.output())
                .startsWith("The segmentation-agent has derived its tables again from %,d events".formatted(end()));
        return decided.output();
    }

    /** Trains a candidate, shadows it, lets it answer, and goes back. */
    private void changeTheVersionThatAnswers() {
        var kept = ask("train", "timing", "--no-activate");
        assertThat(kept.output()).contains("slots@2", "not activated, as was asked");
        assertThat(answered("shadow", "slots@2")).containsPattern("slots@2 +shadow ");
        assertThat(answered("shadow", "off")).containsPattern("slots@2 +candidate ");
        assertThat(answered("activate", "slots@2")).containsPattern("slots@2 +active .* operator");
        assertThat(answered("rollback", "slots")).containsPattern("slots@1 +active .* rollback");
        assertThat(answered("list")).containsPattern("(?s)slots@2 +retired .*slots@1 +active ");
        assertThat(answered("show", "slots@1")).contains("pooling").isEqualTo(answered("show", "slots"));
        assertThat(answered("artefact", "slots")).isEqualTo(answered("artefact", "slots@1"));
        assertRefused(ask("versions", "timing", "show", "clocks"), "nextbest: No version of clocks is active;");
        assertRefused(ask("versions", "timing", "rollback"), "nextbest: ");
        assertThat(ask("versions", "timing", "activate", "slots").status()).isEqualTo(2);
    }

    /** The active version's artefact is not what it was, as after a release that no longer reads it. */
    private void spoilTheVersionThatAnswers() throws IOException {
        assertThat(answered("activate", "slots@2")).containsPattern("slots@2 +active ");
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("nextbest.properties"))) {
            properties.load(reader);
        }
        String url = "jdbc:postgresql://127.0.0.1:%s/nextbest".formatted(properties.getProperty("database.port"));
        String password = Files.readString(home.resolve("database-password")).strip();
        try (var connection = DriverManager.getConnection(url, "postgres", password);
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE timing.model_version SET artifact = '{}' WHERE model = 'slots' AND version = 2"))
                    .isEqualTo(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertWhatIsSpoiledIsSaid(String start) {
        assertThat(start).containsPattern("(?s)timing-agent +http://[^ ]+\\s+[^\n]*slots@2");
        var doctor = ask("doctor");
        assertThat(doctor.status()).as(doctor.output()).isEqualTo(1);
        assertThat(doctor.output().lines().filter(line -> !line.startsWith("ok ")))
                .singleElement()
                .asString()
                .matches("problem +timing-agent +ready on .*, but .*slots@2.*slots@1.*");
    }

    private String answered(String action, String... what) {
        var arguments = new ArrayList<>(List.of("versions", "timing", action));
        arguments.addAll(List.of(what));
        var ended = ask(arguments.toArray(String[]::new));
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }

    private static void assertRefused(CommandProcess.Ended command, String sentence) {
        assertThat(command.status()).as(command.output()).isEqualTo(1);
        assertThat(command.output().lines().filter(line -> !line.startsWith("Starting ")))
                .singleElement()
                .asString()
                .startsWith(sentence);
    }

    private void assertNothingRuns() {
        assertThat(allFree()).as("the six ports are free").isTrue();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(home.toString()))
                        .map(process -> process.info().commandLine().orElseThrow()))
                .as("processes of this home")
                .isEmpty();
    }

    private CommandProcess.Ended ask(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--port-base", Integer.toString(base)));
        return CommandProcess.run(home, all.toArray(String[]::new));
    }

    private Api orchestrator() {
        return new Api("http://127.0.0.1:" + base);
    }

    private long end() {
        return orchestrator()
                .get("/v1/events?after=0&limit=1")
                .accepted()
                .path("end")
                .asLong();
    }

    private static JsonNode json(CommandProcess.Ended command) {
        assertThat(command.status()).as(command.output()).isZero();
        return new JsonMapper().readTree(command.output());
    }

    private static String id(String decision) {
        return new JsonMapper().readTree(decision).path("decision_id").asString();
    }

    private boolean allFree() {
        for (int port = base; port < base + SERVICES; port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
