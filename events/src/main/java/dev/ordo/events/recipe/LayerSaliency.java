package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;

/** By what pruning tells which layers matter. */
public enum LayerSaliency {
    /** How much a layer changes the residual stream. */
    BLOCK_INFLUENCE("block-influence"),
    /** The loss of the calibration text without the layer. */
    PERPLEXITY("perplexity");

    private final String label;

    LayerSaliency(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }

    /** @throws InvalidEventException if there is no such saliency */
    @JsonCreator
    public static LayerSaliency ofLabel(String label) {
        return Checks.labelled("recipes.prune.layerSaliency", values(), LayerSaliency::label, label);
    }
}
