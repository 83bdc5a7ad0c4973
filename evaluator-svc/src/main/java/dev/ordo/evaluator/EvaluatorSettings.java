package dev.ordo.evaluator;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this deployment computes and what it publishes. */
@ConfigMapping(prefix = "ordo.evaluator")
public interface EvaluatorSettings {
    /** CPU threads inside one operation. Another number sums in another order, so it may give other last digits. */
    @WithDefault("2")
    int threads();

    /** Where to compute: {@code cpu}, {@code cuda} or {@code cuda:N}; {@code ORDO_DEVICE} sets it for every service. */
    @WithDefault("${ordo.device:cpu}")
    String device();

    /** Local disk that what was computed of baselines may take, so that it is not computed again for every checkpoint. */
    @WithDefault("4G")
    MemorySize baselineRecords();

    /** Studies whose figures are published; older ones are dropped. */
    @WithDefault("50")
    int publishedStudies();
}
