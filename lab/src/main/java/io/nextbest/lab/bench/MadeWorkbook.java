package io.nextbest.lab.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes workbooks shaped like Online Retail, of any number of rows: the same eight columns, types and proportions. For
 * sizes that no real file has; the same seed gives the same rows.
 */
final class MadeWorkbook {

    private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private static final String[] COLUMNS = {
        "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"
    };
    private static final String[] WORDS =
            "WHITE RED BLUE PINK VINTAGE RETRO WOODEN METAL GLASS HEART STAR BIRD ROSE".split(" ");
    private static final int ITEMS = 4_070;
    private static final int CUSTOMERS = 4_372;
    private static final int FIRST_INVOICE = 536_365;
    private static final double FIRST_DAY = LocalDate.of(2010, 12, 1).toEpochDay() + 25_569;
    private static final int DAYS = 373;
    private static final int MINUTES_A_DAY = 1_440;
    private static final double LINES_AN_INVOICE = 21;

    private final int rows;
    private final SplittableRandom random;

    private MadeWorkbook(int rows, long seed) {
        this.rows = rows;
        this.random = new SplittableRandom(seed);
    }

    static void write(Path file, int rows, long seed) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
                Writer out = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8), 1 << 16)) {
            new MadeWorkbook(rows, seed).write(zip, out);
        }
    }

    private void write(ZipOutputStream zip, Writer out) throws IOException {
        part(zip, out, "[Content_Types].xml", """
                <Types xmlns="%scontent-types"><Default Extension="rels" \
                ContentType="application/vnd.openxmlformats-package.relationships+xml"/>%s%s%s%s</Types>""".formatted(
                        PACKAGE,
                        override("workbook", "sheet.main"),
                        override("worksheets/sheet1", "worksheet"),
                        override("styles", "styles"),
                        override("sharedStrings", "sharedStrings")));
        part(zip, out, "_rels/.rels", relationships("officeDocument", "xl/workbook.xml"));
        part(
                zip,
                out,
                "xl/_rels/workbook.xml.rels",
                relationships(
                        "worksheet",
                        "worksheets/sheet1.xml",
                        "styles",
                        "styles.xml",
                        "sharedStrings",
                        "sharedStrings.xml"));
        part(zip, out, "xl/workbook.xml", """
                <workbook xmlns="%s" xmlns:r="%s"><sheets>\
                <sheet name="Online Retail" sheetId="1" r:id="rId1"/></sheets></workbook>""".formatted(MAIN, OFFICE));
        part(zip, out, "xl/styles.xml", """
                <styleSheet xmlns="%s"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>\
                <borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>\
                <cellXfs count="2"><xf numFmtId="0" xfId="0"/>\
                <xf numFmtId="22" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>""".formatted(MAIN));
        part(zip, out, "xl/sharedStrings.xml", texts());
        zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
        sheet(out);
        out.flush();
        zip.closeEntry();
    }

    private static void part(ZipOutputStream zip, Writer out, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.flush();
        zip.closeEntry();
    }

    private static String override(String part, String type) {
        return "<Override PartName=\"/xl/%s.xml\" ContentType=\"%s%s+xml\"/>".formatted(part, CONTENT, type);
    }

    private static String relationships(String... typesAndTargets) {
        StringBuilder text = new StringBuilder("<Relationships xmlns=\"" + PACKAGE + "relationships\">");
        for (int i = 0; i < typesAndTargets.length; i += 2) {
            text.append("<Relationship Id=\"rId%d\" Type=\"%s/%s\" Target=\"%s\"/>"
                    .formatted(i / 2 + 1, OFFICE, typesAndTargets[i], typesAndTargets[i + 1]));
        }
        return text.append("</Relationships>").toString();
    }

    /** Headers, then a country, then the items' texts. */
    private String texts() {
        StringBuilder text =
                new StringBuilder("<sst xmlns=\"%s\" uniqueCount=\"%d\">".formatted(MAIN, COLUMNS.length + 1 + ITEMS));
        for (String column : COLUMNS) {
            text.append("<si><t>").append(column).append("</t></si>");
        }
        text.append("<si><t>United Kingdom</t></si>");
        for (int item = 0; item < ITEMS; item++) {
            text.append("<si><t>");
            for (int word = random.nextInt(3, 6); word > 0; word--) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            }
            text.append(item).append("</t></si>");
        }
        return text.append("</sst>").toString();
    }

    private void sheet(Writer out) throws IOException {
        out.write("<worksheet xmlns=\"%s\"><dimension ref=\"A1:H%d\"/><sheetData><row r=\"1\" spans=\"1:8\">"
                .formatted(MAIN, rows + 1));
        for (int column = 0; column < COLUMNS.length; column++) {
            out.write("<c r=\"%c1\" t=\"s\"><v>%d</v></c>".formatted((char) ('A' + column), column));
        }
        out.write("</row>");
        int invoices = (int) Math.max(1, rows / LINES_AN_INVOICE);
        int[] minutes = random.ints(invoices, 0, DAYS * MINUTES_A_DAY).sorted().toArray();
        double[] prices = random.doubles(ITEMS)
                .map(x -> Math.rint(100 * Math.exp(2 * x)) / 100)
                .toArray();
        int[] left = new int[invoices];
        Arrays.fill(left, 1);
        for (int row = invoices; row < rows; row++) {
            left[(int) (invoices * Math.pow(random.nextDouble(), 1.5))]++;
        }
        int row = 2;
        for (int invoice = 0; invoice < invoices; invoice++) {
            // few customers buy often, and every seventh invoice names none
            int customer = invoice % 7 == 6 ? -1 : 12_346 + (int) (CUSTOMERS * Math.pow(random.nextDouble(), 2));
            double at = FIRST_DAY + (double) minutes[invoice] / MINUTES_A_DAY;
            for (; left[invoice] > 0; left[invoice]--) {
                int item = (int) (ITEMS * Math.pow(random.nextDouble(), 2));
                row(out, row++, FIRST_INVOICE + invoice, item);
                cell(
                        out,
                        "D" + (row - 1),
                        "",
                        random.nextInt(50) == 0 ? "-1" : Integer.toString(random.nextInt(1, 25)));
                cell(out, "E" + (row - 1), " s=\"1\"", Double.toString(at));
                cell(out, "F" + (row - 1), "", Double.toString(prices[item]));
                if (customer > 0) {
                    cell(out, "G" + (row - 1), "", Integer.toString(customer));
                }
                cell(out, "H" + (row - 1), " t=\"s\"", Integer.toString(COLUMNS.length));
                out.write("</row>");
            }
        }
        out.write("</sheetData></worksheet>");
    }

    private static void row(Writer out, int row, int invoice, int item) throws IOException {
        out.write("<row r=\"" + row + "\" spans=\"1:8\">");
        cell(out, "A" + row, "", Integer.toString(invoice));
        cell(out, "B" + row, "", Integer.toString(10_000 + item));
        cell(out, "C" + row, " t=\"s\"", Integer.toString(COLUMNS.length + 1 + item));
    }

    private static void cell(Writer out, String place, String kind, String value) throws IOException {
        out.write("<c r=\"" + place + "\"" + kind + "><v>" + value + "</v></c>");
    }
}
