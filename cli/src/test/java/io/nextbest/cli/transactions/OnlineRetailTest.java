package io.nextbest.cli.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped workbook, whole. */
class OnlineRetailTest {

    private static final Path WORKBOOK = Path.of("..", "data", "Online Retail.xlsx");

    @TempDir
    private Path folder;

    @Test
    void isReadToItsLastRowAndItsClassesAreCounted() {
        AtomicLong bytes = new AtomicLong();
        AtomicLong events = new AtomicLong();
        LeftOut leftOut = new LeftOut();
        try (TransactionFile file = TransactionFile.open(ImportSettings.of(WORKBOOK));
                RejectedRows rejected = new RejectedRows(folder.resolve("rejected.csv"))) {
            long start = System.nanoTime();
            file.read(
                    chunk -> {
                        events.addAndGet(chunk.events());
                        bytes.addAndGet(chunk.lines().length);
                    },
                    rejected,
                    leftOut);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("%,d rows in %.2f s, %,d MB of lines%n", file.rows(), seconds, bytes.get() >> 20);

            assertThat(file.expectedRows()).isEqualTo(541_909);
            assertThat(file.rows()).isEqualTo(541_909);
            assertThat(events).hasValue(541_909);
            assertThat(rejected.count()).isZero();
        }
        LeftOut.Counts counts = leftOut.counts();
        assertThat(counts.noCustomer()).isEqualTo(135_080);
        assertThat(counts.noQuantity()).isEqualTo(8_905); // 406,829 rows with a customer less 397,924
        assertThat(counts.noPrice()).isEqualTo(40); // 397,924 less 397,884
        assertThat(counts.kept()).isEqualTo(397_884);
        assertThat(counts.customers()).isEqualTo(4_338);
        assertThat(counts.repeated()).isEqualTo(5_268);
    }
}
