package dev.ordo.events.recipe;

import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;

/**
 * Weight-only quantization of every linear layer but the head, symmetric, in groups along the input axis (W4A16).
 *
 * @param method how integers are chosen; {@code rtn}, round to nearest
 * @param bits width of one weight; 4
 * @param groupSize input columns that share one scale: 32, 64 or 128
 */
public record QuantizeRecipe(String method, Integer bits, Integer groupSize) implements Recipe {

    public QuantizeRecipe {
        method = method == null ? "rtn" : method;
        bits = bits == null ? Integer.valueOf(4) : bits;
        groupSize = groupSize == null ? Integer.valueOf(128) : groupSize;
        if (!method.equals("rtn")) {
            throw new InvalidEventException("recipes.quantize.method", "must be rtn, was '" + method + "'");
        }
        Checks.between("recipes.quantize.bits", bits, 4, 4);
        if (groupSize != 32 && groupSize != 64 && groupSize != 128) {
            throw new InvalidEventException("recipes.quantize.groupSize", "must be 32, 64 or 128, was " + groupSize);
        }
    }

    public static QuantizeRecipe defaults() {
        return new QuantizeRecipe(null, null, null);
    }

    @Override
    public Technique technique() {
        return Technique.QUANTIZE;
    }

    @Override
    public int algorithmVersion() {
        return 1;
    }

    @Override
    public boolean draws() {
        return false;
    }
}
