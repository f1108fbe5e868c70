package io.nextbest.segmentation;

import io.nextbest.contracts.event.Event;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real shop's data: its figures, shipped with the tests, and its rows, where they lie beside the project. */
final class OnlineRetail {

    static final ZoneId SHOP = ZoneId.of("Europe/London");
    static final Instant REFERENCE = Instant.parse("2011-12-10T12:50:00Z");
    private static final BigDecimal MILL = new BigDecimal("0.001");

    private OnlineRetail() {}

    record Figures(String customer, int recency, int frequency, BigDecimal monetary) {}

    static List<Figures> figures() {
        InputStream file = Objects.requireNonNull(OnlineRetail.class.getResourceAsStream("/online-retail/rfm.csv"));
        try (var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .map(line -> line.split(","))
                    .map(cell -> new Figures(
                            cell[0], Integer.parseInt(cell[1]), Integer.parseInt(cell[2]), new BigDecimal(cell[3])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RfmTable table() {
        return new RfmTable(
                REFERENCE,
                figures().stream()
                        .map(one -> new RfmTable.Row(
                                one.customer(),
                                new RfmFigures(
                                        one.recency(),
                                        one.frequency(),
                                        one.monetary().doubleValue())))
                        .toList());
    }

    /** Purchases that add up to these figures: every invoice but the first costs a tenth of a penny. */
    static List<Event.Purchase> purchases(Figures one) {
        // by the shop's clock, as the figures were counted; in London 12:50 exists once on every day
        Instant at = REFERENCE.atZone(SHOP).minusDays(one.recency()).toInstant();
        List<Event.Purchase> purchases = new ArrayList<>();
        BigDecimal rest = MILL.multiply(BigDecimal.valueOf(one.frequency() - 1));
        BigDecimal first = one.monetary().subtract(rest);
        purchases.add(purchase(one.customer(), one.customer() + "-0", at, BigDecimal.ONE, first));
        for (int i = 1; i < one.frequency(); i++) {
            Instant before = at.minus(Duration.ofHours(i));
            purchases.add(purchase(one.customer(), one.customer() + "-" + i, before, BigDecimal.ONE, MILL));
        }
        return purchases;
    }

    static Event.Purchase purchase(
            @Nullable String customer, String invoice, Instant at, BigDecimal quantity, BigDecimal unitPrice) {
        String id = invoice + "/" + customer + "/" + at + "/" + quantity + "/" + unitPrice;
        return new Event.Purchase(id, customer, at, invoice, "85123A", null, quantity, unitPrice, "GBP", null);
    }

    /** One event per row of the file, in its order; times are the shop's. */
    static Stream<Event.Purchase> rows(BufferedReader csv) {
        return csv.lines().skip(1).map(OnlineRetail::row);
    }

    private static Event.Purchase row(String line) {
        List<String> cells = cells(line);
        Instant at =
                LocalDateTime.parse(cells.get(4).replace(' ', 'T')).atZone(SHOP).toInstant();
        String customer = cells.get(6).isEmpty() ? null : cells.get(6);
        return new Event.Purchase(
                "row",
                customer,
                at,
                cells.get(0),
                cells.get(1),
                null,
                new BigDecimal(cells.get(3)),
                new BigDecimal(cells.get(5)),
                "GBP",
                cells.get(7));
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>(8);
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
