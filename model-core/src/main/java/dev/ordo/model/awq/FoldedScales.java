package dev.ordo.model.awq;

import dev.ordo.model.safetensors.FloatFormats;

/**
 * Scales of a weight's columns, with the norm before it divided by them, so that the two together do what they did.
 *
 * @param norm the norm's weight as it is stored, bfloat16 values
 * @param scales what columns have to be multiplied with: the old norm over the stored one
 */
record FoldedScales(float[] norm, float[] scales) {

    /**
     * Folds scales into a norm. What the norm loses by being rounded to bfloat16, the scales take up, so that nothing is lost; a column whose
     * norm is 0, or would become 0 or infinite, is left as it is.
     */
    static FoldedScales of(float[] norm, float[] wanted) {
        float[] stored = new float[norm.length];
        float[] scales = new float[norm.length];
        for (int i = 0; i < norm.length; i++) {
            float divided = FloatFormats.roundToBf16(norm[i] / wanted[i]);
            boolean folds = divided != 0 && Float.isFinite(divided) && Float.isFinite(norm[i] / divided);
            stored[i] = folds ? divided : norm[i];
            scales[i] = folds ? norm[i] / divided : 1;
        }
        return new FoldedScales(stored, scales);
    }
}
