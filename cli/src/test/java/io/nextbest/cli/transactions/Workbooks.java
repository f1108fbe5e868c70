package io.nextbest.cli.transactions;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** Writes small workbooks as a spreadsheet program would. */
final class Workbooks {

    static final Object[] HEADER = {
        "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"
    };
    static final LocalDateTime MORNING = LocalDateTime.of(2010, 12, 1, 8, 26);

    private Workbooks() {}

    /** A cell that shows as the error #N/A. */
    static final Object NOT_AVAILABLE = new Object();

    static Path write(Path file, Object[]... rows) {
        return write(file, false, rows);
    }

    static Path write(Path file, boolean counts1904, Object[]... rows) {
        try (XSSFWorkbook workbook = new XSSFWorkbook();
                OutputStream out = Files.newOutputStream(file)) {
            if (counts1904) {
                workbook.getCTWorkbook().addNewWorkbookPr().setDate1904(true);
            }
            fill(workbook, "Sales", rows);
            workbook.write(out);
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void fill(XSSFWorkbook workbook, String name, Object[]... rows) {
        Sheet sheet = workbook.createSheet(name);
        CellStyle date = workbook.createCellStyle();
        date.setDataFormat(workbook.createDataFormat().getFormat("m/d/yy h:mm"));
        for (int r = 0; r < rows.length; r++) {
            Row row = sheet.createRow(r);
            for (int c = 0; c < rows[r].length; c++) {
                set(row, c, rows[r][c], date);
            }
        }
    }

    private static void set(Row row, int column, Object value, CellStyle date) {
        if ("".equals(value)) {
            return;
        }
        Cell cell = row.createCell(column);
        if (value == NOT_AVAILABLE) {
            cell.setCellErrorValue((byte) 42);
            return;
        }
        switch (value) {
            case Number number -> cell.setCellValue(number.doubleValue());
            case Boolean truth -> cell.setCellValue(truth);
            case LocalDateTime time -> {
                cell.setCellValue(time);
                cell.setCellStyle(date);
            }
            default -> cell.setCellValue(value.toString());
        }
    }
}
