package io.nextbest.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SequencedMap;

/** One measurement on real data, which anyone who has the data can run again. */
public interface Experiment {

    /** The word after {@code nextbest lab}. */
    String name();

    /** What it measures, in one sentence. */
    String question();

    /**
     * Runs it.
     *
     * @param data folder with a folder for each data set
     * @return figures under their ids, in the order to print them
     */
    SequencedMap<String, Figure> run(Path data) throws IOException;
}
