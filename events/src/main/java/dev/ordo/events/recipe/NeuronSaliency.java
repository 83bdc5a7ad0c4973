package dev.ordo.events.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;

/** By what pruning tells which neurons of an MLP matter. */
public enum NeuronSaliency {
    /** Size of the activation alone. */
    MINITRON("minitron"),
    /** Size of the weights into the neuron, and of its gate's output, half and half. */
    MIXTURE("mixture"),
    /** Size of the weights out of the neuron, times that of its activation. */
    WANDA("wanda");

    private final String label;

    NeuronSaliency(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }

    /** @throws InvalidEventException if there is no such saliency */
    @JsonCreator
    public static NeuronSaliency ofLabel(String label) {
        return Checks.labelled("recipes.prune.saliency", values(), NeuronSaliency::label, label);
    }
}
