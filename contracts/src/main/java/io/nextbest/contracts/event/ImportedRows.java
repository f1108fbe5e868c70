package io.nextbest.contracts.event;

import io.nextbest.contracts.Wire;
import java.util.List;

/**
 * What became of one chunk of rows.
 *
 * @param accepted events stored now
 * @param duplicates events that the log already held
 * @param rejected lines refused
 * @param results the refused lines only; {@code index} counts the lines of the chunk from 0
 * @param nextRow where the next chunk begins
 */
@Wire
public record ImportedRows(
        Integer accepted, Integer duplicates, Integer rejected, List<EventResult> results, Long nextRow) {

    public ImportedRows {
        results = List.copyOf(results);
    }
}
