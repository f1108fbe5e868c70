package io.nextbest.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micronaut.context.annotation.Requires;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.ModelVersions.By;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.ModelVersions.State;
import io.nextbest.runtime.ModelVersions.Stored;
import io.nextbest.runtime.VersionRows.Activation;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with an agent's versions: train, judge, activate, go back, shadow, import. Each is one transaction: a
 * process killed anywhere in it leaves the registry as it was. What does not read never becomes active.
 */
@Singleton
@Requires(beans = Training.class)
public final class ModelRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);

    private final Training training;
    private final ModelVersions versions;
    private final VersionRows rows;
    private final EventReader reader;
    private final MeterRegistry meters;
    private final Set<String> measured = ConcurrentHashMap.newKeySet();

    ModelRegistry(
            Training training, ModelVersions versions, VersionRows rows, EventReader reader, MeterRegistry meters) {
        this.training = training;
        this.versions = versions;
        this.rows = rows;
        this.reader = reader;
        this.meters = meters;
    }

    /** @param activates whether it may take its place by itself */
    private record Judged(Fitted fitted, Judgement judgement, boolean activates) {}

    /**
     * Reads the log to its end, fits, judges, stores, and activates what was accepted or is the first of its model.
     *
     * @param activate false to store candidates only
     * @return what was stored, the agent's main model first
     * @throws ServiceException BUSY while somebody else trains, DATA_INSUFFICIENT if the data cannot carry it
     */
    public List<ModelVersion> train(boolean activate) {
        return train(By.TRAIN, activate, () -> true);
    }

    /**
     * @param needed asked when nobody else trains any more
     * @return empty if it was not needed any more
     */
    List<ModelVersion> train(By by, boolean activate, BooleanSupplier needed) {
        try {
            List<ModelVersion> made = versions.exclusively(
                    handle -> needed.getAsBoolean() ? trainAlone(handle, by, activate) : List.of());
            if (!made.isEmpty()) {
                count(by, made.getFirst().active() ? "activated" : "candidate");
            }
            return told(made);
        } catch (ServiceException e) {
            count(by, e.code() == ErrorCode.BUSY ? "busy" : "refused");
            throw e;
        } catch (RuntimeException e) {
            count(by, "failed");
            throw e;
        }
    }

    private void count(By by, String result) {
        meters.counter("nextbest.trainings", "by", by.word(), "result", result).increment();
    }

    private List<ModelVersion> trainAlone(Handle handle, By by, boolean activate) {
        Map<String, Integer> activeBefore = versions.activeVersions();
        reader.catchUp();
        List<Judged> judged = training.fit().stream().map(this::judge).toList();
        versions.awaitOthers(handle);
        Map<String, Integer> activeNow = rows.activeVersions(handle);
        Activation activation = rows.next(handle, by);
        var stored = new ArrayList<ModelVersion>();
        for (Judged judgedThen : judged) {
            String model = judgedThen.fitted().model();
            Judged one = askedAgain(judgedThen, activeBefore.get(model), activeNow.get(model));
            int version = rows.insert(handle, one.fitted(), one.judgement(), by);
            if (activate && one.activates()) {
                activate(handle, find(handle, model, version), activation);
            }
            stored.add(find(handle, model, version).version());
        }
        return stored;
    }

    /** What an operator activated while the training ran is not overruled by it. */
    private static Judged askedAgain(Judged one, @Nullable Integer before, @Nullable Integer now) {
        if (Objects.equals(before, now)) {
            return one;
        }
        String changed =
                "%s@%d was activated while this was trained, so it waits for an operator; judged before that: %s"
                        .formatted(one.fitted().model(), now, one.judgement().why());
        return new Judged(one.fitted(), Judgement.refuse(changed), false);
    }

    private Judged judge(Fitted fitted) {
        Optional<Stored> before = findAnswering(fitted.model());
        Judgement judgement = training.judge(fitted, before.orElse(null));
        return new Judged(fitted, judgement, before.isEmpty() || judgement.accepted());
    }

    /** The active version of a model, or the one that answers because the active one does not read. */
    private Optional<Stored> findAnswering(String model) {
        return follow(model).version().flatMap(version -> versions.find(model, version));
    }

    /** Makes this version the one that answers. */
    ModelVersion activate(String model, int version) {
        return told(versions.change(handle -> {
            activate(handle, find(handle, model, version), rows.next(handle, By.OPERATOR));
            return find(handle, model, version).version();
        }));
    }

    /** The change stands, whatever the agent makes of it. */
    private <T> T told(T changed) {
        try {
            training.activated();
        } catch (RuntimeException e) {
            LOG.warn("the agent did not take the change of its versions in", e);
        }
        return changed;
    }

    private void activate(Handle handle, Stored stored, Activation activation) {
        requireReadable(stored);
        rows.activate(handle, stored.version().model(), stored.version().version(), activation);
    }

    /**
     * Goes back to what was active before.
     *
     * @param model null for every model that the last activation changed; who has no earlier version stays, unless it
     *     is the agent's main model
     */
    List<ModelVersion> rollBack(@Nullable String model) {
        Optional<String> main = training.mainModel();
        return told(versions.change(
                handle -> model == null ? rollBackLast(handle, main) : List.of(rollBackNamed(handle, model))));
    }

    private ModelVersion rollBackNamed(Handle handle, String model) {
        if (rows.list(handle, model).isEmpty()) {
            throw new ServiceException(
                    ErrorCode.VERSION_UNKNOWN,
                    "There is no model %s here; GET /v1/agent/versions lists those there are.".formatted(model));
        }
        return rollBackIfBefore(handle, model).orElseThrow(() -> nothingBefore(" of " + model));
    }

    private List<ModelVersion> rollBackLast(Handle handle, Optional<String> main) {
        Map<String, Integer> active = rows.activeVersions(handle);
        var now = new ArrayList<ModelVersion>();
        var stayed = new ArrayList<ModelVersion>();
        for (String model : rows.listLastActivated(handle)) {
            rollBackIfBefore(handle, model).ifPresentOrElse(now::add, () -> stayed.add(stays(handle, model, active)));
        }
        if (now.isEmpty()) {
            throw nothingBefore("");
        }
        for (ModelVersion one : stayed) {
            if (main.filter(one.model()::equals).isPresent()) {
                throw new ServiceException(
                        ErrorCode.VERSION_REFUSED,
                        "%s answers, and no version of %s was active before it, so nothing was changed; to take back"
                                        .formatted(one.label(), one.model())
                                + " another model, name it.");
            }
        }
        now.addAll(stayed);
        return now;
    }

    private ModelVersion stays(Handle handle, String model, Map<String, Integer> active) {
        ModelVersion stays = find(handle, model, active.getOrDefault(model, 0)).version();
        return stays.withNote("stays: no version of %s was active before it".formatted(model));
    }

    private static ServiceException nothingBefore(String whose) {
        return new ServiceException(
                ErrorCode.VERSION_REFUSED,
                "No version%s was active before this one; nothing to go back to.".formatted(whose));
    }

    private Optional<ModelVersion> rollBackIfBefore(Handle handle, String model) {
        Optional<Integer> active = rows.findVersion(handle, model, State.ACTIVE);
        return rows.listEarlier(handle, model).stream()
                .findFirst()
                .map(earlier -> rollBack(handle, find(handle, model, earlier)))
                .map(back -> back.withNote(active.map(left -> "went back from %s@%d".formatted(model, left))
                        .orElse("active again")));
    }

    private ModelVersion rollBack(Handle handle, Stored earlier) {
        requireReadable(earlier);
        String model = earlier.version().model();
        rows.rollBack(handle, model, earlier.version().version());
        return find(handle, model, earlier.version().version()).version();
    }

    ModelVersion shadow(String model, int version) {
        return versions.change(handle -> {
            Stored stored = find(handle, model, version);
            if (stored.version().active()) {
                throw new ServiceException(
                        ErrorCode.VERSION_REFUSED,
                        "%s is the active version; a shadow is another one beside it."
                                .formatted(stored.version().label()));
            }
            requireReadable(stored);
            rows.setShadow(handle, model, version);
            return find(handle, model, version).version();
        });
    }

    ModelVersion endShadow(String model) {
        return versions.change(handle -> {
            int version = rows.findVersion(handle, model, State.SHADOW)
                    .orElseThrow(() -> new ServiceException(
                            ErrorCode.VERSION_UNKNOWN, "No version of %s is a shadow now.".formatted(model)));
            rows.setShadow(handle, model, null);
            return find(handle, model, version).version();
        });
    }

    /**
     * Stores an artefact made elsewhere as a candidate, judged as if it was trained here. One that is on record already
     * makes no other version: the answer is that which is, in whatever place.
     */
    ModelVersion importArtefact(String artefact) {
        Fitted fitted;
        try {
            fitted = training.read(artefact);
            training.check(fitted.model(), fitted.artifact());
        } catch (ServiceException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID,
                    "This agent cannot read the artefact: %s.".formatted(ActiveModel.reason(e)));
        }
        Judgement judgement = judge(fitted).judgement();
        return versions.change(handle -> {
            int version =
                    rows.findSame(handle, fitted).orElseGet(() -> rows.insert(handle, fitted, judgement, By.IMPORT));
            return find(handle, fitted.model(), version).version();
        });
    }

    Stored find(String model, int version) {
        return versions.find(model, version).orElseThrow(() -> unknown(model, version));
    }

    private Stored find(Handle handle, String model, int version) {
        return rows.find(handle, model, version).orElseThrow(() -> unknown(model, version));
    }

    private static ServiceException unknown(String model, int version) {
        return new ServiceException(
                ErrorCode.VERSION_UNKNOWN,
                "There is no version %s@%d; GET /v1/agent/versions lists those there are.".formatted(model, version));
    }

    private void requireReadable(Stored stored) {
        try {
            training.check(stored.version().model(), stored.artifact());
        } catch (RuntimeException e) {
            throw new ServiceException(
                    ErrorCode.VERSION_REFUSED,
                    "%s does not read (%s); nothing was changed."
                            .formatted(stored.version().label(), ActiveModel.reason(e)));
        }
    }

    /** The active version of the agent's main model. */
    Optional<ModelVersion> findMain() {
        Optional<ModelVersion> main = training.mainModel()
                .flatMap(model -> versions.findVersion(model, State.ACTIVE).flatMap(v -> versions.find(model, v)))
                .map(Stored::version);
        return main.isPresent() ? main : versions.findNewestActive();
    }

    /** Which active versions do not read, why, and what answers instead. */
    Optional<String> problem() {
        var problems = new ArrayList<String>();
        versions.listActiveModels().forEach(model -> follow(model).problem().ifPresent(problems::add));
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", problems));
    }

    /** Whether some version of this model reads. */
    boolean answers(String model) {
        return follow(model).version().isPresent();
    }

    /** What this process answers with; also measured from then on. */
    private ActiveModel<?> follow(String model) {
        if (measured.add(model)) {
            meters.gauge(
                    "nextbest.model.version",
                    List.of(Tag.of("model", model)),
                    this,
                    registry -> registry.follow(model).version().orElse(0));
        }
        return versions.answering(model, stored -> {
            training.check(stored.version().model(), stored.artifact());
            return true;
        });
    }
}
