package dev.ordo.distiller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this deployment computes. */
@ConfigMapping(prefix = "ordo.distiller")
public interface DistillerSettings {
    /** CPU threads inside one operation. Another number sums in another order, so it may give other digests. */
    @WithDefault("2")
    int threads();

    /** Where to compute: {@code cpu}, {@code cuda} or {@code cuda:N}; {@code ORDO_DEVICE} sets it for every service. */
    @WithDefault("${ordo.device:cpu}")
    String device();
}
