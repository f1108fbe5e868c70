package io.nextbest.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.nextbest.segmentation.PrintedId;
import io.nextbest.segmentation.PurchaseColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Invoice rows in a folder of Parquet or CSV files, or in one such file. Columns are found by {@link PurchaseColumns};
 * times without an offset are those of the session's zone. A CSV cell must not hold a line break: Spark could not share
 * such a file among its workers.
 *
 * @param input path or URI of any file system that Hadoop knows
 * @param encoding of CSV text
 * @param dateFormat pattern of times in CSV, null for ISO 8601
 */
record PurchaseFiles(
        String input, Charset encoding, @Nullable String dateFormat) {

    private static final List<String> FORMATS = List.of("parquet", "csv");

    static PurchaseFiles of(java.nio.file.Path input) {
        return new PurchaseFiles(input.toUri().toString(), StandardCharsets.UTF_8, null);
    }

    /**
     * Every row: customer, invoice (text), at (wall time of the session's zone), quantity, price (decimal), each null
     * where the file's cell is empty or does not read; {@code unread} says what of a row does not read that would
     * count otherwise, and is null in all others.
     *
     * @throws IllegalArgumentException with a sentence for the operator if there is no such file or column
     */
    Dataset<Row> read(SparkSession spark) {
        List<FileStatus> files = list(spark);
        List<String> formats = files.stream()
                .map(file -> format(file.getPath()))
                .filter(one -> !one.isEmpty())
                .distinct()
                .toList();
        if (formats.size() != 1) {
            throw new IllegalArgumentException(
                    formats.isEmpty()
                            ? "%s holds no .parquet or .csv file.".formatted(input)
                            : "%s holds Parquet and CSV files; name a folder of one kind.".formatted(input));
        }
        String[] paths = files.stream()
                .filter(file -> !format(file.getPath()).isEmpty() && file.getLen() > 0)
                .map(file -> file.getPath().toString())
                .toArray(String[]::new);
        if (paths.length == 0) {
            throw new IllegalArgumentException("%s is empty; export it again.".formatted(input));
        }
        boolean text = formats.getFirst().equals("csv");
        Dataset<Row> raw = text ? csv(spark, paths) : spark.read().parquet(paths);
        return cells(raw, text);
    }

    /** A part whose header is another one stops the reading: it would be taken column by column. */
    private Dataset<Row> csv(SparkSession spark, String[] paths) {
        return spark.read()
                .option("header", true)
                .option("escape", "\"")
                .option("multiLine", false)
                .option("enforceSchema", false)
                .option("encoding", encoding.name())
                .csv(paths);
    }

    private Dataset<Row> cells(Dataset<Row> raw, boolean text) {
        String[] header = raw.columns();
        Map<PurchaseColumns, Integer> places = PurchaseColumns.find(input, List.of(header));
        Map<PurchaseColumns, String> names = new EnumMap<>(PurchaseColumns.class);
        places.forEach((column, place) -> names.put(column, header[place]));
        List<Column> cells = new ArrayList<>();
        names.forEach((column, name) -> cells.add(text(raw, name).as("raw_" + column)));
        cells.add(expr(at(quoted(name(names, PurchaseColumns.AT)), text)).as("at"));
        return raw.select(cells.toArray(Column[]::new))
                .withColumn("customer", identifier(PurchaseColumns.CUSTOMER))
                .withColumn("invoice", identifier(PurchaseColumns.INVOICE))
                .withColumn("quantity", expr("try_cast(raw_QUANTITY AS decimal(14, 4))"))
                .withColumn("price", expr("try_cast(raw_UNIT_PRICE AS decimal(16, 6))"))
                .withColumn("unread", expr(unread(names)))
                .drop(names.keySet().stream().map(column -> "raw_" + column).toArray(String[]::new));
    }

    /** Of a number without an exponent: customer 12345678 is no 1.2345678E7. */
    private static Column text(Dataset<Row> raw, String name) {
        DataType type = raw.schema().apply(name).dataType();
        boolean floating = type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
        String cell = floating ? "cast(%s AS decimal(38, 12))".formatted(quoted(name)) : quoted(name);
        return expr("cast(%s AS string)".formatted(cell));
    }

    /** To an instant first, so that a time with an offset becomes the shop's own wall time. */
    private String at(String column, boolean text) {
        String read = dateFormat != null && text
                ? "try_to_timestamp(%s, '%s')"
                        .formatted(column, dateFormat.replace("\\", "\\\\").replace("'", "\\'"))
                : "try_cast(%s AS timestamp)".formatted(column);
        return "cast(%s AS timestamp_ntz)".formatted(read);
    }

    /** In the order of the cleaning rules: what they leave out need not read. */
    private String unread(Map<PurchaseColumns, String> names) {
        String date = dateFormat == null
                ? "a date like 2010-12-01 08:26 (else give --date-format)"
                : "a date in the given format";
        return "CASE WHEN customer IS NULL THEN NULL"
                + " WHEN quantity IS NULL THEN " + sentence(names, PurchaseColumns.QUANTITY, "a number")
                + " WHEN price IS NULL THEN " + sentence(names, PurchaseColumns.UNIT_PRICE, "a number")
                + " WHEN quantity <= 0 OR price <= 0 THEN NULL"
                + " WHEN invoice IS NULL THEN " + sentence(names, PurchaseColumns.INVOICE, "an invoice")
                + " WHEN at IS NULL THEN " + sentence(names, PurchaseColumns.AT, date)
                + " END";
    }

    private static String sentence(Map<PurchaseColumns, String> names, PurchaseColumns column, String wanted) {
        String name = name(names, column).replace("\\", "\\\\").replace("'", "\\'");
        String raw = "raw_" + column;
        return ("if(coalesce(trim(%s), '') = '', 'column %s is empty',"
                        + " concat('column %s is \"', left(%s, 40), '\", not %s'))")
                .formatted(raw, name, name, raw, wanted);
    }

    private static String name(Map<PurchaseColumns, String> names, PurchaseColumns column) {
        return Objects.requireNonNull(names.get(column));
    }

    private static String quoted(String header) {
        return "`" + header.replace("`", "``") + "`";
    }

    /** As text, like {@link PrintedId#ofCell}; blank is null. */
    private static Column identifier(PurchaseColumns column) {
        return expr("nullif(regexp_replace(trim(raw_%s), '^%s$', '$1'), '')".formatted(column, PrintedId.WITH_ZEROS));
    }

    /** What is not hidden: neither _SUCCESS nor checksums. */
    private List<FileStatus> list(SparkSession spark) {
        try {
            Path path = new Path(input);
            FileSystem system = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            if (!system.exists(path)) {
                throw new IllegalArgumentException(
                        "%s is not there; name a file or a folder by --input.".formatted(input));
            }
            List<FileStatus> files = new ArrayList<>();
            add(system, path, files);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(FileSystem system, Path path, List<FileStatus> files) throws IOException {
        for (FileStatus one : system.listStatus(path)) {
            String name = one.getPath().getName();
            if (name.startsWith("_") || name.startsWith(".")) {
                continue;
            }
            if (one.isDirectory()) {
                add(system, one.getPath(), files);
            } else {
                files.add(one);
            }
        }
    }

    private static String format(Path file) {
        String name = file.getName().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        return FORMATS.stream()
                .filter(format -> name.endsWith("." + format))
                .findFirst()
                .orElse("");
    }

    /**
     * How many rows there are, and which are left out.
     *
     * @param first what does not read of one of the unreadable, null if there is none
     */
    record Counts(
            long rows,
            long noCustomer,
            long noQuantity,
            long noPrice,
            long unreadable,
            @Nullable String first) {

        static Counts of(Dataset<Row> rows) {
            Row counted = rows.agg(
                            expr("count(1)"),
                            expr("count_if(customer IS NULL)"),
                            expr("count_if(customer IS NOT NULL AND unread IS NULL AND quantity <= 0)"),
                            expr("count_if(customer IS NOT NULL AND unread IS NULL AND quantity > 0 AND price <= 0)"),
                            expr("count(unread)"),
                            expr("first(unread, true)"))
                    .head();
            return new Counts(
                    counted.getLong(0),
                    counted.getLong(1),
                    counted.getLong(2),
                    counted.getLong(3),
                    counted.getLong(4),
                    counted.isNullAt(5) ? null : counted.getString(5));
        }

        long kept() {
            return rows - noCustomer - noQuantity - noPrice - unreadable;
        }

        /** For people. */
        List<String> lines() {
            return Stream.of(
                            "  rows        %,d read, %,d kept".formatted(rows, kept()),
                            ("  left out    %,d without a customer, %,d with no quantity above 0,"
                                            + " %,d with no price above 0, %,d unreadable")
                                    .formatted(noCustomer, noQuantity, noPrice, unreadable),
                            first == null ? "" : "              such as: " + first)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    /** The rows by the columns of this product's own purchases. */
    static Dataset<Row> columns(Dataset<Row> rows) {
        return rows.select(
                col("invoice"),
                col("at"),
                col("quantity"),
                col("price").as("unit_price"),
                col("customer").as("customer_id"));
    }

    /** Rows that count: customer known, quantity and price above 0, every cell read. */
    static Dataset<Row> kept(Dataset<Row> rows) {
        return rows.filter(col("unread")
                .isNull()
                .and(col("customer").isNotNull())
                .and(col("quantity").gt(0))
                .and(col("price").gt(0)));
    }
}
