package io.nextbest.cli.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.poi.util.XMLHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/** Our scanner says what the JDK's parser says, or nothing. */
class SheetScannerTest {

    private static final List<String> TEXTS = List.of("InvoiceNo", "Größe & <Form>", "A_B", "");
    private static final String FROM_EXCEL = """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
            xmlns:x14ac="http://schemas.openxmlformats.org/x14ac" \
            xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac">\
            <sheetPr><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:H3"/><sheetViews><sheetView \
            tabSelected="1" workbookViewId="0"><selection activeCell="B2" sqref="B2"/></sheetView></sheetViews>\
            <sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><cols><col min="1" max="1" width="9"/></cols>\
            <sheetData><row r="1" spans="1:8" x14ac:dyDescent="0.25"><c r="A1" t="s"><v>0</v></c>\
            <c r="B1" t="s"><v>1</v></c><c r="C1" s="1"/></row><row r="2" spans="1:8"><c r="A2"><v>536365</v></c>\
            <c r="C2" s="1"><v>40513.351388888892</v></c><c r="D2"><v>-2.5500000000000001E-3</v></c>\
            <c r="E2" t="b"><v>1</v></c><c r="F2" t="e"><v>#N/A</v></c><c r="G2" t="str"><f>A2&amp;"x"</f><v>a&lt;b</v></c>\
            <c r="AB2"><f t="shared" ref="A1" si="0">SUM(A1:A2)</f><v>17</v></c><c r="H2"><v>17850</v></c></row>\
            <row r="3"/><row r="9"><c r="A9" s="1"><v>40513.35138888889</v></c><c r="B9" t="d"><v>2010-12-01</v></c>\
            <c r="C9" t="s"><v>3</v></c><c r="D9" cm="1"><v>0.1</v></c></row></sheetData>\
            <mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>\
            <extLst><ext uri="{x}" xmlns:x14="http://x"><x14:cfRule id="{y}"/></ext></extLst></worksheet>""";
    private static final String FROM_LIBRE_OFFICE = """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr filterMode="false">\
            <pageSetUpPr fitToPage="false"/></sheetPr><dimension ref="A1:B2"/><sheetData>\
            <row r="1" customFormat="false" ht="12.8" hidden="false" outlineLevel="0"><c r="A1" s="0" t="s"><v>0</v></c>\
            <c r="B1" s="1" t="n"><v>1.7976931348623157</v></c><c r="C1" s="0" t="b"><f aca="false">TRUE()</f><v>1</v></c></row>\
            </sheetData><printOptions headings="false"/></worksheet>""";
    private static final String FROM_OPENPYXL =
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetPr><outlinePr/></sheetPr>"
                    + "<sheetData><row><c t=\"inlineStr\"><is><t>Invoice</t></is></c><c t=\"n\"><v>6</v></c><c />"
                    + "<c t=\"inlineStr\"><is><t xml:space=\"preserve\"> é\r\n&#xe9; </t></is></c></row><row>"
                    + "<c r=\"D2\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t>bo</t></r><r><t>ld</t></r>"
                    + "<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c><c><v>1</v></c></row></sheetData></worksheet>";
    private static final String PREFIXED = """
            <?xml version='1.0'?><!-- made by hand --><x:worksheet xmlns:x='http://schemas.openxmlformats.org/x'>
              <x:sheetData>
                <x:row r='1'>
                  <x:c r='A1' t='s'><x:v>2</x:v></x:c>
                  <x:c r='B1' t='str'><x:v><![CDATA[<a> & b]]> c</x:v></x:c>
                  <x:c r='C1'><x:v> 12 </x:v></x:c>
                  <x:c r='D1' t='inlineStr'><x:is><x:t>&quot;&#65;&apos;</x:t></x:is></x:c>
                </x:row>
                <?note what?>
              </x:sheetData>
            </x:worksheet>
            """;

