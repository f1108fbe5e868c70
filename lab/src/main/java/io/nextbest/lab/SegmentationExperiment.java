package io.nextbest.lab;

import io.nextbest.lab.segmentation.AutoCount;
import io.nextbest.lab.segmentation.ConfidenceCalibration;
import io.nextbest.lab.segmentation.DriftAlarms;
import io.nextbest.lab.segmentation.NamesKept;
import io.nextbest.lab.segmentation.ValueBands;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * SEG-1: does the parity model reproduce the older service's segments to the customer? SEG-2 to SEG-6: what segments
 * tell of the future, how sure they are, whether their names last, how many there are, and when they no longer fit.
 */
final class SegmentationExperiment implements Experiment {

    private static final int CLUSTERS = 5;
    private static final int STARTS = 50; // ten can miss the optimum
    private static final long SEED = 42;
    private static final double GOLDEN_INERTIA = 3118.284;

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
        var figures = new LinkedHashMap<String, Figure>(parity(data));
        figures.putAll(ValueBands.run(data));
        figures.putAll(ConfidenceCalibration.run(data));
        figures.putAll(NamesKept.run(data));
        figures.putAll(AutoCount.run(data));
        figures.putAll(DriftAlarms.run(data));
        return figures;
    }

    private static SequencedMap<String, Figure> parity(Path data) throws IOException {
        var figures = new LinkedHashMap<String, Figure>();
        Path file = OnlineRetail.file(data);
        if (!Files.isReadable(file)) {
            figures.put("SEG-1", Figure.refused("online-retail/online_retail.csv.gz is not in the data folder"));
            return figures;
        }
        RfmTable table = RfmTable.of(RfmTable.sum(OnlineRetail.read(file)), ZoneOffset.UTC)
                .orElseThrow();
        SegmentModel model = SegmentModel.fit(table, new Recipe(Features.RAW, CLUSTERS, STARTS, SEED));
        int customers = table.rows().size();
        List<ClusterProfile> bySize = model.profiles().stream()
                .sorted(Comparator.comparingInt(ClusterProfile::customers).reversed())
                .toList();
        boolean reached = Math.abs(model.inertia() - GOLDEN_INERTIA) <= 0.01;
        figures.put(
                "SEG-1",
                Figure.of(
                        model.inertia(),
                        customers,
                        "inertia, golden 3118.284 ± 0.01: " + (reached ? "reached" : "missed")));
        figures.put("SEG-1.customers", Figure.of(customers, customers, "golden 4,338"));
        for (int i = 0; i < bySize.size(); i++) {
            figures.put(
                    "SEG-1.size" + i, Figure.of(bySize.get(i).customers(), customers, "golden 3049/1062/213/8/6, ± 5"));
        }
        Map<String, Double> biggest = bySize.getFirst().stats();
        figures.put("SEG-1.recency", profile(biggest, "Recency_mean", "days, golden 43.95", customers));
        figures.put("SEG-1.frequency", profile(biggest, "Frequency_mean", "invoices, golden 3.650", customers));
        figures.put("SEG-1.monetary", profile(biggest, "Monetary_mean", "pounds, golden 1339.07", customers));
        Membership manual = model.assign(new RfmFigures(30, 5, 1500));
        figures.put("SEG-1.manual", Figure.of(manual.distance(), customers, "distance, golden 0.2248 ± 0.0015"));
        figures.put("SEG-1.confidence", Figure.of(manual.confidence(), customers, "golden 0.955 ± 0.0005"));
        return figures;
    }

    private static Figure profile(Map<String, Double> stats, String key, String what, int customers) {
        return Figure.of(stats.getOrDefault(key, 0.0), customers, "mean of the biggest segment, " + what);
    }
}
