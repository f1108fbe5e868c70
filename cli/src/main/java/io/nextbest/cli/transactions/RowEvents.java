package io.nextbest.cli.transactions;

/** What a row of one layout means. */
interface RowEvents {

    /** Events that every sound row becomes. */
    int perRow();

    /**
     * Appends the row's events, one JSON object a line.
     *
     * @param idPrefix "digest-sheet-row", on which the event ids are built
     * @throws MalformedCell before anything was appended
     */
    void append(Row row, String idPrefix, StringBuilder lines) throws MalformedCell;
}
