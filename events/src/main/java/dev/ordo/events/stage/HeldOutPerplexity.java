package dev.ordo.events.stage;

import dev.ordo.events.Checks;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well a student predicted held-out sets after so many steps of training, as it then was, in float32 and not yet packed again.
 *
 * @param step steps done; 0 before the first
 * @param perplexity by the name of the set
 */
public record HeldOutPerplexity(Long step, Map<String, Double> perplexity) {

    public HeldOutPerplexity {
        Checks.between("heldOut.step", step, 0L, Long.MAX_VALUE);
        perplexity = new TreeMap<>(Checks.required("heldOut.perplexity", perplexity));
    }
}
