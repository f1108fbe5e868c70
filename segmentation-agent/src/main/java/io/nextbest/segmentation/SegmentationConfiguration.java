package io.nextbest.segmentation;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.ZoneId;

/**
 * Settings of the segmentation agent. Those in brackets are the older service's names, read from the environment.
 *
 * @param model whose answer a decision gets, "standard", "parity" or "value"
 * @param olderModel whose answer the older service's paths give, "parity" or "standard"
 * @param clusters number of segments of the parity model, 2 to 20 (N_CLUSTERS)
 * @param standardClusters number of segments of the standard model, 2 to 20; 0 to let the data say
 * @param laterWeeks window of later spend by which the data say it, where twice as much is on record, 1 to 520
 * @param valueBands number of bands of the value model, 2 to 20; they look {@code laterWeeks} ahead
 * @param seed of every random choice in training (RANDOM_STATE)
 * @param starts random starts of which training keeps the best, 1 to 1,000; ten can miss the optimum (N_INIT)
 * @param timeZone of the shop's clock, by which recency counts its days
 */
@Context // read at start, so that a bad value stops the service and not the first request
@ConfigurationProperties("segmentation")
record SegmentationConfiguration(
        @Bindable(defaultValue = "standard") @Pattern(regexp = DECIDING)
        String model,

        @Bindable(defaultValue = "parity") @Pattern(regexp = MODELS)
        String olderModel,

        @Bindable(defaultValue = "5") @Min(2) @Max(20) int clusters,
        @Bindable(defaultValue = "0") @Min(0) @Max(20) int standardClusters,
        @Bindable(defaultValue = "26") @Min(1) @Max(520) int laterWeeks,
        @Bindable(defaultValue = "8") @Min(2) @Max(20) int valueBands,
        @Bindable(defaultValue = "42") long seed,
        @Bindable(defaultValue = "50") @Min(1) @Max(1_000) int starts,
        @Bindable(defaultValue = "Europe/London") ZoneId timeZone) {

    SegmentationConfiguration {
        if (standardClusters == 1) {
            throw new IllegalArgumentException(
                    "segmentation.standard-clusters: must be 2 to 20, or 0 to let the data say, was 1.");
        }
    }

    private static final String DECIDING = "standard|parity|value";
    private static final String MODELS = "standard|parity";
}
