package io.nextbest.lab.segmentation;

import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.value.History;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A customer as seen at a cut, from rows before it only, and what the customer spent in the window after it.
 *
 * @param plainBasket arithmetic mean of what a day with purchases brought
 * @param traits further figures that a challenger may use
 * @param later natural logarithm of 1 + spend within the window
 */
record Shopper(History history, RfmFigures rfm, double plainBasket, Map<Trait, double[]> traits, double later) {

    /** What else a customer's rows tell. */
    enum Trait {
        /** Weeks between purchases, and how many such intervals the customer has been away. */
        INTERVAL,
        /** Purchases of the last 26 weeks against those of the 26 before. */
        TREND,
        /** Different products, and rows per day with purchases. */
        BREADTH,
        /** Value and number of returns. */
        RETURNS,
        /** Spend in the same weeks of the year before. */
        SEASON,
        /** What the last day with purchases brought. */
        LAST_BASKET
    }

    /** Everyone who bought before the cut, ordered by customer. */
    static List<Shopper> at(List<RetailRow> rows, LocalDate cut, int weeks) {
        LocalDateTime from = cut.atStartOfDay();
        LocalDateTime until = from.plusWeeks(weeks);
        Map<String, List<RetailRow>> before = new TreeMap<>();
        Map<String, Double> after = new HashMap<>();
        for (RetailRow row : rows) {
            if (row.at().isBefore(from)) {
                before.computeIfAbsent(row.customer(), key -> new ArrayList<>()).add(row);
            } else if (row.at().isBefore(until) && row.purchase()) {
                after.merge(row.customer(), row.amount(), Double::sum);
            }
        }
        var shoppers = new ArrayList<Shopper>();
        before.forEach((customer, own) -> {
            if (own.stream().anyMatch(RetailRow::purchase)) {
                shoppers.add(of(own, cut, Math.log1p(after.getOrDefault(customer, 0.0))));
            }
        });
        return shoppers;
    }

    private static Shopper of(List<RetailRow> own, LocalDate cut, double later) {
        var days = new TreeMap<LocalDate, Double>();
        var invoices = new HashSet<String>();
        var products = new HashSet<String>();
        var returned = new HashSet<String>();
        double refunds = 0;
        long lines = 0;
        for (RetailRow row : own) {
            if (row.purchase()) {
                days.merge(row.at().toLocalDate(), row.amount(), Double::sum);
                invoices.add(row.invoice());
                products.add(row.product());
                lines++;
            } else if (row.quantity() < 0) {
                returned.add(row.invoice());
                refunds -= row.amount();
            }
        }
        LocalDateTime last = own.stream()
                .filter(RetailRow::purchase)
                .map(RetailRow::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        double spent = days.values().stream().mapToDouble(Double::doubleValue).sum();
        History history = History.of(own.getFirst().customer(), days, cut);
        var traits = new EnumMap<Trait, double[]>(Trait.class);
        double gap = history.lastAfter() / Math.max(1, history.purchases());
        double away = gap == 0 ? 0 : (history.observed() - history.lastAfter()) / gap;
        traits.put(Trait.INTERVAL, new double[] {Math.log1p(gap), Math.log1p(away)});
        LocalDate half = cut.minusWeeks(26);
        LocalDate year = cut.minusWeeks(52);
        double recent = days.tailMap(half).size();
        double earlier = days.subMap(year, half).size();
        traits.put(Trait.TREND, new double[] {Math.log1p(recent) - Math.log1p(earlier)});
        traits.put(Trait.BREADTH, new double[] {Math.log(products.size()), Math.log((double) lines / days.size())});
        traits.put(Trait.RETURNS, new double[] {Math.log1p(refunds), Math.log1p(returned.size())});
        double season = days.subMap(year, half).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        traits.put(Trait.SEASON, new double[] {Math.log1p(season), Math.log1p(earlier)});
        traits.put(Trait.LAST_BASKET, new double[] {Math.log1p(days.lastEntry().getValue())});
        var rfm = new RfmFigures(ChronoUnit.DAYS.between(last, cut.atStartOfDay()), invoices.size(), spent);
        return new Shopper(history, rfm, spent / days.size(), traits, later);
    }
}
