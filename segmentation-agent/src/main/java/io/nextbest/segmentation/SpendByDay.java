package io.nextbest.segmentation;

import io.nextbest.models.value.History;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** What one customer spent, exactly, by the day on which an invoice was begun. Knows no framework. */
public final class SpendByDay {

    private static final double SMALLEST = 1e-5;
    private static final double LARGEST = 1e14;

    private final TreeMap<LocalDate, BigDecimal> sums = new TreeMap<>();

    public void add(LocalDate day, BigDecimal amount) {
        sums.merge(day, amount, BigDecimal::add);
    }

    boolean isEmpty() {
        return sums.isEmpty();
    }

    /**
     * What the model of value needs to know of him. Sums are held between a thousandth of a penny and 10^14, within
     * which the model reckons.
     *
     * @param seenFrom day as seen from which it is told, or from his last if that is later
     * @throws IllegalArgumentException if he never bought
     */
    public History history(String customer, LocalDate seenFrom) {
        var spent = new TreeMap<LocalDate, Double>();
        for (Map.Entry<LocalDate, BigDecimal> day : sums.entrySet()) {
            spent.put(day.getKey(), Math.clamp(day.getValue().doubleValue(), SMALLEST, LARGEST));
        }
        boolean meanwhile = !spent.isEmpty() && spent.lastKey().isAfter(seenFrom);
        return History.of(customer, spent, meanwhile ? spent.lastKey() : seenFrom);
    }
}
