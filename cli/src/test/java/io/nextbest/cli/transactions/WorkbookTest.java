package io.nextbest.cli.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nextbest.cli.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workbooks that are damaged, cut, odd, or mean harm. */
class WorkbookTest {

    @TempDir
    private Path folder;

    @Test
    void aSheetThatBecomesOddHalfwayIsReadOnByTheCompleteParserEachRowOnce() throws IOException {
        String odd = "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>3</v></c><other xmlns=\"z\"/></row>";
        Path file = CraftedWorkbook.of("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>1</v></c></row>"
                        + "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>2</v></c></row>" + odd)
                .write(folder.resolve("odd.xlsx"));
        List<String> rows = new ArrayList<>();
        try (TableFile table = Workbook.open(file)) {
            table.read(table.sheets().getFirst(), row -> rows.add(row.text(0)));
        }

        assertThat(rows).containsExactly("2", "3");
    }

    @Test
    void aSheetCutWithinAWholeArchiveIsRefused() throws IOException {
        Path file = CraftedWorkbook.of("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>1</v></c></row><row r=\"2\">")
                .write(folder.resolve("cut.xlsx"));

        assertThatThrownBy(() -> readAll(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cut.xlsx is not a readable .xlsx workbook");
    }

    @Test
    void aDamagedByteIsRefusedThoughTheXmlIsWhole() throws IOException {
        Path file = CraftedWorkbook.of(
                        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c><v>12345</v></c></row>")
                .stored()
                .write(folder.resolve("damaged.xlsx"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("12345")] = '9';
        Files.write(file, bytes);

        assertThatThrownBy(() -> readAll(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("sheet1.xml is damaged");
    }

    @Test
    void aSheetThatUnpacksWithoutMeasureIsRefused() throws IOException {
        Path file = CraftedWorkbook.of("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>" + " ".repeat(40 << 20))
                .write(folder.resolve("bomb.xlsx"));

        assertThatThrownBy(() -> readAll(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("unpacks to more than 100 times its size");
    }

    private static void readAll(Path file) {
        try (TableFile table = Workbook.open(file)) {
            table.read(table.sheets().getFirst(), row -> {});
        }
    }
}
