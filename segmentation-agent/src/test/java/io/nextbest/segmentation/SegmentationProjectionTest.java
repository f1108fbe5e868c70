package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.ModelRegistry;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From the log to the tables, and from the tables to a customer's figures. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentationProjectionTest implements RealPostgres {

    private static final Instant NOON = Instant.parse("2011-12-09T12:00:00Z");
    private static final Path ROWS =
            Path.of(System.getProperty("shared.folder", "../../shared"), "data/online-retail/online_retail.csv.gz");

    @Inject
    EventReader reader;

    @Inject
    SegmentationProjection projection;

    @Inject
    ModelRegistry registry;

    @Inject
    Segmentation segmentation;

    @Inject
    SegmentationStore store;

    @Inject
    Database database;

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.put("log-reader.page-size", "7"); // invoices are cut by page ends
        return properties;
    }

    @BeforeEach
    void startFromWhatTheLogHolds() {
        reader.rebuild();
    }

    @Test
    void addsUpWhatWasBoughtAndNothingElse() {
        log().append(
                        purchase("sum", "S1", NOON.minusSeconds(60), number("3"), number("0.1")),
                        purchase("sum", "S1", NOON, number("3"), number("0.1")),
                        purchase("sum", "S2", NOON, number("0.5"), number("0.333")),
                        purchase("sum", "S3", NOON, number("0"), number("1")),
                        purchase("sum", "CS4", NOON.plusSeconds(60), number("-3"), number("0.1")),
                        purchase("sum", "S5", NOON, number("1"), number("0")),
                        purchase("sum", "S6", NOON, number("1"), number("-11062.06")),
                        purchase(null, "S7", NOON, number("1"), number("1")),
                        purchase("sum", "S8", NOON, number("1E+40"), number("1")));
        log().append(new Event.Interaction("i1", "sum", NOON, "open", null, null, null));

        reader.catchUp();

        assertThat(rows())
                .filteredOn(row -> row.startsWith("sum"))
                .containsExactly(
                        "sum S1 2011-12-09 11:59:00 2011-12-09 12:00:00 0.6",
                        "sum S2 2011-12-09 12:00:00 2011-12-09 12:00:00 0.1665");
        var purchases = store.findPurchases("sum").orElseThrow().purchases();
        assertThat(purchases.invoices()).isEqualTo(2);
        assertThat(purchases.lastAt()).isEqualTo(NOON);
        assertThat(purchases.amount()).isEqualByComparingTo("0.7665");
    }

    @Test
    void takesEachEventInOnceHoweverOftenItIsRead() {
        for (int i = 0; i < 40; i++) {
            log().append(purchase("once", "O" + i % 3, NOON.plusSeconds(i), number("2"), number("1.01")));
        }
        reader.catchUp();
        List<String> before = rows();

        reader.catchUp();
        reader.catchUp();
        assertThat(rows()).isEqualTo(before);
        assertThat(before).filteredOn(row -> row.startsWith("once")).hasSize(3);

        List<String> customersBefore = customers();
        reader.rebuild();
        assertThat(rows()).isEqualTo(before);
        assertThat(customers()).isEqualTo(customersBefore).anyMatch(row -> row.startsWith("once 3 "));
        assertThat(reader.lag()).isZero();
    }

    /** A process killed before its commit has stored neither rows nor offset: the page comes again. */
    @Test
    void leavesNoTraceOfAPageThatWasRolledBack() {
        var page = List.of(new StoredEvent(1L, purchase("lost", "L1", NOON, number("1"), number("1"))));

        database.jdbi().useTransaction(handle -> {
            projection.apply(handle, page);
            handle.rollback();
        });

        assertThat(store.findPurchases("lost")).isEmpty();
    }

    @Test
    void countsANewPurchaseAtTheNextAnswer() {
        log().append(OnlineRetail.figures().stream()
                .filter(one -> one.customer().startsWith("123") || one.recency() == 1)
                .flatMap(one -> OnlineRetail.purchases(one).stream())
                .toList());
        reader.catchUp();
        registry.train(true);
        assertThat(segmentation.assign(new CustomerQuery("12347"), null).rfm()).isEqualTo(new Rfm(2, 7, 4310.00));

        // five days after the reference of the training: everybody else's recency grows, too
        var newest = OnlineRetail.REFERENCE.plusSeconds(5 * 86_400);
        log().append(purchase("12347", "new", newest, number("2"), number("0.25")));
        assertThat(segmentation.assign(new CustomerQuery("12347"), null).rfm()).isEqualTo(new Rfm(2, 7, 4310.00));
        reader.catchUp();

        assertThat(segmentation.assign(new CustomerQuery("12347"), null).rfm()).isEqualTo(new Rfm(1, 8, 4310.50));
        assertThat(segmentation.assign(new CustomerQuery("12348"), null).rfm().recency())
                .isEqualTo(75 + 6);
    }

    /** All 541,909 rows, returns and unknown customers included, in pages of 10,000. */
    @Test
    void reproducesTheGoldenFiguresFromTheShopsOwnRows() throws IOException {
        assumeThat(ROWS)
                .as("skipped: the invoice rows do not lie beside the project, at " + ROWS)
                .exists();
        database.jdbi().useTransaction(store::clear);
        long rows = 0;
        long nanos = 0;
        try (var csv = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(ROWS)), StandardCharsets.UTF_8))) {
            List<StoredEvent> page = new ArrayList<>();
            var iterator = OnlineRetail.rows(csv).iterator();
            while (iterator.hasNext()) {
                page.add(new StoredEvent(++rows, iterator.next()));
                if (page.size() == 10_000 || !iterator.hasNext()) {
                    long start = System.nanoTime();
                    database.jdbi().useTransaction(handle -> projection.apply(handle, page));
                    nanos += System.nanoTime() - start;
                    page.clear();
                }
            }
        }
        System.out.printf("projection: %d events, %.0f events/s%n", rows, rows * 1e9 / nanos);

        var table = RfmTable.of(store.listPurchases(), OnlineRetail.SHOP).orElseThrow();

        assertThat(rows).isEqualTo(541_909);
        assertThat(table).isEqualTo(OnlineRetail.table());
        assertThat(table.rows()).contains(new RfmTable.Row("12347", new RfmFigures(2, 7, 4310.00)));
        assertThat(total()).isEqualByComparingTo("8911407.904");
        GoldenSegmentsTest.expectGoldenSegments(SegmentModel.fit(table, new Recipe(Features.RAW, 5, 50, 42)));
    }

    private BigDecimal total() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT sum(amount) FROM segmentation.invoice")
                        .mapTo(BigDecimal.class)
                        .one());
    }

    private List<String> rows() {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT concat_ws(' ', customer, invoice, first_at AT TIME ZONE 'UTC',
                                         last_at AT TIME ZONE 'UTC', trim_scale(amount))
                          FROM segmentation.invoice
                         ORDER BY customer, invoice
                        """).mapTo(String.class).list());
    }

    /** Every member of every row, to the last digit of the sum. */
    private List<String> customers() {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT concat_ws(' ', customer, invoices, first_at, last_at, amount)
                          FROM segmentation.customer
                         ORDER BY customer
                        """).mapTo(String.class).list());
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
