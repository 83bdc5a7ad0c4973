package dev.ordo.pruner.algorithm;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** What a neuron, a head, a layer or a channel gives is no number, so the checkpoint's weights are of no use. */
public final class SaliencyException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public SaliencyException(String what, int layer, int index, float saliency) {
        super(
                ErrorCode.INVALID_CHECKPOINT,
                "the saliency of " + what + " " + index + " in layer " + layer + " is " + saliency);
    }

    public SaliencyException(int layer, float influence) {
        super(ErrorCode.INVALID_CHECKPOINT, "the influence of layer " + layer + " is " + influence);
    }

    SaliencyException(String what, float saliency) {
        super(ErrorCode.INVALID_CHECKPOINT, "the saliency of " + what + " is " + saliency);
    }
}
