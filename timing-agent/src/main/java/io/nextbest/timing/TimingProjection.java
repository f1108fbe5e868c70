package io.nextbest.timing;

import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.runtime.Projection;
import io.nextbest.timing.TimingStore.Activity;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Counts each customer's purchases and interactions by the hour of his own clock. An invoice counts once, and so do all
 * interactions within one hour: ten clicks in a row are one visit.
 */
@Singleton
class TimingProjection implements Projection {

    private final TimingStore store;
    private final ZoneId defaultZone;

    private record Key(String customerId, String source) {}

    TimingProjection(TimingStore store, TimingConfiguration configuration) {
        this.store = store;
        this.defaultZone = configuration.defaultZone();
    }

    @Override
    public Set<String> kinds() {
        return Set.of("purchase", "interaction", "profile_change");
    }

    @Override
    public void apply(Handle handle, List<StoredEvent> events) {
        Map<Key, Instant> activity = new LinkedHashMap<>();
        Map<String, ZoneId> stated = new LinkedHashMap<>();
        for (StoredEvent stored : events) {
            switch (stored.event()) {
                case Event.Purchase purchase -> {
                    String customerId = purchase.customerId();
                    if (customerId != null && purchase.quantity().signum() > 0) {
                        activity.putIfAbsent(new Key(customerId, "invoice " + purchase.invoice()), purchase.at());
                    }
                }
                case Event.Interaction interaction -> {
                    String source = "visit " + interaction.at().truncatedTo(ChronoUnit.HOURS);
                    activity.putIfAbsent(new Key(interaction.customerId(), source), interaction.at());
                }
                case Event.ProfileChange change -> {
                    ZoneId zone = zone(change.attributes().get("time_zone"));
                    if (zone != null) {
                        stated.put(change.customerId(), zone);
                    }
                }
                default -> {}
            }
        }
        stateZones(handle, stated);
        addActivity(handle, activity);
    }

    private void stateZones(Handle handle, Map<String, ZoneId> stated) {
        if (stated.isEmpty()) {
            return;
        }
        Map<String, ZoneId> before = zones(handle, List.copyOf(stated.keySet()));
        Map<String, ZoneId> moved = new HashMap<>(stated);
        moved.entrySet().removeIf(entry -> entry.getValue().equals(before.getOrDefault(entry.getKey(), defaultZone)));
        store.stateZones(handle, stated);
        if (!moved.isEmpty()) {
            List<Activity> recounted = store.listActivity(handle, List.copyOf(moved.keySet())).stream()
                    .map(one -> one.in(moved.getOrDefault(one.customerId(), defaultZone)))
                    .toList();
            store.recount(handle, recounted);
        }
    }

    private void addActivity(Handle handle, Map<Key, Instant> activity) {
        if (activity.isEmpty()) {
            return;
        }
        List<String> customers =
                activity.keySet().stream().map(Key::customerId).distinct().toList();
        Map<String, ZoneId> zones = zones(handle, customers);
        List<Activity> rows = new ArrayList<>();
        activity.forEach((key, at) -> rows.add(
                Activity.of(key.customerId(), key.source(), at, zones.getOrDefault(key.customerId(), defaultZone))));
        store.addActivity(handle, rows);
    }

    private Map<String, ZoneId> zones(Handle handle, List<String> customers) {
        Map<String, ZoneId> zones = new HashMap<>();
        store.zones(handle, customers).forEach((customerId, name) -> zones.put(customerId, ZoneId.of(name)));
        return zones;
    }

    @Override
    public void wipe(Handle handle) {
        store.wipe(handle);
    }

    /** Null for what is no time zone: an attribute is free text. */
    private static @Nullable ZoneId zone(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
