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
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * An .xlsx workbook, read by POI's package and the JDK's XML parser: complete, and several times slower than
 * {@link Workbook}, for which it stands in. Memory holds the distinct texts and one row.
 */
final class PoiWorkbook implements TableFile {

    static {
        // a real sheet packs about 1 in 8; beyond 1 in 100, or 4 GB in one part, a file means harm
        ZipSecureFile.setMinInflateRatio(0.01);
        ZipSecureFile.setMaxEntrySize(0xFFFFFFFFL);
    }

    private final Path file;
    private final OPCPackage opened;
    private final XSSFReader reader;
    private final List<String> texts;
    private final WorkbookStyle style;
    private final List<Sheet> sheets;

    private PoiWorkbook(Path file, OPCPackage opened) throws IOException, OpenXML4JException, SAXException {
        this.file = file;
        this.opened = opened;
        this.reader = new XSSFReader(opened);
        this.texts = texts(opened);
        this.style = new WorkbookStyle();
        try (InputStream workbook = reader.getWorkbookData()) {
            parse(workbook, new StyleElements(style));
        }
        try (InputStream styles = reader.getStylesData()) {
            if (styles != null) {
                parse(styles, new StyleElements(style));
            }
        }
        this.sheets = listSheets();
    }

    static PoiWorkbook open(Path file) {
        OPCPackage opened = null;
        try {
            opened = OPCPackage.open(file.toFile(), PackageAccess.READ);
            return new PoiWorkbook(file, opened);
        } catch (IOException | OpenXML4JException | SAXException | RuntimeException e) {
            if (opened != null) {
                opened.revert();
            }
            throw Workbook.refused(file, e);
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
                SheetRows rows = new SheetRows(texts, style, index, finder);
                try {
                    parse(part, new SheetCells(rows));
                } catch (HeaderFinder.Found stop) {
                    // the header is all that was wanted
                }
                found.add(finder.sheet(index, name, rows.announcedRows()));
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
                        parse(part, new SheetCells(new SheetRows(texts, style, index, below)));
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
            throw Workbook.refused(file, e);
        } catch (IOException | OpenXML4JException e) {
            throw Workbook.refused(file, e);
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

    /** Every text once, so that cells need not ask POI again. */
    private static List<String> texts(OPCPackage opened) throws IOException, SAXException {
        ReadOnlySharedStringsTable table = new ReadOnlySharedStringsTable(opened, false);
        List<String> texts = new ArrayList<>(table.getUniqueCount());
        for (int i = 0; i < table.getUniqueCount(); i++) {
            texts.add(table.getItemAt(i).getString());
        }
        return texts;
    }

    /** Hands elements to the style. */
    private static final class StyleElements extends DefaultHandler {

        private final WorkbookStyle style;

        StyleElements(WorkbookStyle style) {
            this.style = style;
        }

        @Override
        public void startElement(String uri, String name, String qualified, Attributes attributes) {
            style.startElement(name, attributes::getValue);
        }

        @Override
        public void endElement(String uri, String name, String qualified) {
            style.endElement(name);
        }
    }
}