    @ParameterizedTest
    @ValueSource(strings = {FROM_EXCEL, FROM_LIBRE_OFFICE, FROM_OPENPYXL, PREFIXED, "\uFEFF" + FROM_EXCEL})
    void aSheetOfAnyProgramIsReadAsTheCompleteParserReadsIt(String xml) throws IOException {
        List<String> scanned = scanned(bytes(xml)).orElseThrow();

        assertThat(scanned).isNotEmpty().isEqualTo(parsed(bytes(xml)).orElseThrow());
    }

    @Test
    void whatTheCellsHoldIsTakenAsItStands() {
        assertThat(scanned(bytes(FROM_EXCEL)).orElseThrow())
                .containsExactly(
                        "1: 0=TEXT InvoiceNo, 1=TEXT Größe & <Form>",
                        "2: 0=NUMBER 536365.0, 2=DATE 40513.35138888889, 3=NUMBER -0.00255, 4=OTHER TRUE,"
                                + " 5=OTHER #N/A, 6=TEXT a<b, 7=NUMBER 17850.0, 27=NUMBER 17.0",
                        "9: 0=DATE 40513.35138888889, 1=TEXT 2010-12-01, 3=NUMBER 0.1");
        assertThat(scanned(bytes(FROM_OPENPYXL)).orElseThrow())
                .containsExactly("1: 0=TEXT Invoice, 1=NUMBER 6.0, 3=TEXT  é\né ", "2: 3=TEXT bold, 4=NUMBER 1.0");
        assertThat(scanned(bytes(PREFIXED)).orElseThrow())
                .containsExactly("1: 0=TEXT A_B, 1=TEXT <a> & b c, 2=NUMBER 12.0, 3=TEXT \"A'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY e 'x'>]><worksheet><sheetData/></worksheet>",
                "<?xml version='1.0' encoding='ISO-8859-1'?><worksheet><sheetData/></worksheet>",
                "<?xml version='1.1'?><worksheet><sheetData/></worksheet>",
                "<worksheet><sheetData><row><c t='str'><v>&nbsp;</v></c></row></sheetData></worksheet>",
                "<worksheet><sheetData><row><c r='A1' r='B1'><v>1</v></c></row></sheetData></worksheet>",
                "<worksheet><sheetData><row><c r=\"A1\" r=\"B1\"><v>1</v></c></row></sheetData></worksheet>",
                "<worksheet><sheetData><row><c r='A1'><v>1</c></v></row></sheetData></worksheet>",
                "<worksheet><sheetData><row><c r='A1'><v>1</v></c>stray</row></sheetData></worksheet>",
                "<worksheet><sheetData><row><y:c r='A1'><v>1</v></y:c></row></sheetData></worksheet>",
                "<worksheet><sheetData><row><c t='str'><v>\u0001</v></c></row></sheetData></worksheet>",
                "<worksheet><sheetData><row><c t='str'><v>a]]>b</v></c></row></sheetData></worksheet>",
                "<worksheet><row><c r='A1'><v>1</v></c></row></worksheet>",
                "<worksheet/><worksheet/>",
                "<worksheet></sheet>",
                "no markup",
                "",
            })
    void whatIsNotPlainIsLeftToTheCompleteParser(String xml) {
        assertThat(scanned(bytes(xml))).isEmpty();
    }

    @Test
    void aByteThatIsNotUtf8IsLeftToTheCompleteParser() {
        byte[] xml = bytes("<worksheet><sheetData><row><c t='str'><v>?</v></c></row></sheetData></worksheet>");
        xml[new String(xml, StandardCharsets.US_ASCII).indexOf('?')] = (byte) 0xE9;

        assertThat(scanned(xml)).isEmpty();
    }

