package io.nextbest.orchestrator.event;

import org.jspecify.annotations.Nullable;

/** Ends the reading of one event at its first wrong field. Carries no stack: a bad file throws thousands. */
final class WrongField extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String field;

    WrongField(@Nullable String field, String detail) {
        super(detail, null, false, false);
        this.field = field;
    }

    @Nullable
    String field() {
        return field;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
