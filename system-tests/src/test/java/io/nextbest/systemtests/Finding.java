package io.nextbest.systemtests;

/** One breach of a rule about the text: where, and what to do. */
record Finding(String file, long line, String what) {

    @Override
    public String toString() {
        return file + ":" + line + " " + what;
    }
}
