package io.nextbest.runtime;

import io.nextbest.contracts.ModelVersion;

/** How an agent learns. One bean per agent; asked when the log has been read to its end. */
public interface Training {

    /**
     * Fits a model to the agent's tables, judges it and makes it the active version.
     *
     * @throws io.nextbest.contracts.ServiceException if the data cannot carry it; the version before stays active
     */
    ModelVersion train();
}
