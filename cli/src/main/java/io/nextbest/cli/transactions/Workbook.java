package io.nextbest.cli.transactions;

import io.nextbest.cli.CommandFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * An .xlsx workbook, read by POI's event interface: package, shared strings and sheet list by POI, the cells by
 * {@link SheetCells}. Memory holds the distinct texts and one row.
 */
final class Workbook implements TableFile {

    static {
        // a real sheet packs about 1 in 8; beyond 1 in 100, or 4 GB in one part, a file means harm
        ZipSecureFile.setMinInflateRatio(0.01);
        ZipSecureFile.setMaxEntrySize(0xFFFFFFFFL);
    }

    private final Path file;
    private final OPCPackage opened;
    private final XSSFReader reader;
    private final ReadOnlySharedStringsTable texts;
    private final WorkbookStyle style;
    private final List<Sheet> sheets;

    private Workbook(Path file, OPCPackage opened) throws IOException, OpenXML4JException, SAXException {
        this.file = file;
        this.opened = opened;
        this.reader = new XSSFReader(opened);
        this.texts = new ReadOnlySharedStringsTable(opened, false);
        this.style = new WorkbookStyle();
        try (InputStream workbook = reader.getWorkbookData()) {
            parse(workbook, style);
        }
        try (InputStream styles = reader.getStylesData()) {
            if (styles != null) {
                parse(styles, style);
            }
        }
        this.sheets = listSheets();
    }

    static Workbook open(Path file) {
        OPCPackage opened = null;
        try {
            opened = OPCPackage.open(file.toFile(), PackageAccess.READ);
            return new Workbook(file, opened);
        } catch (IOException | OpenXML4JException | SAXException | RuntimeException e) {
            if (opened != null) {
                opened.revert();
            }
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
        return style.counts1904();
    }

    @Override
    public void close() {
        opened.revert(); // opened for reading: nothing is written back
    }

    private List<Sheet> listSheets() throws IOException, OpenXML4JException, SAXException {
        List<Sheet> found = new ArrayList<>();
        XSSFReader.SheetIterator parts = (XSSFReader.SheetIterator) reader.getSheetsData();
        while (parts.hasNext()) {
            try (InputStream part = parts.next()) {
                int index = found.size();
                String name = parts.getSheetName();
                HeaderFinder finder = new HeaderFinder();
                SheetCells cells = new SheetCells(texts, style, index, finder);
                try {
                    parse(part, cells);
                } catch (Stop stop) {
                    // the header is all that was wanted
                }
                long rows = cells.announcedRows() < 0 ? -1 : cells.announcedRows() - finder.row;
                found.add(new Sheet(index, name, finder.header, finder.row, rows));
            }
        }
        return found;
    }

    @Override
    public void read(Sheet sheet, Consumer<Row> rows) {
        try {
            XSSFReader.SheetIterator parts = (XSSFReader.SheetIterator) reader.getSheetsData();
            for (int index = 0; parts.hasNext(); index++) {
                try (InputStream part = parts.next()) {
                    if (index == sheet.index()) {
                        Consumer<Row> below = row -> {
                            if (row.number() > sheet.headerRow()) {
                                rows.accept(row);
                            }
                        };
                        parse(part, new SheetCells(texts, style, index, below));
                        return;
                    }
                }
            }
        } catch (CommandFailure e) {
            throw e;
        } catch (SAXException e) {
            if (e.getCause() instanceof RuntimeException thrownByReader) {
                throw thrownByReader;
            }
            throw refused(file, e);
        } catch (IOException | OpenXML4JException e) {
            throw refused(file, e);
        }
    }

    private static void parse(InputStream in, DefaultHandler handler) throws IOException, SAXException {
        try {
            XMLReader xml = XMLHelper.newXMLReader();
            xml.setContentHandler(handler);
            xml.parse(new InputSource(new BufferedInputStream(in, 1 << 16)));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This JDK has no XML parser.", e);
        }
    }

    private static CommandFailure refused(Path file, Exception e) {
        if (e instanceof CommandFailure known) {
            return known;
        }
        return new CommandFailure(
                "%s is not a readable .xlsx workbook (%s); open it in a spreadsheet and save it again."
                        .formatted(file, TableFiles.why(e).lines().findFirst().orElse("damaged")),
                e);
    }

    /** Ends the parsing of a part early. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stop() {
            super("header found", null, false, false);
        }
    }

    /** Takes the first row that is not blank and stops. */
    private static final class HeaderFinder implements Consumer<Row> {

        private List<String> header = List.of();
        private long row;

        @Override
        public void accept(Row first) {
            row = first.number();
            List<String> names = new ArrayList<>();
            for (int column = 0; column < first.width(); column++) {
                names.add(
                        first.kind(column) == Row.Kind.TEXT ? first.text(column).strip() : "");
            }
            header = names;
            throw new Stop();
        }
    }
}
