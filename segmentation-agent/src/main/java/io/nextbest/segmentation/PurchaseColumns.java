package io.nextbest.segmentation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the five columns that segments are learned from stand in a file of purchases, or in one sentence why they do
 * not. Names match whatever their case, blanks and punctuation, from any of the known layouts. Knows no framework, so
 * that whoever trains reads and refuses the same files.
 */
public enum PurchaseColumns {
    INVOICE("InvoiceNo", "Invoice", "invoice"),
    AT("InvoiceDate", "InvoiceDate", "at"),
    QUANTITY("Quantity", "Quantity", "quantity"),
    UNIT_PRICE("UnitPrice", "Price", "unit_price"),
    CUSTOMER("CustomerID", "Customer ID", "customer_id");

    private static final List<String> LAYOUTS =
            List.of("Online Retail", "Online Retail II", "this product's own purchases");
    private static final int MOST_SHOWN = 200;

    private final List<String> names;

    PurchaseColumns(String... names) {
        this.names = List.of(names);
    }

    /**
     * Where each column stands, from 0; of two that mean the same, the first.
     *
     * @param file what the sentence calls the file
     * @param header its first row; a byte order mark does not count
     * @throws IllegalArgumentException with a sentence for the operator if one is missing
     */
    public static Map<PurchaseColumns, Integer> find(String file, List<String> header) {
        if (header.stream().anyMatch(name -> name.indexOf('\0') >= 0 || name.indexOf('\uFFFD') >= 0)) {
            throw new IllegalArgumentException(
                    "%s is not text in the given encoding; say its own, for example --encoding ISO-8859-1."
                            .formatted(file));
        }
        List<String> plain = header.stream().map(PurchaseColumns::plain).toList();
        Map<PurchaseColumns, Integer> found = new EnumMap<>(PurchaseColumns.class);
        for (PurchaseColumns column : values()) {
            for (int place = plain.size() - 1; place >= 0; place--) {
                String name = plain.get(place);
                if (column.names.stream().anyMatch(known -> plain(known).equals(name))) {
                    found.put(column, place);
                }
            }
        }
        if (found.size() < values().length) {
            throw new IllegalArgumentException(file + " " + refusal(header, plain, found));
        }
        return found;
    }

    private static String refusal(List<String> header, List<String> plain, Map<PurchaseColumns, Integer> found) {
        if (header.stream().allMatch(String::isBlank)) {
            return "has no rows; its first row must name the columns.";
        }
        String given = String.join(", ", header).replaceAll("[\\p{Cntrl}\uFEFF]", "");
        String separators = header.size() == 1 ? separators(header.getFirst()) : "";
        if (!separators.isEmpty()) {
            return "has %s between its cells, and commas are read; export it with commas.".formatted(separators);
        }
        int nearest = nearest(plain);
        List<String> missing = new ArrayList<>();
        for (PurchaseColumns column : values()) {
            if (!found.containsKey(column)) {
                missing.add(column.names.get(nearest));
            }
        }
        return "lacks the columns %s of the layout %s; its first row holds: %s. Read are %s, with any others beside."
                .formatted(
                        String.join(", ", missing),
                        LAYOUTS.get(nearest),
                        given.length() <= MOST_SHOWN ? given : given.substring(0, MOST_SHOWN) + "…",
                        layouts());
    }

    /** The layout of which most columns are there; of equals, the first. */
    private static int nearest(List<String> plain) {
        int nearest = 0;
        long most = 0;
        for (int layout = 0; layout < LAYOUTS.size(); layout++) {
            int one = layout;
            long present = List.of(values()).stream()
                    .filter(column -> plain.contains(plain(column.names.get(one))))
                    .count();
            if (present > most) {
                most = present;
                nearest = layout;
            }
        }
        return nearest;
    }

    private static String separators(String line) {
        return line.contains(";") ? "semicolons" : line.contains("\t") ? "tabs" : line.contains("|") ? "bars" : "";
    }

    private static String layouts() {
        List<String> layouts = new ArrayList<>();
        for (int layout = 0; layout < LAYOUTS.size(); layout++) {
            int one = layout;
            layouts.add("%s (%s)"
                    .formatted(
                            LAYOUTS.get(layout),
                            List.of(values()).stream()
                                    .map(column -> column.names.get(one))
                                    .collect(Collectors.joining(", "))));
        }
        return String.join("; ", layouts);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
