package io.nextbest.lab.segmentation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler.SheetContentsHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The rows of a known customer on the first sheet of UCI's Online Retail as a workbook. */
final class RetailWorkbook implements SheetContentsHandler {

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> cells = new HashMap<>();
    private final List<RetailRow> rows = new ArrayList<>(450_000);

    private RetailWorkbook() {}

    static List<RetailRow> read(Path file) throws IOException {
        var workbook = new RetailWorkbook();
        try (OPCPackage opened = OPCPackage.open(file.toFile(), PackageAccess.READ)) {
            var parts = new XSSFReader(opened);
            var parser = XMLHelper.newXMLReader();
            parser.setContentHandler(new XSSFSheetXMLHandler(
                    parts.getStylesTable(), new ReadOnlySharedStringsTable(opened), workbook, new Raw(), false));
            try (InputStream sheet = parts.getSheetsData().next()) {
                parser.parse(new InputSource(sheet));
            }
        } catch (OpenXML4JException | SAXException | ParserConfigurationException e) {
            throw new IOException("%s is not a workbook that can be read".formatted(file), e);
        }
        return workbook.rows;
    }

    /** Numbers as they are, not as a screen shows them. */
    private static final class Raw extends DataFormatter {

        @Override
        public String formatRawCellContents(double value, int index, @Nullable String format) {
            return Double.toString(value);
        }
    }

    @Override
    public void startRow(int row) {
        cells.clear();
    }

    @Override
    public void cell(String reference, @Nullable String value, @Nullable XSSFComment comment) {
        if (value != null) {
            cells.put(reference.replaceAll("[0-9]", ""), value);
        }
    }

    @Override
    public void endRow(int row) {
        if (row == 0) {
            cells.forEach((column, name) -> names.put(name, column));
        } else if (!id("CustomerID").isEmpty()) {
            rows.add(new RetailRow(
                    id("CustomerID"),
                    id("InvoiceNo"),
                    id("StockCode"),
                    DateUtil.getLocalDateTime(number("InvoiceDate"), false, true),
                    number("Quantity"),
                    number("UnitPrice")));
        }
    }

    private String id(String name) {
        String text = cells.getOrDefault(names.getOrDefault(name, ""), "");
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private double number(String name) {
        return Double.parseDouble(cells.getOrDefault(names.getOrDefault(name, ""), "NaN"));
    }
}
