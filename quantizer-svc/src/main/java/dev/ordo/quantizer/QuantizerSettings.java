package dev.ordo.quantizer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this deployment computes what reads calibration text; rounding to nearest is done by Java, in one thread. */
@ConfigMapping(prefix = "ordo.quantizer")
public interface QuantizerSettings {
    /** CPU threads inside one operation. Another number sums in another order, so it may give other digests. */
    @WithDefault("2")
    int threads();

    /** Where to compute: {@code cpu}, {@code cuda} or {@code cuda:N}; {@code ORDO_DEVICE} sets it for every service. */
    @WithDefault("${ordo.device:cpu}")
    String device();
}
