package io.nextbest.cli.transactions;

/** A cell that does not say what its column promises. Its row is rejected; the rest goes on. */
final class MalformedCell extends Exception {

    private static final long serialVersionUID = 1;

    private final String column;

    /** @param detail what is wrong, to be read after the column's name */
    MalformedCell(String column, String detail) {
        super(detail, null, false, false); // thrown by the thousand: no stack trace
        this.column = column;
    }

    String column() {
        return column;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
