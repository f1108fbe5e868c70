package io.nextbest.segmentation;

import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The version of the value bands that answers now, with its names as operators left them. */
@Singleton
class ActiveBands {

    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final ActiveModel<TrainedBands> active;
    private final SegmentNameStore names;
    private volatile @Nullable Named named;

    ActiveBands(ModelVersions versions, SegmentNameStore names) {
        this.active = new ActiveModel<>(versions, ValueArtefact.VALUE, ActiveBands::read);
        this.names = names;
    }

    private record Named(TrainedBands read, TrainedBands bands, long checkedAtNanos) {}

    /** Empty before their first training, and where the data could not carry them. */
    Optional<TrainedBands> find() {
        return active.find().map(this::withNames);
    }

    /** Names are looked up at most once a second, so that a replica follows where they were given. */
    private TrainedBands withNames(TrainedBands read) {
        Named known = named;
        if (known == null || known.read() != read || System.nanoTime() - known.checkedAtNanos() > LOOK_AGAIN_NANOS) {
            Map<Integer, String> given = names.names(ValueArtefact.VALUE, read.version());
            known = new Named(read, given.isEmpty() ? read : read.named(given), System.nanoTime());
            named = known;
        }
        return known.bands();
    }

    void rename(TrainedBands bands, int band, String name) {
        names.name(ValueArtefact.VALUE, bands.version(), band, name);
        named = null;
    }

    private static TrainedBands read(ModelVersions.Stored stored) {
        ValueArtefact artefact = ValueArtefactText.read(stored.artifact());
        return new TrainedBands(artefact, stored.version().version(), artefact.names());
    }
}
