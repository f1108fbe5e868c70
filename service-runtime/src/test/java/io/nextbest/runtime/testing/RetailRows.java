package io.nextbest.runtime.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The 541,909 rows of Online Retail, where the folder of data lies beside the project. */
public final class RetailRows {

    private static final Path FILE =
            Path.of(System.getProperty("shared.folder", "../../shared"), "data/online-retail/online_retail.csv.gz");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final ZoneId SHOP = ZoneId.of("Europe/London");

    private RetailRows() {}

    /** @param number counts from 1 */
    public record Row(
            long number,
            String invoice,
            String quantity,
            Instant at,
            String price,
            @Nullable String customer) {}

    public static boolean present() {
        return Files.exists(FILE);
    }

    /** Gives what becomes of the rows, so many at a time, and says how many there were. */
    public static <T> int inPages(int size, Function<Row, T> made, Consumer<List<T>> page) throws IOException {
        int rows = 0;
        List<T> next = new ArrayList<>(size);
        try (var reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                rows++;
                next.add(made.apply(row(rows, line)));
                if (next.size() == size) {
                    page.accept(List.copyOf(next));
                    next.clear();
                }
            }
        }
        if (!next.isEmpty()) {
            page.accept(List.copyOf(next));
        }
        return rows;
    }

    /** Only the description may hold a comma: the columns after it count from the end. */
    private static Row row(long number, String line) {
        String[] cells = line.split(",", -1);
        int last = cells.length - 1;
        return new Row(
                number,
                cells[0],
                cells[last - 4],
                LocalDateTime.parse(cells[last - 3], TIME).atZone(SHOP).toInstant(),
                cells[last - 2],
                cells[last - 1].isEmpty() ? null : cells[last - 1]);
    }
}
