package io.nextbest.cli;

import io.nextbest.lab.LabCommand;
import io.nextbest.lab.bench.BenchCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nextbest}: one command for an operator's whole day. */
@Command(
        name = "nextbest",
        description = "Decides, for one customer at one moment, the single best thing to do next.",
        mixinStandardHelpOptions = true,
        versionProvider = NextbestCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Start here: nextbest demo", "Exit codes: 0 done, 1 failed, 2 wrong usage."})
public final class NextbestCommand implements Runnable {

    private static final List<String> SERVERS = List.of("up", "demo");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }

    public static void main(String[] args) {
        System.setProperty("log.home", Home.ofEnvironment().toString());
        boolean server = Arrays.stream(args).anyMatch(SERVERS::contains);
        System.setProperty("logback.configurationFile", server ? "log-to-file.xml" : "log-to-nowhere.xml");
        var training = PlainTraining.of(args);
        int code = training.isPresent()
                ? training.get().run()
                : commandLine(args.length == 0 ? "" : args[0]).execute(args);
        System.exit(code);
    }

    /** The whole command. */
    static CommandLine commandLine() {
        return commandLine("");
    }

    /**
     * The command with its manners: one sentence to standard error for what an operator can mend.
     *
     * @param word the command's first; where it names a command, the others are not looked at, which takes long
     */
    private static CommandLine commandLine(String word) {
        CommandLine command = new CommandLine(new NextbestCommand());
        boolean known = commands().stream().anyMatch(one -> name(one).equals(word));
        for (Class<?> one : commands()) {
            if (!known || name(one).equals(word)) {
                command.addSubcommand(one);
            }
        }
        return command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, failed, parsed) -> {
                    failed.getErr().println("nextbest: " + sentence(exception));
                    if (System.getenv("NEXTBEST_DEBUG") != null) {
                        exception.printStackTrace(failed.getErr());
                    }
                    return 1;
                });
    }

    /** In the order in which the help lists them. */
    private static List<Class<?>> commands() {
        return List.of(
                DemoCommand.class,
                UpCommand.class,
                ImportCommand.class,
                TrainCommand.class,
                VersionsCommand.class,
                DecideCommand.class,
                ExplainCommand.class,
                RebuildCommand.class,
                DoctorCommand.class,
                LabCommand.class,
                BenchCommand.class);
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    static String sentence(Throwable thrown) {
        if (thrown instanceof CommandFailure failure) {
            return String.valueOf(failure.getMessage());
        }
        return "%s: %s (an error of Nextbest's own; NEXTBEST_DEBUG=1 shows where)."
                .formatted(thrown.getClass().getSimpleName(), thrown.getMessage());
    }

    /** The version of the jar this runs from. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = NextbestCommand.class.getPackage().getImplementationVersion();
            return new String[] {"nextbest " + (version == null ? "(not packaged)" : version)};
        }
    }
}
