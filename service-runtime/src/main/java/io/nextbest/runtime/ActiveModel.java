package io.nextbest.runtime;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.ModelVersions.State;
import io.nextbest.runtime.ModelVersions.Stored;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The active version of one model, or its shadow, parsed once and kept; that there is none is kept as well. Looks for
 * another version at most once a second, so that a replica that did not train follows the one that did; while one
 * caller looks, the others go on with what is known. A version that does not read changes nothing: the one loaded
 * before goes on answering, or at the start the one that was active before.
 *
 * @param <T> what the artefact parses to
 */
public final class ActiveModel<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveModel.class);
    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final ModelVersions versions;
    private final String model;
    private final Function<Stored, T> read;
    private final State state;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Loaded<T> loaded;

    /**
     * @param wanted version that should answer, null if there is none
     * @param answers version that does, null if none reads
     * @param problem why that is another one
     */
    private record Loaded<T>(
            @Nullable Integer wanted,
            @Nullable Integer answers,
            @Nullable T value,
            @Nullable String problem,
            long changes,
            long checkedAtNanos) {

        static <T> Loaded<T> none(long changes) {
            return new Loaded<>(null, null, null, null, changes, System.nanoTime());
        }

        Loaded<T> checkedAgain(long changesNow) {
            return new Loaded<>(wanted, answers, value, problem, changesNow, System.nanoTime());
        }

        boolean isDue() {
            return System.nanoTime() - checkedAtNanos > LOOK_AGAIN_NANOS;
        }
    }

    /** What the agent answers with from now on, and therefore what its status and readiness speak of. */
    public static <T> ActiveModel<T> of(ModelVersions versions, String model, Function<Stored, T> read) {
        var active = new ActiveModel<>(versions, model, read);
        versions.answersWith(model, active);
        return active;
    }

    /** The same without a word to status and readiness. */
    ActiveModel(ModelVersions versions, String model, Function<Stored, T> read) {
        this(versions, model, read, State.ACTIVE);
    }

    private ActiveModel(ModelVersions versions, String model, Function<Stored, T> read, State state) {
        this.versions = versions;
        this.model = model;
        this.read = read;
        this.state = state;
    }

    /** The version to score beside the active one; nothing while there is none, or it does not read. */
    public static <T> ActiveModel<T> shadow(ModelVersions versions, String model, Function<Stored, T> read) {
        return new ActiveModel<>(versions, model, read, State.SHADOW);
    }

    /**
     * Empty before the first training.
     *
     * @throws ServiceException MODEL_NOT_TRAINED if no version that was ever active reads
     */
    public Optional<T> find() {
        Loaded<T> now = current();
        if (now.wanted() == null || (now.value() == null && state == State.SHADOW)) {
            return Optional.empty();
        }
        if (now.value() == null) {
            throw new ServiceException(ErrorCode.MODEL_NOT_TRAINED, String.valueOf(now.problem()));
        }
        return Optional.of(now.value());
    }

    /** Which version does not read, why, and what answers instead; empty when all is well. */
    public Optional<String> problem() {
        return Optional.ofNullable(current().problem());
    }

    /** Number of the version that answers. */
    Optional<Integer> version() {
        return Optional.ofNullable(current().answers());
    }

    private Loaded<T> current() {
        Loaded<T> now = loaded;
        if (now == null || now.changes() != versions.changes()) {
            looking.lock(); // what this process changed is seen by its next question
        } else if (!now.isDue() || !looking.tryLock()) {
            return now;
        }
        try {
            return refresh();
        } finally {
            looking.unlock();
        }
    }

    private Loaded<T> refresh() {
        Loaded<T> before = loaded;
        long changes = versions.changes();
        if (before != null && before.changes() == changes && !before.isDue()) {
            return before; // somebody else was faster
        }
        Integer wanted = versions.findVersion(model, state).orElse(null);
        Loaded<T> now;
        if (wanted == null) {
            now = Loaded.none(changes);
        } else if (before != null && wanted.equals(before.wanted())) {
            now = before.checkedAgain(changes);
        } else {
            now = load(wanted, before, changes);
        }
        loaded = now;
        return now;
    }

    private Loaded<T> load(int wanted, @Nullable Loaded<T> before, long changes) {
        String why;
        try {
            T value = read.apply(versions.find(model, wanted).orElseThrow());
            return new Loaded<>(wanted, wanted, value, null, changes, System.nanoTime());
        } catch (JdbiException e) { // the database failed, not the version: asked again at the next question
            throw e;
        } catch (RuntimeException e) {
            why = reason(e);
        }
        Loaded<T> kept = state == State.ACTIVE ? before : null;
        Integer answers = kept == null ? null : kept.answers();
        T value = kept == null ? null : kept.value();
        if (value == null && state == State.ACTIVE) {
            for (int earlier : versions.listEarlier(model)) {
                try {
                    value = read.apply(versions.find(model, earlier).orElseThrow());
                    answers = earlier;
                    break;
                } catch (JdbiException e) {
                    throw e;
                } catch (RuntimeException e) {
                    LOG.debug("{}@{} does not read either", model, earlier, e);
                }
            }
        }
        String problem = problem(wanted, why, answers);
        versions.warnOnce(problem);
        return new Loaded<>(wanted, answers, value, problem, changes, System.nanoTime());
    }

    private String problem(int wanted, String why, @Nullable Integer answers) {
        String instead = answers == null ? "nothing answers in its place" : model + "@" + answers + " answers instead";
        return "%s@%d does not read (%s); %s.".formatted(model, wanted, why, instead);
    }

    /** What a reader threw, in one line for the operator. */
    static String reason(RuntimeException thrown) {
        String message = Service.rootMessage(thrown).replaceAll("\\s+", " ").strip();
        return message.length() > 300 ? message.substring(0, 300) + "…" : message;
    }
}
