package io.nextbest.cli.transactions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An import door with a log in memory: idempotent by event id, resumable by place, as the orchestrator's is. */
final class MemoryLog implements ImportDoor {

    private static final Pattern ID = Pattern.compile("\"event_id\":\"([^\"]+)\"");

    final Map<String, String> events = new LinkedHashMap<>();
    final List<Integer> chunks = new ArrayList<>();
    private final Map<String, Long> places = new HashMap<>();
    private final Map<String, Boolean> finished = new HashMap<>();
    int breaksAfterChunks = Integer.MAX_VALUE;

    @Override
    public Opened open(String digest, String fileName) {
        return new Opened(digest, places.getOrDefault(digest, 0L), finished.getOrDefault(digest, false));
    }

    @Override
    public Taken take(String importId, long from, byte[] lines) {
        if (chunks.size() >= breaksAfterChunks) {
            throw new IllegalStateException("the line broke");
        }
        long place = places.getOrDefault(importId, 0L);
        if (from > place) {
            throw new IllegalStateException("next is " + place + ", not " + from);
        }
        List<String> all = new String(lines, StandardCharsets.UTF_8).lines().toList();
        long accepted = all.stream()
                .filter(line -> {
                    Matcher id = ID.matcher(line);
                    return id.find() && events.putIfAbsent(id.group(1), line) == null;
                })
                .count();
        chunks.add(all.size());
        places.put(importId, Math.max(place, from + all.size()));
        return new Taken(accepted, all.size() - accepted, List.of());
    }

    @Override
    public void finish(String importId) {
        finished.put(importId, true);
    }
}
