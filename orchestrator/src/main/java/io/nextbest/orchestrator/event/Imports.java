package io.nextbest.orchestrator.event;

import io.nextbest.contracts.event.EventResult;
import io.nextbest.contracts.event.ImportProgress;
import io.nextbest.contracts.event.ImportRequest;
import io.nextbest.contracts.event.ImportedRows;
import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.orchestrator.event.Checked.Unfit;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The door for whole files: one at a time, in chunks, each of which is stored whole or not at all. */
@Singleton
final class Imports {

    private final EventDecoder decoder;
    private final DecisionLinks links;
    private final ImportStore store;
    private final Clock clock;

    Imports(EventDecoder decoder, DecisionLinks links, ImportStore store, Clock clock) {
        this.decoder = decoder;
        this.links = links;
        this.store = store;
        this.clock = clock;
    }

    ImportProgress open(ImportRequest request) {
        return store.open(request, clock.instant());
    }

    ImportProgress progress(String importId) {
        return store.findImport(importId).orElseThrow(ImportStore::unknown);
    }

    ImportProgress finish(String importId) {
        return store.finish(importId);
    }

    /** Takes in lines of JSON, one event each. The last line may lack its line end; no other line may be empty. */
    ImportedRows take(String importId, long fromRow, byte[] lines) {
        progress(importId); // before the work of reading for nobody
        var drafts = new ArrayList<Draft>();
        var places = new ArrayList<Integer>();
        var refused = new ArrayList<EventResult>();
        int line = 0;
        for (int from = 0; from < lines.length; line++) {
            int to = from;
            while (to < lines.length && lines[to] != '\n') {
                to++;
            }
            switch (links.link(decoder.readLine(lines, from, to - from))) {
                case Draft draft -> {
                    drafts.add(draft);
                    places.add(line);
                }
                case Unfit unfit -> refused.add(Events.rejected(line, unfit));
            }
            from = to + 1;
        }
        List<Appended> answers = store.store(new ImportStore.Chunk(importId, fromRow, drafts, line), clock.instant());
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) == Appended.CONFLICTING) {
                refused.add(Events.stored(places.get(i), drafts.get(i), Appended.CONFLICTING));
            }
        }
        refused.sort(Comparator.comparing(EventResult::index));
        int accepted = Collections.frequency(answers, Appended.ACCEPTED);
        int duplicates = Collections.frequency(answers, Appended.DUPLICATE);
        long nextRow = progress(importId).nextRow();
        return new ImportedRows(accepted, duplicates, refused.size(), refused, nextRow);
    }
}
