package io.nextbest.cli.transactions;

import io.nextbest.cli.CommandFailure;
import io.nextbest.models.segmentation.PurchaseLine;
import io.nextbest.models.segmentation.Purchases;
import io.nextbest.models.value.History;
import io.nextbest.segmentation.PurchaseColumns;
import io.nextbest.segmentation.SpendByDay;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the invoice rows of a file come to per customer, without an event log. Rows are left out by the segmentation
 * agent's cleaning rules in their order: no customer, quantity not above 0, price not above 0; then rows that cannot be
 * read for certain.
 *
 * <p>Money is summed in whole ten-thousandths, which is exact; what does not fit (finer prices, sums beyond 10¹⁴) is
 * summed as decimals.
 */
public final class CustomerSums {

    private static final int SHOWN = 5;
    private static final int SCALE = 4;
    private static final double UNIT = 10_000;
    private static final double LARGEST_PRICE = 1e8;
    private static final double LARGEST_QUANTITY = 1e6;
    private static final long FULL = Long.MAX_VALUE - 1_000_000_000_000_000_000L; // one row adds 10¹⁸ at most

    private final Identifiers customers = new Identifiers();
    private final Identifiers invoices = new Identifiers();
    private final LongSet customersInvoices = new LongSet();
    private final List<String> firstUnreadable = new ArrayList<>();
    private long[] amounts = new long[1024];
    private int[] invoiceCounts = new int[1024];
    private @Nullable BigDecimal[] decimals = new BigDecimal[1024];
    private @Nullable Instant[] last = new Instant[1024];
    private @Nullable Instant first;
    private long rows;
    private long noCustomer;
    private long noQuantity;
    private long noPrice;
    private long unreadable;
    private long kept;

    private final @Nullable Map<Long, Invoice> parts;

    private CustomerSums(boolean parts) {
        this.parts = parts ? new HashMap<>() : null;
    }

    /** One of one customer: when it was begun and ended, and what it comes to. */
    private record Invoice(Instant first, Instant last, BigDecimal amount) {

        Invoice plus(Invoice other) {
            return new Invoice(
                    other.first.isBefore(first) ? other.first : first,
                    other.last.isAfter(last) ? other.last : last,
                    amount.add(other.amount));
        }

        Purchases of(String customer, Instant upTo) {
            return new Purchases(customer, last.isAfter(upTo) ? upTo : last, 1, amount);
        }
    }

    /**
     * How many rows there were below the headers, and what became of them.
     *
     * @param unreadable rows with a cell that does not say what its column promises
     */
    public record Counts(long rows, long kept, long noCustomer, long noQuantity, long noPrice, long unreadable) {}

    /**
     * Reads a shop's invoice file.
     *
     * @throws CommandFailure if it cannot be read, or holds no invoices
     */
    public static CustomerSums read(ImportSettings settings) {
        return read(settings, false);
    }

    /** The same, also by invoice: what {@link #histories}, {@link #purchasesAt} and {@link #spentAfter} tell. */
    public static CustomerSums readInvoices(ImportSettings settings) {
        return read(settings, true);
    }

    private static CustomerSums read(ImportSettings settings, boolean parts) {
        CustomerSums sums = new CustomerSums(parts);
        try (TableFile table = TableFiles.open(settings.file(), settings.charset())) {
            boolean found = false;
            CommandFailure refusal = new CommandFailure("%s has no sheet.".formatted(settings.file()));
            for (TableFile.Sheet sheet : table.sheets()) {
                Map<PurchaseColumns, Integer> places;
                try {
                    places = PurchaseColumns.find(settings.file().toString(), sheet.header());
                } catch (IllegalArgumentException e) {
                    refusal = sheet.index() == 0 ? new CommandFailure(String.valueOf(e.getMessage()), e) : refusal;
                    continue;
                }
                var match = Layout.ofPurchases(sheet.header(), places);
                var cells = new Cells(match, settings.zone(), table.counts1904(), settings.dateFormat());
                table.read(sheet, sums.new Reading(sheet.name(), cells)::take);
                found = true;
            }
            if (!found) {
                throw refusal;
            }
        }
        return sums;
    }

    public Counts counts() {
        return new Counts(rows, kept, noCustomer, noQuantity, noPrice, unreadable);
    }

    /** Where and why the first few unreadable rows are so. */
    public List<String> firstUnreadable() {
        return List.copyOf(firstUnreadable);
    }

