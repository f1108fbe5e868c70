package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import java.time.LocalDate;
import java.util.List;

/**
 * Customers by the segment they were in and the one they are in.
 *
 * @param model the version that assigned them on both days, "standard@3"
 * @param from last day of the state before
 * @param to last day of the state after
 * @param customers who had bought by the first day
 * @param joined who bought for the first time after it
 * @param stayed share of the customers who are where they were
 * @param segments one per segment, by number
 */
@Wire
public record MovementReport(
        String model,
        LocalDate from,
        LocalDate to,
        Integer customers,
        Integer joined,
        Double stayed,
        List<Row> segments) {

    public MovementReport {
        segments = List.copyOf(segments);
    }

    /** @param customers in the segment before; where they went stands in {@code to} */
    @Wire
    public record Row(Integer segmentId, String segmentName, Integer customers, List<Cell> to) {

        public Row {
            to = List.copyOf(to);
        }
    }

    /** @param share of those who were in the segment before */
    @Wire
    public record Cell(Integer segmentId, String segmentName, Integer customers, Double share) {}
}
