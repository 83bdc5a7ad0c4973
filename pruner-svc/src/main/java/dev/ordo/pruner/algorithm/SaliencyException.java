package dev.ordo.pruner.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A neuron's activations are not numbers, so the checkpoint's weights are of no use. */
public final class SaliencyException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public SaliencyException(int layer, int neuron, float saliency) {
        super(
                ErrorCode.INVALID_CHECKPOINT,
                "the saliency of neuron " + neuron + " in layer " + layer + " is " + saliency);
    }
}
