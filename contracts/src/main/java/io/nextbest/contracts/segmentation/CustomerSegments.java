package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import java.util.List;

/**
 * Customers by segment, in the shape that the older segmentation service printed.
 *
 * @param segments those that hold a customer, by their numbers
 * @param dataSource "database"
 * @param totalCustomers in all segments
 * @param model the model that answered, "parity"
 * @param modelVersion its version's number
 */
@Wire
public record CustomerSegments(
        List<Members> segments, String dataSource, Integer totalCustomers, String model, Integer modelVersion) {

    public CustomerSegments {
        segments = List.copyOf(segments);
    }

    /** @param customers their ids; as numbers where they are whole ones, as the older service printed them */
    @Wire
    public record Members(Integer segmentId, String segmentName, List<Object> customers) {

        public Members {
            customers = List.copyOf(customers);
        }
    }
}
