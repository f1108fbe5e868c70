package io.nextbest.cli.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes the first row that is not blank and stops. */
final class HeaderFinder implements Consumer<Row> {

    private List<String> header = List.of();
    private long row;

    /** Ends the reading of a sheet early. */
    static final class Found extends RuntimeException {

        private static final long serialVersionUID = 1;

        Found() {
            super("header found", null, false, false);
        }
    }

    @Override
    public void accept(Row first) {
        row = first.number();
        List<String> names = new ArrayList<>();
        for (int column = 0; column < first.width(); column++) {
            names.add(first.kind(column) == Row.Kind.TEXT ? first.text(column).strip() : "");
        }
        header = names;
        throw new Found();
    }

    TableFile.Sheet sheet(int index, String name, long announcedRows) {
        return new TableFile.Sheet(index, name, header, row, announcedRows < 0 ? -1 : announcedRows - row);
    }
}
