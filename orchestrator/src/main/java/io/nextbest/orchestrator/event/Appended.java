package io.nextbest.orchestrator.event;

/** What became of a draft in the log. */
enum Appended {
    ACCEPTED,
    /** The log already held this very event. */
    DUPLICATE,
    /** The log already held another event under this id; the first one stays. */
    CONFLICTING
}
