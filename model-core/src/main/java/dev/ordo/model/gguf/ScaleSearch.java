package dev.ordo.model.gguf;

import java.util.Arrays;

/**
 * Scale and minimum of a group of values, searched as llama.cpp does for its K types: of several first guesses, each improved by weighted
 * least squares, the pair of the smallest weighted squared error.
 *
 * <p>All sums are in float32 and in the order of the values, so that results are llama.cpp's wherever its compiler kept to that order.
 */
final class ScaleSearch {
    private static final int GUESSES = 21;
    private static final float FIRST = -1;
    private static final float STEP = 0.1f;

    private final int size;
    private final int most;
    private final float[] weights;
    private float[] trial;
    private float[] levels;
    private float scale;
    private float minimum;

    /**
     * @param size values of a group
     * @param most the largest level; the smallest is 0
     */
    ScaleSearch(int size, int most) {
        this.size = size;
        this.most = most;
        this.weights = new float[size];
        this.trial = new float[size];
        this.levels = new float[size];
    }

    /** What a level is multiplied by; not negative. */
    float scale() {
        return scale;
    }

    /** What is subtracted from the product; not negative. */
    float minimum() {
        return minimum;
    }

    /** The level that was found for a value of the group. */
    int level(int i) {
        return (int) levels[i];
    }

    /**
     * Finds scale s and minimum m for x = s * level - m; large values weigh more: by |x| + the root of the mean square.
     *
     * @param values those of the group from {@code at} on
     */
    void run(float[] values, int at) {
        weigh(values, at);
        minimum = -Math.min(0, smallest(values, at));
        scale = 0;
        float largest = largest(values, at);
        if (largest <= -minimum) {
            Arrays.fill(levels, 0);
            return;
        }
        float inverse = most / (largest + minimum);
        scale = 1 / inverse;
        tryLevels(values, at, inverse);
        float best = error(values, at, scale, -minimum);
        keepLevels();
        for (int guess = 0; guess < GUESSES; guess++) {
            tryLevels(values, at, (FIRST + STEP * guess + most) / (largest + minimum));
            best = improve(values, at, best);
        }
    }

    private void keepLevels() {
        float[] spare = levels;
        levels = trial;
        trial = spare;
    }

    private void weigh(float[] values, int at) {
        float squares = 0;
        for (int i = 0; i < size; i++) {
            squares += values[at + i] * values[at + i];
        }
        float root = (float) Math.sqrt(squares / size);
        for (int i = 0; i < size; i++) {
            weights[i] = root + Math.abs(values[at + i]);
        }
    }

    /** Levels counted from the present minimum: later guesses begin where the best so far came to. */
    private void tryLevels(float[] values, int at, float inverse) {
        for (int i = 0; i < size; i++) {
            trial[i] = clamp(Math.rint(inverse * (values[at + i] + minimum)), most);
        }
    }

    /** Takes the tried levels and their least-squares pair if its error is smaller than the best so far. */
    private float improve(float[] values, int at, float best) {
        float weight = 0;
        float weightedX = 0;
        float weightedL = 0;
        float weightedLL = 0;
        float weightedXL = 0;
        for (int i = 0; i < size; i++) {
            float w = weights[i];
            float x = values[at + i];
            weight += w;
            weightedX += w * x;
            weightedL += w * trial[i];
            weightedLL += w * trial[i] * trial[i];
            weightedXL += w * trial[i] * x;
        }
        float determinant = weight * weightedLL - weightedL * weightedL;
        if (!(determinant > 0)) {
            return best;
        }
        float newScale = (weight * weightedXL - weightedX * weightedL) / determinant;
        float newLeast = (weightedLL * weightedX - weightedL * weightedXL) / determinant;
        if (newLeast > 0) {
            newLeast = 0;
            newScale = weightedXL / weightedLL;
        }
        float error = error(values, at, newScale, newLeast);
        if (!(error < best)) {
            return best;
        }
        scale = newScale;
        minimum = -newLeast;
        keepLevels();
        return error;
    }

    private float error(float[] values, int at, float withScale, float least) {
        float error = 0;
        for (int i = 0; i < size; i++) {
            float difference = withScale * trial[i] + least - values[at + i];
            error += weights[i] * (difference * difference);
        }
        return error;
    }

    private float smallest(float[] values, int at) {
        float smallest = values[at];
        for (int i = 1; i < size; i++) {
            smallest = Math.min(smallest, values[at + i]);
        }
        return smallest;
    }

    private float largest(float[] values, int at) {
        float largest = values[at];
        for (int i = 1; i < size; i++) {
            largest = Math.max(largest, values[at + i]);
        }
        return largest;
    }

    static float clamp(double level, int most) {
        return (float) Math.min(most, Math.max(0, level));
    }
}
