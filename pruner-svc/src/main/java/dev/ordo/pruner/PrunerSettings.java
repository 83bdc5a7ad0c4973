package dev.ordo.pruner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this deployment computes. */
@ConfigMapping(prefix = "ordo.pruner")
public interface PrunerSettings {
    /** CPU threads inside one operation. Another number sums in another order, so it may give other digests. */
    @WithDefault("2")
    int threads();
}
