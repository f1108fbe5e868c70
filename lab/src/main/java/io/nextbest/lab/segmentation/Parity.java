package io.nextbest.lab.segmentation;

import io.nextbest.lab.Figure;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.PurchaseLine;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** SEG-1: does the parity model reproduce the older service's segments to the customer? */
public final class Parity {

    private static final int CLUSTERS = 5;
    private static final int STARTS = 50; // ten can miss the optimum
    private static final long SEED = 42;
    private static final double GOLDEN_INERTIA = 3118.284;

    private Parity() {}

    public static SequencedMap<String, Figure> run(Path data) throws IOException {
        var figures = new LinkedHashMap<String, Figure>();
        if (!Files.isReadable(RetailYears.second(data))) {
            figures.put("SEG-1", Figure.refused(RetailYears.missing(data, RetailYears.second(data))));
            return figures;
        }
        List<PurchaseLine> lines = RetailYears.readSecond(data).stream()
                .map(row -> new PurchaseLine(
                        row.customer(),
                        row.invoice(),
                        row.at().toInstant(ZoneOffset.UTC),
                        BigDecimal.valueOf(row.quantity()),
                        BigDecimal.valueOf(row.price())))
                .toList();
        RfmTable table = RfmTable.of(RfmTable.sum(lines), ZoneOffset.UTC).orElseThrow();
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
