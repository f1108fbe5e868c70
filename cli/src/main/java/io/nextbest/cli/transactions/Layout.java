package io.nextbest.cli.transactions;

import static io.nextbest.cli.transactions.Field.AGE;
import static io.nextbest.cli.transactions.Field.AT;
import static io.nextbest.cli.transactions.Field.COUNTRY;
import static io.nextbest.cli.transactions.Field.CUSTOMER;
import static io.nextbest.cli.transactions.Field.DESCRIPTION;
import static io.nextbest.cli.transactions.Field.GENDER;
import static io.nextbest.cli.transactions.Field.INTERACTIONS;
import static io.nextbest.cli.transactions.Field.INVOICE;
import static io.nextbest.cli.transactions.Field.ITEM;
import static io.nextbest.cli.transactions.Field.PURCHASES;
import static io.nextbest.cli.transactions.Field.QUANTITY;
import static io.nextbest.cli.transactions.Field.UNIT_PRICE;

import io.nextbest.segmentation.PurchaseColumns;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The column layouts that are known. Names match whatever their case; spaces and underscores do not count. */
enum Layout {
    ONLINE_RETAIL(
            "Online Retail",
            columns()
                    .with("InvoiceNo", INVOICE)
                    .with("StockCode", ITEM)
                    .with("Description", DESCRIPTION)
                    .with("Quantity", QUANTITY)
                    .with("InvoiceDate", AT)
                    .with("UnitPrice", UNIT_PRICE)
                    .with("CustomerID", CUSTOMER)
                    .with("Country", COUNTRY)),
    ONLINE_RETAIL_II(
            "Online Retail II",
            columns()
                    .with("Invoice", INVOICE)
                    .with("StockCode", ITEM)
                    .with("Description", DESCRIPTION)
                    .with("Quantity", QUANTITY)
                    .with("InvoiceDate", AT)
                    .with("Price", UNIT_PRICE)
                    .with("Customer ID", CUSTOMER)
                    .with("Country", COUNTRY)),
    PROFILES(
            "customer profiles of the older system",
            columns()
                    .with("user_id", CUSTOMER)
                    .with("age", AGE)
                    .with("gender", GENDER)
                    .with("last_active", AT)
                    .with("interactions", INTERACTIONS)
                    .with("purchases", PURCHASES));

    private final String label;
    private final Map<String, Field> names;

    Layout(String label, Columns columns) {
        this.label = label;
        this.names = columns.byName;
    }

    String label() {
        return label;
    }

    List<String> names() {
        return List.copyOf(names.keySet());
    }

    /**
     * A layout found in a header.
     *
     * @param columns where each field stands, from 0
     * @param headers what the file calls it
     * @param ignored columns of the file that are not read
     */
    record Match(Layout layout, Map<Field, Integer> columns, Map<Field, String> headers, List<String> ignored) {

        int column(Field field) {
            return columns.getOrDefault(field, -1);
        }

        String header(Field field) {
            return headers.getOrDefault(field, field.name().toLowerCase(Locale.ROOT));
        }
    }

    /** The layout whose columns all stand in the header, or empty. */
    static Optional<Match> findIn(List<String> header) {
        for (Layout layout : values()) {
            Match match = layout.match(header);
            if (match.columns().size() == layout.names.size()) {
                return Optional.of(match);
            }
        }
        return Optional.empty();
    }

    /** The five columns that segments are learned from, whatever else stands beside them. */
    static Match ofPurchases(List<String> header, Map<PurchaseColumns, Integer> places) {
        Map<Field, Integer> columns = new EnumMap<>(Field.class);
        Map<Field, String> headers = new EnumMap<>(Field.class);
        places.forEach((column, place) -> {
            Field field = switch (column) {
                case INVOICE -> INVOICE;
                case AT -> AT;
                case QUANTITY -> QUANTITY;
                case UNIT_PRICE -> UNIT_PRICE;
                case CUSTOMER -> CUSTOMER;
            };
            columns.put(field, place);
            headers.put(field, header.get(place));
        });
        return new Match(ONLINE_RETAIL, columns, headers, List.of());
    }

    /** What the layout misses of which most columns are there, for the sentence that refuses a file. */
    static String missingFrom(List<String> header) {
        Layout nearest = ONLINE_RETAIL;
        int most = 0;
        for (Layout layout : values()) {
            int present = layout.names.size() - layout.missing(header).size();
            if (present > most) {
                nearest = layout;
                most = present;
            }
        }
        return "%s of the layout %s".formatted(String.join(", ", nearest.missing(header)), nearest.label);
    }

    private Match match(List<String> header) {
        Map<Field, Integer> columns = new EnumMap<>(Field.class);
        Map<Field, String> headers = new EnumMap<>(Field.class);
        List<String> ignored = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            String name = header.get(column);
            Field field = field(name);
            if (field == null || columns.containsKey(field)) {
                if (!name.isBlank()) {
                    ignored.add(name);
                }
            } else {
                columns.put(field, column);
                headers.put(field, name);
            }
        }
        return new Match(this, columns, headers, ignored);
    }

    private List<String> missing(List<String> header) {
        List<String> plain = header.stream().map(Layout::plain).toList();
        return names.keySet().stream()
                .filter(name -> !plain.contains(plain(name)))
                .toList();
    }

    private @Nullable Field field(String header) {
        for (Map.Entry<String, Field> entry : names.entrySet()) {
            if (plain(entry.getKey()).equals(plain(header))) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_]", "");
    }

    private static Columns columns() {
        return new Columns();
    }

    /** Column names in the order in which they are shown. */
    private static final class Columns {

        private final Map<String, Field> byName = new LinkedHashMap<>();

        Columns with(String name, Field field) {
            byName.put(name, field);
            return this;
        }
    }
}
