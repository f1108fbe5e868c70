package io.nextbest.contracts;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator may ask of every agent, whatever question it answers. */
public interface AgentOperations {

    /** How far the agent has read the log, and the model it answers with. */
    @Get("/v1/agent/status")
    AgentStatus status();

    /**
     * Reads the log to its end, fits, judges and stores new model versions, and activates those accepted; not in the
     * place of a version that was activated while it ran.
     *
     * @param activate false to store them as candidates only
     */
    @Post("/v1/agent/train")
    ModelVersion train(@QueryValue(defaultValue = "true") Boolean activate);

    /** {@link #train(Boolean)} with activation. */
    default ModelVersion train() {
        return train(true);
    }

    /** Wipes everything that the agent derived from the log and derives it again; model versions stay. */
    @Post("/v1/agent/rebuild")
    AgentStatus rebuild();

    /**
     * The model versions on record, the newest first.
     *
     * @param model name of one model, all if left out
     */
    @Get("/v1/agent/versions")
    List<ModelVersion> versions(@Nullable @QueryValue String model);

    /** One version; {@link ErrorCode#VERSION_UNKNOWN} if there is none of this number. */
    @Get("/v1/agent/versions/{model}/{version}")
    ModelVersion version(@PathVariable String model, @PathVariable Integer version);

    /** Everything needed to answer with this version, as it is stored. */
    @Get("/v1/agent/versions/{model}/{version}/artefact")
    String artefact(@PathVariable String model, @PathVariable Integer version);

    /**
     * Stores a model that was made elsewhere as a candidate; {@link ErrorCode#INPUT_INVALID} if the agent cannot read
     * it. Of one that is on record already it answers the version that is.
     *
     * @param artefact what a version's artefact answers, or the command's offline training wrote
     */
    @Post("/v1/agent/versions")
    ModelVersion importVersion(@Body String artefact);

    /** Lets answers come from this version; {@link ErrorCode#VERSION_REFUSED} if it does not read. */
    @Post("/v1/agent/versions/{model}/{version}/activate")
    ModelVersion activate(@PathVariable String model, @PathVariable Integer version);

    /** Lets this version be scored beside the active one, in place of the shadow before. */
    @Post("/v1/agent/versions/{model}/{version}/shadow")
    ModelVersion shadow(@PathVariable String model, @PathVariable Integer version);

    /** Ends the scoring beside; the version that was the shadow, {@link ErrorCode#VERSION_UNKNOWN} if there is none. */
    @Delete("/v1/agent/shadow/{model}")
    ModelVersion endShadow(@PathVariable String model);

    /**
     * Goes back to the version that was active before, again and again to the first; the versions that answer now, with
     * a note each. {@link ErrorCode#VERSION_REFUSED} if there is none before, of the agent's main model either, or it
     * does not read; {@link ErrorCode#VERSION_UNKNOWN} if there is no such model.
     */
    @Post("/v1/agent/rollback")
    List<ModelVersion> rollback(@Nullable @Body RollbackRequest request);
}
