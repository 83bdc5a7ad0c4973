package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.OptBoolean;
import dev.ordo.events.Technique;
import java.util.Map;

/**
 * The parameters of one technique, all defaults filled in. Its JSON names the technique, which may be left out where the
 * place already says it, as in {@code recipes.prune}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "technique", requireTypeIdForSubtypes = OptBoolean.FALSE)
@JsonSubTypes({
    @JsonSubTypes.Type(value = PruneRecipe.class, name = "P"),
    @JsonSubTypes.Type(value = DistillRecipe.class, name = "KD"),
    @JsonSubTypes.Type(value = QuantizeRecipe.class, name = "Q")
})
public sealed interface Recipe permits PruneRecipe, DistillRecipe, QuantizeRecipe {

    @JsonIgnore
    Technique technique();

    /** Raised whenever the same inputs would give other weights; part of every stage key. */
    @JsonIgnore
    int algorithmVersion();

    /**
     * Parameters that were added without raising the algorithm's version, with the value that all earlier results had: at that
     * value they are no part of a stage key, so that these results stay what they are.
     */
    @JsonIgnore
    default Map<String, Object> unsaid() {
        return Map.of();
    }

    /** Whether the algorithm draws random numbers, so that the seed is part of the stage key. */
    @JsonIgnore
    boolean draws();

    /** Whether the algorithm reads a data set. */
    @JsonIgnore
    default boolean readsData() {
        return true;
    }

    /** Whether the algorithm measures its result on held-out sets while it works. */
    @JsonIgnore
    default boolean readsHeldOut() {
        return false;
    }
}
