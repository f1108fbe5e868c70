package io.nextbest.cli;

/** Ends a command with exit code 1. The message is one sentence: what is wrong, what to do. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
