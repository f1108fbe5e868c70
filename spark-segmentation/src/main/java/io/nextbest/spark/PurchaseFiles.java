package io.nextbest.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Invoice rows in a folder of Parquet or CSV files, or in one such file. Columns are found by name, whatever their
 * case and punctuation; times without an offset are those of the session's zone. A CSV cell must not hold a line break:
 * Spark could not share such a file among its workers.
 */
final class PurchaseFiles {

    /** Our column, and the headers that it goes by. */
    private static final Map<String, Set<String>> HEADERS = headers();

    private PurchaseFiles() {}

    private static Map<String, Set<String>> headers() {
        Map<String, Set<String>> headers = new LinkedHashMap<>();
        headers.put("customer", Set.of("customerid", "customer"));
        headers.put("invoice", Set.of("invoiceno", "invoice"));
        headers.put("at", Set.of("invoicedate", "at", "date"));
        headers.put("quantity", Set.of("quantity"));
        headers.put("price", Set.of("unitprice", "price"));
        return headers;
    }

    /**
     * Every row: customer, invoice (text), at (wall time of the session's zone), quantity, price (decimal), each null
     * where the file's cell is empty or does not read; {@code unread} is true where a cell was there and did not read.
     *
     * @throws IllegalArgumentException with a sentence for the operator if there is no such file or column
     */
    static Dataset<Row> read(SparkSession spark, Path input) {
        Dataset<Row> raw = switch (format(input)) {
            case "parquet" -> spark.read().parquet(input.toString());
            case "csv" ->
                spark.read()
                        .option("header", true)
                        .option("escape", "\"")
                        .option("multiLine", false)
                        .csv(input.toString());
            default -> throw new IllegalArgumentException("%s holds no .parquet or .csv file.".formatted(input));
        };
        Map<String, String> found = columns(raw.columns());
        List<Column> cells = new ArrayList<>();
        cells.add(text(header(found, "customer")).as("customer"));
        cells.add(text(header(found, "invoice")).as("invoice"));
        cells.add(raw.col(quoted(header(found, "at"))).as("raw_at"));
        cells.add(raw.col(quoted(header(found, "quantity"))).as("raw_quantity"));
        cells.add(raw.col(quoted(header(found, "price"))).as("raw_price"));
        return raw.select(cells.toArray(Column[]::new))
                // to an instant first, so that a time with an offset becomes the shop's own wall time
                .withColumn("at", expr("cast(try_cast(raw_at AS timestamp) AS timestamp_ntz)"))
                .withColumn("quantity", expr("try_cast(raw_quantity AS decimal(14, 4))"))
                .withColumn("price", expr("try_cast(raw_price AS decimal(16, 6))"))
                .withColumn(
                        "unread",
                        expr("at IS NULL OR (quantity IS NULL AND raw_quantity IS NOT NULL)"
                                + " OR (price IS NULL AND raw_price IS NOT NULL)"))
                .drop("raw_at", "raw_quantity", "raw_price");
    }

    private static String format(Path input) {
        if (Files.isRegularFile(input)) {
            return format(input.getFileName().toString());
        }
        if (!Files.isDirectory(input)) {
            throw new IllegalArgumentException("%s is not there; name a file or a folder by --input.".formatted(input));
        }
        try (Stream<Path> files = Files.list(input)) {
            List<String> formats = files.map(file -> format(file.getFileName().toString()))
                    .filter(one -> !one.isEmpty())
                    .distinct()
                    .toList();
            if (formats.size() > 1) {
                throw new IllegalArgumentException(
                        "%s holds Parquet and CSV files; name a folder of one kind.".formatted(input));
            }
            return formats.isEmpty() ? "" : formats.getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String format(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".parquet")) {
            return "parquet";
        }
        return lower.endsWith(".csv") || lower.endsWith(".csv.gz") ? "csv" : "";
    }

    private static Map<String, String> columns(String[] given) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String header : given) {
            String plain = header.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
            HEADERS.forEach((column, names) -> {
                if (names.contains(plain)) {
                    found.putIfAbsent(column, header);
                }
            });
        }
        List<String> missing = HEADERS.keySet().stream()
                .filter(column -> !found.containsKey(column))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("No column for %s; the headers are %s."
                    .formatted(String.join(", ", missing), String.join(", ", given)));
        }
        return found;
    }

    private static String header(Map<String, String> found, String column) {
        return Objects.requireNonNull(found.get(column));
    }

    private static String quoted(String header) {
        return "`" + header.replace("`", "``") + "`";
    }

    /** As text; blank is null, and a whole number that a table printed as 12347.0 loses its fraction. */
    private static Column text(String header) {
        String trimmed = "trim(cast(%s AS string))".formatted(quoted(header));
        return expr("nullif(regexp_replace(%s, '^([0-9]+)\\\\.0+$', '$1'), '')".formatted(trimmed));
    }

    /** For people: how many rows there are, and which are left out. */
    static List<String> counts(Dataset<Row> rows) {
        Row counted = rows.agg(
                        expr("count(1)"),
                        expr("count_if(unread)"),
                        expr("count_if(NOT unread AND customer IS NULL)"),
                        expr("count_if(NOT unread AND customer IS NOT NULL AND (quantity IS NULL OR quantity <= 0))"),
                        expr("count_if(NOT unread AND customer IS NOT NULL AND quantity > 0"
                                + " AND (price IS NULL OR price <= 0))"))
                .head();
        return List.of(
                "%,d rows".formatted(counted.getLong(0)),
                "  left out: %,d unreadable, %,d without a customer, %,d with no quantity above 0, %,d with no price"
                        .formatted(counted.getLong(1), counted.getLong(2), counted.getLong(3), counted.getLong(4)));
    }

    /** Rows that count: customer known, quantity and price above 0, every cell read. */
    static Dataset<Row> kept(Dataset<Row> rows) {
        return rows.filter(col("unread")
                .equalTo(false)
                .and(col("customer").isNotNull())
                .and(col("invoice").isNotNull())
                .and(col("quantity").gt(0))
                .and(col("price").gt(0)));
    }
}
