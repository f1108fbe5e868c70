package io.nextbest.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The active version of one model, parsed once and kept. Looks for a newer version at most once a second, so that a
 * replica that did not train follows the one that did.
 *
 * @param <T> what the artefact parses to
 */
public final class ActiveModel<T> {

    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final ModelVersions versions;
    private final String model;
    private final Function<ModelVersions.Active, T> read;
    private volatile @Nullable Loaded<T> loaded;

    private record Loaded<T>(int version, T value, long checkedAtNanos) {}

    public ActiveModel(ModelVersions versions, String model, Function<ModelVersions.Active, T> read) {
        this.versions = versions;
        this.model = model;
        this.read = read;
    }

    /** Empty before the first training. */
    public Optional<T> find() {
        Loaded<T> now = loaded;
        if (now == null || System.nanoTime() - now.checkedAtNanos() > LOOK_AGAIN_NANOS) {
            now = refresh();
        }
        return now == null ? Optional.empty() : Optional.of(now.value());
    }

    /** Looks for a newer version at the next question; call it after a training of one's own. */
    public void forget() {
        loaded = null;
    }

    private synchronized @Nullable Loaded<T> refresh() {
        Loaded<T> before = loaded;
        Optional<Integer> active = versions.findActiveVersion(model);
        if (active.isEmpty()) {
            loaded = null;
        } else if (before != null && before.version() == active.get()) {
            loaded = new Loaded<>(before.version(), before.value(), System.nanoTime());
        } else {
            loaded = versions.findActive(model)
                    .map(found -> new Loaded<>(found.version().version(), read.apply(found), System.nanoTime()))
                    .orElse(null);
        }
        return loaded;
    }
}
