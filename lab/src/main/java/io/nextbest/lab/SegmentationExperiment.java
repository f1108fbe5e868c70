package io.nextbest.lab;

import io.nextbest.lab.segmentation.AutoCount;
import io.nextbest.lab.segmentation.ConfidenceCalibration;
import io.nextbest.lab.segmentation.DriftAlarms;
import io.nextbest.lab.segmentation.NamesKept;
import io.nextbest.lab.segmentation.Parity;
import io.nextbest.lab.segmentation.ValueBands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * SEG-1 to SEG-6: do segments reproduce the older service's, what do they tell of the future, how sure are they, do
 * their names last, how many are there, and when do they no longer fit?
 */
final class SegmentationExperiment implements Experiment {

    @Override
    public String name() {
        return "segmentation";
    }

    @Override
    public String question() {
        return "How good are the segments of customers (SEG-1 to SEG-6)?";
    }

    @Override
    public SequencedMap<String, Figure> run(Path data) throws IOException {
        var figures = new LinkedHashMap<String, Figure>(Parity.run(data));
        figures.putAll(ValueBands.run(data));
        figures.putAll(ConfidenceCalibration.run(data));
        figures.putAll(NamesKept.run(data));
        figures.putAll(AutoCount.run(data));
        figures.putAll(DriftAlarms.run(data));
        return figures;
    }
}
