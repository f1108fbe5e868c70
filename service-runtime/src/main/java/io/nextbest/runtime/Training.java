package io.nextbest.runtime;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.ModelVersions.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an agent learns, judges what it learned, and reads it back. One bean per agent; {@link ModelRegistry} asks it,
 * stores what it answers and decides which version is active.
 */
public interface Training {

    /**
     * Fits to the agent's tables, which hold the log to its end. Stores nothing and activates nothing.
     *
     * @return one model or several that belong together, the main one first
     * @throws ServiceException if the data cannot carry it; the versions before stay active
     */
    List<Fitted> fit();

    /**
     * Whether a fit may take the place of the version that answers. Not accepted it is stored all the same, and an
     * operator may activate it; without a version before it is activated in any case, and the judgement kept.
     *
     * @param before the version that answers with this model now, null if there is none that reads
     */
    default Judgement judge(Fitted fitted, @Nullable Stored before) {
        Instant to = fitted.dataTo();
        Instant toBefore = before == null ? null : before.version().dataTo();
        if (to != null && toBefore != null && to.isBefore(toBefore)) {
            return Judgement.refuse(
                    "it learned from data up to %s only, the active version up to %s".formatted(to, toBefore));
        }
        return Judgement.accept(
                before == null
                        ? "the first version of this model"
                        : "it learned from data up to %s, the active version up to %s"
                                .formatted(time(to), time(toBefore)));
    }

    private static String time(@Nullable Instant to) {
        return to == null ? "no time" : to.toString();
    }

    /**
     * Reads an artefact as the agent would to answer with it.
     *
     * @throws RuntimeException if it does not read; the message says why, for the operator's eyes
     */
    void check(String model, String artifact);

    /**
     * Reads an artefact that was made elsewhere.
     *
     * @throws ServiceException INPUT_INVALID if this agent takes none, or not this one
     */
    default Fitted read(String artifact) {
        throw new ServiceException(
                ErrorCode.INPUT_INVALID, "This agent takes no artefacts from elsewhere; POST /v1/agent/train to it.");
    }

    /** Told after versions changed their places, outside of any transaction, in the process that changed them. */
    default void activated() {}

    /** The model that stands for the agent in its status; empty for the one activated last. */
    default Optional<String> mainModel() {
        return Optional.empty();
    }
}
