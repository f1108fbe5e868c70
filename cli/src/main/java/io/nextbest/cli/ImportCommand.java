package io.nextbest.cli;

import io.nextbest.cli.transactions.ImportDoor;
import io.nextbest.cli.transactions.ImportReport;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.cli.transactions.TransactionFile;
import io.nextbest.cli.transactions.TransactionImport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes files in. */
@Command(
        name = "import",
        description = "Takes files into the event log.",
        mixinStandardHelpOptions = true,
        subcommands = ImportCommand.Transactions.class)
final class ImportCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Say what to import: nextbest import transactions FILE.");
        }
    }

    /** Invoices from a shop. */
    @Command(
            name = "transactions",
            description = "Imports a shop's invoice rows from .xlsx, .csv or .csv.gz. Known layouts: Online Retail,"
                    + " Online Retail II, and the older system's customer profiles. The same file again adds nothing;"
                    + " an import that broke off goes on where it stopped.",
            mixinStandardHelpOptions = true)
    static final class Transactions implements Callable<Integer> {

        @Mixin
        private final Where where = new Where();

        @Parameters(paramLabel = "FILE", description = "The file; its first row names the columns.")
        private Path file = Path.of("");

        @Mixin
        private final ReadingOptions reading = new ReadingOptions();

        @Option(
                names = "--currency",
                defaultValue = "GBP",
                description = "Currency of the prices, ISO 4217 (default ${DEFAULT-VALUE}).")
        private String currency = ImportSettings.DEFAULT_CURRENCY;

        @Option(names = "--json", description = "Print the report as one JSON object and nothing else.")
        private boolean json;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            Output out = Output.standard();
            ImportSettings settings = settings();
            try (TransactionFile transactions = TransactionFile.open(settings)) {
                if (!json) {
                    transactions.describe().forEach(out::line);
                }
                ImportReport report = carry(transactions, new HttpDoor(where.client(Agent.ORCHESTRATOR)), out, json);
                if (json) {
                    out.line(Json.write(report.members()));
                } else {
                    report.lines().forEach(out::line);
                }
                return report.rejected() > 0 && report.events() == 0 ? 1 : 0;
            }
        }

        private ImportSettings settings() {
            if (!currency.matches("[A-Z]{3}")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "\"%s\" is not an ISO 4217 currency; three capitals, such as EUR.".formatted(currency));
            }
            return reading.settings(spec.commandLine(), file, currency);
        }
    }

    /** Sends a file to the log and shows how far it is. */
    static ImportReport carry(TransactionFile file, HttpDoor door, Output out, boolean quiet) {
        ImportDoor.Opened opened =
                door.open(file.importDigest(), String.valueOf(file.path().getFileName()));
        return carry(file, door, opened, quiet ? null : out);
    }

    /** Goes on with an import that is open; without an output it says nothing. */
    static ImportReport carry(TransactionFile file, HttpDoor door, ImportDoor.Opened opened, @Nullable Output out) {
        Path rejected = Home.ofEnvironment().resolve("imports");
        if (out == null) {
            return new TransactionImport(door, rejected, rows -> {}).run(file, opened);
        }
        try (RowProgress progress = new RowProgress(out, file.expectedRows())) {
            return new TransactionImport(door, rejected, progress).run(file, opened);
        }
    }
}
