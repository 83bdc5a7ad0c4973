package dev.ordo.pruner.algorithm;

/**
 * What calibration found.
 *
 * @param neurons saliency of each, shape (layers, neurons)
 * @param heads saliency of each key/value head, shape (layers, heads); empty if it was not asked for
 * @param layers influence of each, or the loss without it: greater of those that matter
 * @param channels saliency of each channel of the residual stream; empty if it was not asked for
 */
@SuppressWarnings("ArrayRecordComponent")
record Findings(float[][] neurons, float[][] heads, float[] layers, float[] channels) {

    /** @throws SaliencyException if one of them is not a number */
    Findings {
        check("neuron", neurons);
        check("key/value head", heads);
        check(channels);
        for (int layer = 0; layer < layers.length; layer++) {
            if (!Float.isFinite(layers[layer])) {
                throw new SaliencyException(layer, layers[layer]);
            }
        }
    }

    private static void check(float... channels) {
        for (int channel = 0; channel < channels.length; channel++) {
            if (!Float.isFinite(channels[channel])) {
                throw new SaliencyException("channel " + channel, channels[channel]);
            }
        }
    }

    private static void check(String what, float[][] saliency) {
        for (int layer = 0; layer < saliency.length; layer++) {
            for (int index = 0; index < saliency[layer].length; index++) {
                if (!Float.isFinite(saliency[layer][index])) {
                    throw new SaliencyException(what, layer, index, saliency[layer][index]);
                }
            }
        }
    }
}