    /** Moment of the first kept row, null if there is none. */
    public @Nullable Instant first() {
        return first;
    }

    /** One entry per customer with a kept row, in no order. */
    public List<Purchases> purchases() {
        List<Purchases> purchases = new ArrayList<>(customers.size());
        for (int c = 0; c < customers.size(); c++) {
            Instant lastAt = last[c];
            if (lastAt != null) {
                BigDecimal amount = BigDecimal.valueOf(amounts[c], SCALE);
                BigDecimal rest = decimals[c];
                purchases.add(new Purchases(
                        customers.name(c), lastAt, invoiceCounts[c], rest == null ? amount : amount.add(rest)));
            }
        }
        return purchases;
    }

    /**
     * One entry per customer with a kept row, in no order: an invoice counts on the day on which it was begun.
     *
     * @param seenFrom day as seen from which they are told
     * @throws IllegalStateException if the invoices were not read
     */
    public List<History> histories(ZoneId zone, LocalDate seenFrom) {
        Map<Integer, SpendByDay> spent = HashMap.newHashMap(customers.size());
        parts().forEach((key, invoice) -> spent.computeIfAbsent(customer(key), customer -> new SpendByDay())
                .add(invoice.first().atZone(zone).toLocalDate(), invoice.amount()));
        List<History> histories = new ArrayList<>(spent.size());
        spent.forEach((customer, own) -> histories.add(own.history(customers.name(customer), seenFrom)));
        return histories;
    }

    /**
     * Every customer as the file would have told it at that moment, in no order; an invoice begun by then counts whole,
     * as the agent counts it.
     *
     * @throws IllegalStateException if the invoices were not read
     */
    public List<Purchases> purchasesAt(Instant at) {
        Map<Integer, Purchases> then = HashMap.newHashMap(customers.size());
        parts().forEach((key, invoice) -> {
            if (!invoice.first().isAfter(at)) {
                then.merge(
                        customer(key),
                        invoice.of(customers.name(customer(key)), at),
                        (one, other) -> new Purchases(
                                one.customer(),
                                other.lastAt().isAfter(one.lastAt()) ? other.lastAt() : one.lastAt(),
                                one.invoices() + other.invoices(),
                                one.amount().add(other.amount())));
            }
        });
        return List.copyOf(then.values());
    }

    /**
     * By customer, what the invoices begun after that moment come to.
     *
     * @throws IllegalStateException if the invoices were not read
     */
    public Map<String, Double> spentAfter(Instant at) {
        Map<Integer, BigDecimal> exact = new HashMap<>();
        parts().forEach((key, invoice) -> {
            if (invoice.first().isAfter(at)) {
                exact.merge(customer(key), invoice.amount(), BigDecimal::add);
            }
        });
        Map<String, Double> spent = HashMap.newHashMap(exact.size());
        exact.forEach((customer, amount) -> spent.put(customers.name(customer), amount.doubleValue()));
        return spent;
    }

    private Map<Long, Invoice> parts() {
        if (parts == null) {
            throw new IllegalStateException("the invoices were not read");
        }
        return parts;
    }

    private static int customer(long key) {
        return (int) (key >>> 32);
    }

    /** The rows of one sheet. */
    private final class Reading {

        private final String sheet;
        private final Cells cells;
        private final int customerColumn;
        private final int invoiceColumn;
        private final int atColumn;
        private final int quantityColumn;
        private final int priceColumn;
        private double lastSerial = Double.NaN;
        private String lastText = "";
        private Instant lastAt = Instant.MIN;
        private long keptInvoice;
        private Instant keptAt = Instant.MIN;

        Reading(String sheet, Cells cells) {
            this.sheet = sheet;
            this.cells = cells;
            this.customerColumn = cells.layout().column(Field.CUSTOMER);
            this.invoiceColumn = cells.layout().column(Field.INVOICE);
            this.atColumn = cells.layout().column(Field.AT);
            this.quantityColumn = cells.layout().column(Field.QUANTITY);
            this.priceColumn = cells.layout().column(Field.UNIT_PRICE);
        }

        void take(Row row) {
            rows++;
            if (row.kind(customerColumn) == Row.Kind.BLANK) {
                noCustomer++;
                return;
            }
            try {
                add(row);
            } catch (MalformedCell e) {
                unreadable++;
                if (firstUnreadable.size() < SHOWN) {
                    firstUnreadable.add("sheet \"%s\", row %d, column %s %s"
                            .formatted(sheet, row.number(), e.column(), e.detail()));
                }
            }
        }

