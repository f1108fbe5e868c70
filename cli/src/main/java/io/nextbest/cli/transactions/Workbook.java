package io.nextbest.cli.transactions;

import io.nextbest.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An .xlsx workbook, its sheets read from their bytes by {@link SheetScanner} while another thread unpacks them. What
 * that does not understand, {@link PoiWorkbook} reads from there on. Memory holds the distinct texts and one row.
 */
final class Workbook implements TableFile {

    private final Path file;
    private final PlainPackage opened;
    private final List<Sheet> sheets;
    private @Nullable PoiWorkbook complete;

    private Workbook(Path file, PlainPackage opened) throws IOException {
        this.file = file;
        this.opened = opened;
        this.sheets = listSheets();
    }

    static TableFile open(Path file) {
        PlainPackage opened = null;
        try {
            opened = PlainPackage.open(file);
            return new Workbook(file, opened);
        } catch (NotUnderstood | SheetRows.Refused e) {
            close(opened);
            return PoiWorkbook.open(file);
        } catch (IOException | RuntimeException e) {
            close(opened);
            throw refused(file, e);
        }
    }

    @Override
    public String format() {
        return "workbook";
    }

    @Override
    public List<Sheet> sheets() {
        return sheets;
    }

    @Override
    public boolean counts1904() {
        return opened.style().counts1904();
    }

    @Override
    public void close() {
        close(opened);
        if (complete != null) {
            complete.close();
        }
    }

    private static void close(@Nullable PlainPackage opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("A file opened for reading did not close.", e);
        }
    }

    private List<Sheet> listSheets() throws IOException {
        List<Sheet> found = new ArrayList<>();
        for (int index = 0; index < opened.sheets(); index++) {
            HeaderFinder finder = new HeaderFinder();
            SheetRows rows = new SheetRows(opened.texts(), opened.style(), index, finder);
            try (InputStream part = opened.open(index)) {
                new SheetScanner(part, rows).read();
            } catch (HeaderFinder.Found stop) {
                // the header is all that was wanted
            }
            found.add(finder.sheet(index, opened.name(index), rows.announcedRows()));
        }
        return found;
    }

    @Override
    public void read(Sheet sheet, Consumer<Row> rows) {
        long[] given = {0};
        Consumer<Row> below = row -> {
            if (row.number() > sheet.headerRow()) {
                given[0]++;
                rows.accept(row);
            }
        };
        try (InputStream part = new ReadAhead(opened.open(sheet.index()))) {
            new SheetScanner(part, new SheetRows(opened.texts(), opened.style(), sheet.index(), below)).read();
        } catch (NotUnderstood | SheetRows.Refused e) {
            readOn(sheet, rows, given[0]);
        } catch (IOException e) {
            throw refused(file, e);
        }
    }

    /** Has the sheet read again by POI; rows that were given are not given twice. */
    private void readOn(Sheet sheet, Consumer<Row> rows, long given) {
        PoiWorkbook poi = complete;
        if (poi == null) {
            poi = PoiWorkbook.open(file);
            complete = poi;
        }
        long[] met = {0};
        poi.read(sheet, row -> {
            if (met[0]++ >= given) {
                rows.accept(row);
            }
        });
    }

    static CommandFailure refused(Path file, Exception e) {
        if (e instanceof CommandFailure known) {
            return known;
        }
        return new CommandFailure(
                "%s is not a readable .xlsx workbook (%s); open it in a spreadsheet and save it again."
                        .formatted(file, TableFiles.why(e).lines().findFirst().orElse("damaged")),
                e);
    }
}
