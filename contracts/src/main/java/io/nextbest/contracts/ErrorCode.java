package io.nextbest.contracts;

/** Every reason for which a service refuses. The name is the stable word that a client may branch on. */
public enum ErrorCode {
    /** The request is malformed or one of its fields is outside its range. */
    INPUT_INVALID,
    /** Nothing is on record of this customer. */
    CUSTOMER_UNKNOWN,
    /** No decision has this id. */
    DECISION_UNKNOWN,
    /** No import of this file is known. */
    IMPORT_UNKNOWN,
    /** Another import, training, rebuild or renaming holds the place. */
    BUSY,
    /** No model version is active yet: train first. */
    MODEL_NOT_TRAINED,
    /** The data on record cannot carry the model that was asked for. */
    DATA_INSUFFICIENT,
    /** The agent's registry has no such version. */
    VERSION_UNKNOWN,
    /** The version cannot do that: it does not read, or there is none to go back to. */
    VERSION_REFUSED,
    /** A neighbouring service did not answer. */
    AGENT_UNAVAILABLE
}
