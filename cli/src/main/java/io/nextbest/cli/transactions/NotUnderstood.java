package io.nextbest.cli.transactions;

/** Says that bytes are not of the plain form that our own scanner reads: POI and the JDK's parser must judge them. */
final class NotUnderstood extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotUnderstood(String what) {
        super(what, null, false, false);
    }
}
