package io.nextbest.cli;

/** Ends a command with exit code 1. The message is one sentence: what is wrong, what to do. */
public sealed class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Someone else is at it; the same may succeed a little later. */
    public static final class Busy extends CommandFailure {

        private static final long serialVersionUID = 1;

        public Busy(String message) {
            super(message);
        }
    }
}
