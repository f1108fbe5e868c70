package io.nextbest.segmentation;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions that answers come from now, with their segments' names as operators left them. */
@Singleton
class ActiveSegments implements ApplicationEventListener<ServerStartupEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveSegments.class);
    private static final List<String> MODELS = List.of(SegmentationArtefact.STANDARD, SegmentationArtefact.PARITY);
    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<String, ActiveModel<TrainedSegments>> active;
    private final Map<String, ActiveModel<TrainedSegments>> shadows;
    private final Map<String, Named> named = new ConcurrentHashMap<>();
    private final ModelVersions versions;
    private final SegmentNameStore names;
    private final PublishedFiles files;

    ActiveSegments(ModelVersions versions, SegmentNameStore names, PublishedFiles files) {
        this.versions = versions;
        this.names = names;
        this.files = files;
        this.active = MODELS.stream()
                .collect(Collectors.toMap(
                        Function.identity(), model -> new ActiveModel<>(versions, model, this::readAndPublish)));
        this.shadows = MODELS.stream()
                .collect(Collectors.toMap(
                        Function.identity(), model -> ActiveModel.shadow(versions, model, ActiveSegments::read)));
    }

    private record Named(TrainedSegments segments, long checkedAtNanos) {}

    /** Files that a killed process left behind the registry are brought up to date before anybody asks. */
    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        load();
    }

    /** Loads what is active now, and publishes it where it was not. */
    void load() {
        for (String model : MODELS) {
            try {
                boolean ignored =
                        Objects.requireNonNull(active.get(model)).find().isPresent();
            } catch (RuntimeException e) {
                LOG.warn("the active {} model could not be loaded", model, e);
            }
        }
    }

    /**
     * The version of this model that answers.
     *
     * @param model null for the one that stands by
     * @param standing the setting's model; before its first training the other one stands in for it
     * @throws ServiceException INPUT_INVALID for a model that there is not, and for value bands, which are another kind
     *     of model; MODEL_NOT_TRAINED before its first training
     */
    TrainedSegments trained(@Nullable String model, String standing) {
        refuseBands(model == null ? standing : model);
        if (model != null && !active.containsKey(model)) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID,
                    "model: must be one of " + String.join(", ", MODELS) + ", " + ValueArtefact.VALUE + ".");
        }
        List<String> wanted = new ArrayList<>(List.of(model == null ? standing : model));
        if (model == null) {
            wanted.addAll(MODELS);
        }
        return wanted.stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.MODEL_NOT_TRAINED,
                        "No segments are trained yet: import purchases, then POST /v1/agent/train."));
    }

    private static void refuseBands(String model) {
        if (model.equals(ValueArtefact.VALUE)) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID,
                    "model: value bands answer only /v1/segmentation/assign, profiles and names, from the purchases on"
                            + " record; name standard or parity here.");
        }
    }

    /** Any version on record, whether it answers or not. */
    TrainedSegments version(String model, int version) {
        refuseBands(model);
        return versions.find(model, version)
                .map(ActiveSegments::read)
                .map(this::withNames)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.VERSION_UNKNOWN,
                        "There is no version %s@%d; GET /v1/agent/versions lists those there are."
                                .formatted(model, version)));
    }

    Optional<TrainedSegments> find(String model) {
        return Objects.requireNonNull(active.get(model)).find().map(this::withNames);
    }

    /** The version that is scored beside the active one. */
    Optional<TrainedSegments> findShadow(String model) {
        return Objects.requireNonNull(shadows.get(model)).find().map(this::withNames);
    }

    /** Names are looked up at most once a second, so that a replica follows where they were given. */
    private TrainedSegments withNames(TrainedSegments read) {
        Named known = named.get(read.label());
        if (known == null || System.nanoTime() - known.checkedAtNanos() > LOOK_AGAIN_NANOS) {
            Map<Integer, String> given = names.names(read.artefact().model(), read.version());
            known = new Named(given.isEmpty() ? read : read.named(given), System.nanoTime());
            named.put(read.label(), known);
        }
        return known.segments();
    }

    void rename(TrainedSegments segments, int segment, String name) {
        names.name(segments.artefact().model(), segments.version(), segment, name);
        named.remove(segments.label());
    }

    private TrainedSegments readAndPublish(ModelVersions.Stored stored) {
        TrainedSegments read = read(stored);
        files.publish(read.artefact(), stored.artifact());
        return read;
    }

    private static TrainedSegments read(ModelVersions.Stored stored) {
        var artefact = ArtefactText.read(stored.artifact());
        return new TrainedSegments(artefact, stored.version().version(), artefact.names());
    }
}
