package io.nextbest.lab.segmentation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The purchases of CDNOW's master file: customer, day, number of discs, dollars, parted by blanks. */
final class Cdnow {

    private Cdnow() {}

    static Path file(Path data) {
        return data.resolve("cdnow").resolve("CDNOW_master.txt.gz");
    }

    /** Every purchase as one invoice of one row; some cost nothing. */
    static List<RetailRow> read(Path data) throws IOException {
        var rows = new ArrayList<RetailRow>(70_000);
        try (var reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file(data))), StandardCharsets.US_ASCII))) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.strip().split(" +");
                if (cells.length == 4) {
                    rows.add(new RetailRow(
                            cells[0],
                            String.valueOf(rows.size()),
                            "disc",
                            LocalDate.parse(cells[1], DateTimeFormatter.BASIC_ISO_DATE)
                                    .atStartOfDay(),
                            1,
                            Double.parseDouble(cells[3])));
                }
            }
        }
        return rows;
    }
}
