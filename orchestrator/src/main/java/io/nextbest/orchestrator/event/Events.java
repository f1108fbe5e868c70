package io.nextbest.orchestrator.event;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.event.EventResult;
import io.nextbest.contracts.event.EventResult.Status;
import io.nextbest.contracts.event.EventResults;
import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.orchestrator.event.Checked.Unfit;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The event log: facts in, facts out. */
@Singleton
final class Events {

    static final int MOST_EVENTS = 500;

    /** What was sent, and whether it stood alone or in a list. */
    record Taken(boolean alone, EventResults results) {}

    private final EventDecoder decoder;
    private final DecisionLinks links;
    private final Appender appender;
    private final EventStore store;

    Events(EventDecoder decoder, DecisionLinks links, Appender appender, EventStore store) {
        this.decoder = decoder;
        this.links = links;
        this.appender = appender;
        this.store = store;
    }

    /**
     * Takes in one event, or a list of them. When it returns, the good ones are committed.
     *
     * @throws ServiceException INPUT_INVALID if the body is not JSON, is empty or holds too many events
     */
    Taken take(byte[] json) {
        var checked = new ArrayList<Checked>();
        boolean alone = read(json, checked);
        checked.replaceAll(links::link);
        List<Draft> drafts = checked.stream()
                .filter(Draft.class::isInstance)
                .map(Draft.class::cast)
                .toList();
        return new Taken(alone, results(checked, appender.append(drafts)));
    }

    private boolean read(byte[] json, List<Checked> into) {
        boolean alone = false;
        try (JsonParser parser = decoder.parser(json, 0, json.length)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (into.size() == MOST_EVENTS) {
                        throw invalid("The list holds more than " + MOST_EVENTS + " events; send it in parts.");
                    }
                    into.add(decoder.read(parser));
                }
            } else if (first == JsonToken.START_OBJECT) {
                alone = true;
                into.add(decoder.read(parser));
            }
            if (into.isEmpty()) {
                throw invalid("The body must be an event, or a list of 1 to " + MOST_EVENTS + " events.");
            }
            if (parser.nextToken() != null) {
                throw invalid("Something follows the JSON of the body; leave it out.");
            }
        } catch (JacksonException e) {
            throw invalid("The body is not JSON.");
        }
        return alone;
    }

    private static EventResults results(List<Checked> checked, List<Appended> appended) {
        var results = new ArrayList<EventResult>(checked.size());
        int[] counts = new int[Status.values().length];
        int next = 0;
        for (int i = 0; i < checked.size(); i++) {
            EventResult result = switch (checked.get(i)) {
                case Unfit unfit -> rejected(i, unfit);
                case Draft draft -> stored(i, draft, appended.get(next++));
            };
            counts[result.status().ordinal()]++;
            results.add(result);
        }
        return new EventResults(
                counts[Status.ACCEPTED.ordinal()],
                counts[Status.DUPLICATE.ordinal()],
                counts[Status.REJECTED.ordinal()],
                results);
    }

    static EventResult rejected(int index, Unfit unfit) {
        return new EventResult(index, unfit.eventId(), Status.REJECTED, unfit.field(), unfit.detail());
    }

    static EventResult stored(int index, Draft draft, Appended appended) {
        return switch (appended) {
            case ACCEPTED -> new EventResult(index, draft.eventId(), Status.ACCEPTED, null, null);
            case DUPLICATE -> new EventResult(index, draft.eventId(), Status.DUPLICATE, null, null);
            case CONFLICTING ->
                new EventResult(
                        index,
                        draft.eventId(),
                        Status.REJECTED,
                        "event_id",
                        "is taken: the log holds another event under this id; send this one under an id of its own");
        };
    }

    /**
     * A page of the log as JSON.
     *
     * @param kinds comma-separated, null for all
     */
    byte[] page(long after, int limit, @Nullable String kinds) {
        Set<String> wanted = new LinkedHashSet<>();
        if (kinds != null) {
            for (String kind : kinds.split(",", -1)) {
                if (!EventDecoder.kinds().contains(kind.strip())) {
                    throw invalid("kinds: must be of "
                            + String.join(
                                    ", ", EventDecoder.kinds().stream().sorted().toList()));
                }
                wanted.add(kind.strip());
            }
        }
        return store.page(after, limit, wanted);
    }

    private static ServiceException invalid(String detail) {
        return new ServiceException(ErrorCode.INPUT_INVALID, detail);
    }
}
