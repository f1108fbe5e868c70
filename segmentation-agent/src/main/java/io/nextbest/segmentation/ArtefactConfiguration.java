package io.nextbest.segmentation;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where training leaves its files. An empty path means the file's usual name in the directory; an empty directory means
 * {@code models/segmentation} in {@code nextbest.home}. In brackets the older service's names, from the environment.
 *
 * @param modelPath {@code kmeans_model.json} (MODEL_PATH)
 * @param scalerPath {@code scaler.json} (SCALER_PATH)
 * @param profilesPath {@code segment_profiles.json} (PROFILES_PATH)
 * @param rfmPath {@code rfm_table.csv} (RFM_PATH)
 */
@Context
@ConfigurationProperties("segmentation-artefacts")
record ArtefactConfiguration(
        @Bindable(defaultValue = "") String directory,
        @Bindable(defaultValue = "") String modelPath,
        @Bindable(defaultValue = "") String scalerPath,
        @Bindable(defaultValue = "") String profilesPath,
        @Bindable(defaultValue = "") String rfmPath) {}