    @Test
    void aSheetThatEndsAnywhereTooEarlyIsNeverTakenForWhole() {
        for (String xml : List.of(FROM_EXCEL, FROM_LIBRE_OFFICE, FROM_OPENPYXL, PREFIXED.strip())) {
            byte[] whole = bytes(xml);
            for (int length = 0; length < whole.length; length++) {
                assertThat(scanned(Arrays.copyOf(whole, length)))
                        .as("the first %d bytes", length)
                        .isEmpty();
            }
        }
    }

    @Test
    void whateverByteChangesTheScannerNeverSaysOtherwiseThanTheCompleteParser() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        String signs = "<>/=\"' &;:![]-?0123456789.eEABcrvtsn\t\n\u0000\u0001";
        int understood = 0;
        for (int round = 0; round < 8_000; round++) {
            List<String> all = List.of(FROM_EXCEL, FROM_LIBRE_OFFICE, FROM_OPENPYXL, PREFIXED);
            byte[] xml = bytes(all.get(round % all.size()));
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int place = random.nextInt(xml.length);
                if (random.nextBoolean()) {
                    xml[place] = (byte) signs.charAt(random.nextInt(signs.length()));
                } else { // a piece of the sheet stands again elsewhere
                    int length = Math.min(random.nextInt(1, 24), xml.length - place);
                    System.arraycopy(xml, random.nextInt(xml.length - length + 1), xml, place, length);
                }
            }
            Optional<List<String>> scanned = scanned(xml);
            if (scanned.isPresent()) {
                understood++;
                assertThat(scanned)
                        .as(() -> new String(xml, StandardCharsets.UTF_8))
                        .isEqualTo(parsed(xml));
            }
        }
        assertThat(understood).isGreaterThan(500);
    }

    @Test
    void whereverTheWindowEndsTheCellsAreTheSame() throws IOException {
        StringBuilder rows = new StringBuilder();
        SplittableRandom random = new SplittableRandom(3);
        for (int row = 1; row <= 12_000; row++) {
            rows.append("<row r=\"")
                    .append(row)
                    .append("\"><c r=\"A")
                    .append(row)
                    .append("\" t=\"s\"><v>");
            rows.append(random.nextInt(3))
                    .append("</v></c><c r=\"B")
                    .append(row)
                    .append("\" s=\"1\"><v>");
            rows.append(random.nextDouble() * 50_000).append("</v></c><c r=\"C").append(row);
            rows.append("\" t=\"inlineStr\"><is><t>é").append("x".repeat(random.nextInt(90)));
            rows.append("</t></is></c></row>");
        }
        byte[] xml = bytes("<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
        List<String> scanned = scanned(new FilterInputStream(new ByteArrayInputStream(xml)) {
                    @Override
                    public int read(byte[] into, int from, int most) throws IOException {
                        return super.read(into, from, Math.min(most, 1 + random.nextInt(5_000)));
                    }
                })
                .orElseThrow();

        assertThat(scanned).hasSize(12_000).isEqualTo(parsed(xml).orElseThrow());
    }

    @Test
    void aDecimalBecomesTheNearestDouble() {
        SplittableRandom random = new SplittableRandom(5);
        List<String> written = new ArrayList<>(List.of(
                "0",
                "-0",
                "0.1",
                "9007199254740992",
                "9007199254740993",
                "9007199254740991.5",
                "123456789012345678",
                "0.000000000000000001",
                "179769313486231570000",
                ".5",
                "5.",
                "00012.50",
                "1234567890123456789012"));
        for (int i = 0; i < 20_000; i++) {
            String digits = Long.toString(random.nextLong(1L << random.nextInt(1, 63)));
            int point = random.nextInt(digits.length());
            written.add((random.nextBoolean() ? "-" : "") + digits.substring(0, point) + "." + digits.substring(point));
        }
        StringBuilder rows = new StringBuilder();
        written.forEach(number -> rows.append("<row><c><v>")
                .append(number)
                .append("</v></c></row>")
                .append("<row><c r=\"A1\"><v>")
                .append(number)
                .append("</v></c></row>"));
        List<Double> read = new ArrayList<>();
        scan(
                new ByteArrayInputStream(bytes("<worksheet><sheetData>" + rows + "</sheetData></worksheet>")),
                row -> read.add(row.number(0)));

        assertThat(read)
                .isEqualTo(written.stream()
                        .map(Double::parseDouble)
                        .mapMulti((Double value, Consumer<Double> twice) -> {
                            twice.accept(value);
                            twice.accept(value);
                        })
                        .toList());
    }

    @Test
    void aCellThatNamesNoTextOrNoPlaceIsRefused() {
        assertRefused("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>4</v></c></row>", "row 1 names text 4");
        assertRefused("<row r=\"1\"><c r=\"1\"><v>4</v></c></row>", "\"1\" stands where a cell's place belongs");
        assertRefused("<row r=\"x\"/>", "\"x\" stands where a whole number belongs");
    }

    private static void assertRefused(String rows, String sentence) {
        byte[] xml = bytes("<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
        assertThatThrownBy(() -> scan(new ByteArrayInputStream(xml), row -> {}))
                .isInstanceOf(SheetRows.Refused.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void theShippedWorkbookHoldsTheSameCellsWhoeverReadsIt() throws IOException {
        Path workbook = Path.of("..", "data", "Online Retail.xlsx");
        try (TableFile ours = Workbook.open(workbook);
                TableFile pois = PoiWorkbook.open(workbook)) {
            assertThat(ours).isInstanceOf(Workbook.class);
            assertThat(ours.sheets()).isEqualTo(pois.sheets());
            long[] hashes = hashes(ours);
            assertThat(hashes).hasSize(541_909).isEqualTo(hashes(pois));
        }
    }

    private static long[] hashes(TableFile table) {
        long[] hashes = new long[541_909];
        int[] rows = {0};
        table.read(
                table.sheets().getFirst(),
                row -> hashes[rows[0]++] = described(row).hashCode());
        return hashes;
    }

    private static Optional<List<String>> scanned(byte[] xml) {
        return scanned(new ByteArrayInputStream(xml));
    }

    private static Optional<List<String>> scanned(InputStream xml) {
        List<String> rows = new ArrayList<>();
        try {
            scan(xml, row -> rows.add(described(row)));
            return Optional.of(rows);
        } catch (NotUnderstood | SheetRows.Refused e) {
            return Optional.empty();
        }
    }

    private static void scan(InputStream xml, Consumer<Row> rows) {
        try {
            new SheetScanner(xml, new SheetRows(TEXTS, style(), 0, rows)).read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<List<String>> parsed(byte[] xml) throws IOException {
        List<String> rows = new ArrayList<>();
        try {
            XMLReader reader = XMLHelper.newXMLReader();
            reader.setErrorHandler(null);
            reader.setContentHandler(new SheetCells(new SheetRows(TEXTS, style(), 0, row -> rows.add(described(row)))));
            reader.parse(new InputSource(new ByteArrayInputStream(xml)));
            return Optional.of(rows);
        } catch (SAXException e) {
            return Optional.empty();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WorkbookStyle style() {
        WorkbookStyle style = new WorkbookStyle();
        style.startElement("cellXfs", name -> null);
        style.startElement("xf", name -> "0");
        style.startElement("xf", name -> "22");
        style.endElement("cellXfs");
        return style;
    }

    private static String described(Row row) {
        StringBuilder text = new StringBuilder(row.number() + ":");
        for (int column = 0; column < row.width(); column++) {
            Row.Kind kind = row.kind(column);
            if (kind != Row.Kind.BLANK) {
                boolean number = kind == Row.Kind.NUMBER || kind == Row.Kind.DATE;
                text.append(text.charAt(text.length() - 1) == ':' ? " " : ", ")
                        .append(column)
                        .append('=')
                        .append(kind);
                text.append(' ').append(number ? Double.toString(row.number(column)) : row.text(column));
            }
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
