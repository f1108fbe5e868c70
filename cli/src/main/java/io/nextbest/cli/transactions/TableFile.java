package io.nextbest.cli.transactions;

import java.io.Closeable;
import java.util.List;
import java.util.function.Consumer;

/** A file of rows. Reading streams: no sheet is ever held whole. */
interface TableFile extends Closeable {

    /**
     * @param index place in the file, from 0
     * @param header the cells of the first row that is not blank, empty if the sheet has none
     * @param headerRow number of that row
     * @param expectedRows rows below the header as the file announces them, -1 if it does not
     */
    record Sheet(int index, String name, List<String> header, long headerRow, long expectedRows) {

        public Sheet {
            header = List.copyOf(header);
        }
    }

    /** What the file is, for the operator: "workbook", "CSV". */
    String format();

    List<Sheet> sheets();

    /** Gives every row below the header that is not blank; the row is valid during the call only. */
    void read(Sheet sheet, Consumer<Row> rows);

    /** Whether day 0 is 1904-01-01 and not 1899-12-31. */
    boolean counts1904();

    @Override
    void close();
}
