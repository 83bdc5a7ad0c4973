package dev.ordo.orchestrator.plan;

import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.events.recipe.Recipe;
import java.util.function.UnaryOperator;

/**
 * The recipe that what is given is put into: a method and a target decide which parameters there are, and their defaults. A method or a
 * target that there cannot be is left for its field's check to refuse.
 */
final class RecipeStart {
    private static final String BYTES = "targetBytes";
    private static final String PARAMETERS = "targetParameters";

    private RecipeStart() {}

    /** @param given what is given for the parameter of a name, null if nothing is */
    static Recipe of(UnaryOperator<String> given, Recipe base) {
        if (base instanceof QuantizeRecipe quantize) {
            return quantize(given.apply("method"), given.apply(BYTES), quantize);
        }
        return base instanceof PruneRecipe prune ? prune(given, prune) : base;
    }

    private static Recipe quantize(String method, String target, QuantizeRecipe base) {
        boolean known = method != null && QuantizeRecipe.METHODS.contains(method);
        QuantizeRecipe start = known ? base.withMethod(method) : base;
        boolean aimed = isCount(target) && !start.method().equals(QuantizeRecipe.NF4);
        return aimed ? start.withTargetBytes(Long.parseLong(target)) : start;
    }

    private static Recipe prune(UnaryOperator<String> given, PruneRecipe base) {
        String parameters = given.apply(PARAMETERS);
        String bytes = given.apply(BYTES);
        if (isPositive(parameters)) {
            return base.withTarget(Long.parseLong(parameters), 0);
        }
        if (isPositive(bytes)) {
            return base.withTarget(0, Long.parseLong(bytes));
        }
        boolean ends = isCount(parameters) || isCount(bytes) || given.apply("sparsity") != null;
        return ends && base.isAimed() ? base.withTarget(0, 0) : base;
    }

    private static boolean isPositive(String target) {
        return isCount(target) && Long.parseLong(target) > 0;
    }

    private static boolean isCount(String target) {
        return target != null && target.matches("[0-9]{1,15}");
    }
}