        private void add(Row row) throws MalformedCell {
            if (row.kind(quantityColumn) == Row.Kind.NUMBER && row.kind(priceColumn) == Row.Kind.NUMBER) {
                double quantity = row.number(quantityColumn);
                double price = row.number(priceColumn);
                double units = Math.rint(price * UNIT);
                boolean exact = quantity == Math.rint(quantity)
                        && Math.abs(quantity) <= LARGEST_QUANTITY
                        && Math.abs(price) <= LARGEST_PRICE
                        && units / UNIT == price; // then price is that decimal, for both have at most 15 digits
                if (exact) {
                    if (isPositive(quantity > 0, price > 0)) {
                        long amount = (long) quantity * (long) units;
                        addUnits(keep(row), amount);
                        if (parts != null) {
                            addToInvoice(parts, BigDecimal.valueOf(amount, SCALE));
                        }
                    }
                    return;
                }
            }
            BigDecimal quantity = cells.number(row, Field.QUANTITY);
            BigDecimal price = cells.number(row, Field.UNIT_PRICE);
            if (isPositive(quantity.signum() > 0, price.signum() > 0)) {
                BigDecimal amount = new PurchaseLine("", "", Instant.EPOCH, quantity, price)
                        .amount()
                        .orElseThrow(() -> cells.malformed(Field.UNIT_PRICE, "has too many digits"));
                addDecimal(keep(row), amount);
                if (parts != null) {
                    addToInvoice(parts, amount);
                }
            }
        }

        private void addToInvoice(Map<Long, Invoice> invoices, BigDecimal amount) {
            invoices.merge(keptInvoice, new Invoice(keptAt, keptAt, amount), Invoice::plus);
        }

        private boolean isPositive(boolean quantity, boolean price) {
            if (!quantity) {
                noQuantity++;
            } else if (!price) {
                noPrice++;
            }
            return quantity && price;
        }

        /** Counts the row for its customer and says which of the customers that is. */
        private int keep(Row row) throws MalformedCell {
            long customerNumber = Identifiers.number(row, customerColumn);
            String customerText =
                    customerNumber == Identifiers.NONE ? cells.id(row, Field.CUSTOMER, Identifiers.LONGEST) : "";
            long invoiceNumber = Identifiers.number(row, invoiceColumn);
            String invoiceText =
                    invoiceNumber == Identifiers.NONE ? cells.id(row, Field.INVOICE, Identifiers.LONGEST) : "";
            Instant at = at(row);
            int customer = customers.index(customerNumber, customerText);
            long invoice = invoices.index(invoiceNumber, invoiceText);
            grow(customer);
            keptInvoice = (long) customer << 32 | invoice;
            keptAt = at;
            if (customersInvoices.add(keptInvoice)) {
                invoiceCounts[customer]++;
            }
            Instant before = last[customer];
            if (before == null || at.isAfter(before)) {
                last[customer] = at;
            }
            if (first == null || at.isBefore(first)) {
                first = at;
            }
            kept++;
            return customer;
        }

        private Instant at(Row row) throws MalformedCell {
            Row.Kind kind = row.kind(atColumn);
            boolean known = switch (kind) {
                case DATE -> row.number(atColumn) == lastSerial;
                case TEXT -> row.text(atColumn).equals(lastText);
                case BLANK, NUMBER, OTHER -> false;
            };
            if (!known) { // the rows of an invoice mostly share their moment, and to read one costs more than all else
                lastAt = cells.at(row, Field.AT);
                lastSerial = kind == Row.Kind.DATE ? row.number(atColumn) : Double.NaN;
                lastText = row.text(atColumn);
            }
            return lastAt;
        }
    }

    private void addUnits(int customer, long units) {
        if (amounts[customer] > FULL) {
            addDecimal(customer, BigDecimal.valueOf(units, SCALE));
        } else {
            amounts[customer] += units;
        }
    }

    private void addDecimal(int customer, BigDecimal amount) {
        BigDecimal before = decimals[customer];
        decimals[customer] = before == null ? amount : before.add(amount);
    }

    private void grow(int customer) {
        if (customer >= amounts.length) {
            int length = amounts.length * 2;
            amounts = Arrays.copyOf(amounts, length);
            invoiceCounts = Arrays.copyOf(invoiceCounts, length);
            decimals = Arrays.copyOf(decimals, length);
            last = Arrays.copyOf(last, length);
        }
    }
}
