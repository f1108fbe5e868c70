package io.nextbest.segmentation;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.SegmentName;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions that answers come from now, with their segments' names as operators left them. */
@Singleton
class ActiveSegments implements ApplicationEventListener<ServerStartupEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveSegments.class);
    private static final List<String> MODELS =
            List.of(SegmentationArtefact.STANDARD, SegmentationArtefact.PARITY, ValueArtefact.VALUE);
    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<String, ActiveModel<Trained>> active;
    private final Map<String, ActiveModel<Trained>> shadows;
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
                        Function.identity(), model -> ActiveModel.of(versions, model, this::readAndPublish)));
        this.shadows = MODELS.stream()
                .collect(Collectors.toMap(
                        Function.identity(), model -> ActiveModel.shadow(versions, model, ActiveSegments::read)));
    }

    private record Named(Trained trained, long checkedAtNanos) {}

    /** Files that a killed process left behind the registry are brought up to date before anybody asks. */
    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        load();
    }

    /** Loads what is active now, and waits until it is published where it was not. */
    void load() {
        for (String model : MODELS) {
            try {
                boolean ignored =
                        Objects.requireNonNull(active.get(model)).find().isPresent();
            } catch (RuntimeException e) {
                LOG.warn("the active {} model could not be loaded", model, e);
            }
        }
        files.await();
    }

    /**
     * The version of this model that answers.
     *
     * @param model null for the one that stands by
     * @param standing the setting's model; before its first training another one stands in for it
     * @throws ServiceException INPUT_INVALID for a model that there is not; MODEL_NOT_TRAINED before its first training
     */
    Trained trained(@Nullable String model, String standing) {
        requireKnown(model == null ? standing : model);
        return (model == null ? inOrder(standing) : Stream.of(model))
                .map(this::find)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> untrained(model));
    }

    /** The model that {@link #trained} answers by where none is named; the setting's while none is trained. */
    String answering(String standing) {
        return inOrder(standing).filter(this::isActive).findFirst().orElse(standing);
    }

    private static Stream<String> inOrder(String standing) {
        return Stream.concat(Stream.of(standing), MODELS.stream());
    }

    private boolean isActive(String model) {
        try {
            return find(model).isPresent();
        } catch (ServiceException e) {
            return true; // a version is active that does not read, nor does any before it: no other model hides that
        }
    }

    private static ServiceException untrained(@Nullable String model) {
        return new ServiceException(
                ErrorCode.MODEL_NOT_TRAINED,
                ValueArtefact.VALUE.equals(model)
                        ? "No value bands are trained yet: import purchases, then POST /v1/agent/train; where the"
                                + " customers cannot carry them, the standard version's parameter value_bands says why."
                        : "No segments are trained yet: import purchases, then POST /v1/agent/train.");
    }

    private static void requireKnown(String model) {
        if (!MODELS.contains(model)) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID, "model: must be one of " + String.join(", ", MODELS) + ".");
        }
    }

    /**
     * The same, or the version that the caller names.
     *
     * @param version null for the one that answers
     */
    Trained trained(@Nullable String model, @Nullable Integer version, String standing) {
        return version == null ? trained(model, standing) : version(model == null ? standing : model, version);
    }

    /**
     * Any version on record, whether it answers or not.
     *
     * @throws ServiceException INPUT_INVALID for a model that there is not, VERSION_UNKNOWN for such a version;
     *     VERSION_REFUSED if it does not read
     */
    Trained version(String model, int version) {
        requireKnown(model);
        ModelVersions.Stored stored = versions.find(model, version)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.VERSION_UNKNOWN,
                        "There is no version %s@%d; GET /v1/agent/versions lists those there are."
                                .formatted(model, version)));
        Trained read;
        try {
            read = read(stored);
        } catch (IllegalArgumentException e) {
            throw new ServiceException(
                    ErrorCode.VERSION_REFUSED,
                    "%s does not read (%s); name another version."
                            .formatted(stored.version().label(), e.getMessage()));
        }
        return withNames(read);
    }

    Optional<Trained> find(String model) {
        return Objects.requireNonNull(active.get(model)).find().map(this::withNames);
    }

    /** The version that a training goes on from, with the names that it has at this moment, wherever they come from. */
    Optional<Trained> findBefore(String model) {
        return Objects.requireNonNull(active.get(model)).find().map(this::namedNow);
    }

    /** The version that is scored beside the active one. */
    Optional<Trained> findShadow(String model) {
        return Objects.requireNonNull(shadows.get(model)).find().map(this::withNames);
    }

    /** Names are looked up at most once a second, so that a replica follows where they were given. */
    private Trained withNames(Trained read) {
        Named known = named.get(read.label());
        if (known == null || System.nanoTime() - known.checkedAtNanos() > LOOK_AGAIN_NANOS) {
            known = new Named(namedNow(read), System.nanoTime());
            named.put(read.label(), known);
        }
        return known.trained();
    }

    private Trained namedNow(Trained read) {
        Map<Integer, String> given = names.names(read.artefact().model(), read.version());
        return given.isEmpty() ? read : read.named(given);
    }

    /** As of when the numbers of segments were judged that this version was chosen from. */
    Optional<Instant> findTriedAsOf(Trained trained) {
        return versions.find(trained.artefact().model(), trained.version())
                .map(stored -> stored.version().parameters().get(StandardSegments.TRIED_AS_OF))
                .map(Instant::parse);
    }

    /** By number; a name that a refit kept is still the operator's who gave it. */
    List<SegmentName> names(Trained trained) {
        Set<String> given = names.given(trained.artefact().model());
        List<SegmentName> all = new ArrayList<>();
        for (String name : trained.names()) {
            all.add(new SegmentName(all.size(), name, given.contains(GivenName.folded(name))));
        }
        return all;
    }

    /**
     * Gives names while nobody trains, here or in another process: a training reads them once, at its beginning, and
     * one given later would be lost with the version before.
     *
     * @throws ServiceException BUSY if somebody trains
     */
    <T> T betweenTrainings(Supplier<T> naming) {
        return versions.betweenTrainings(naming);
    }

    void rename(Trained trained, int segment, String name) {
        names.name(trained.artefact().model(), trained.version(), segment, name);
        named.remove(trained.label());
    }

    private Trained readAndPublish(ModelVersions.Stored stored) {
        Trained read = read(stored);
        files.publishLater(read.artefact(), stored.artifact());
        return read;
    }

    /** @throws IllegalArgumentException if it does not read, or is another model's */
    static Artefact read(String model, String text) {
        Artefact read = Artefact.read(text);
        if (!read.model().equals(model)) {
            throw new IllegalArgumentException("it is of the model %s, not of %s".formatted(read.model(), model));
        }
        return read;
    }

    private static Trained read(ModelVersions.Stored stored) {
        int version = stored.version().version();
        return switch (read(stored.version().model(), stored.artifact())) {
            case SegmentationArtefact segments -> new TrainedSegments(segments, version, segments.names());
            case ValueArtefact bands -> new TrainedBands(bands, version, bands.names());
        };
    }
}
