package dev.ordo.events.recipe;

import dev.ordo.events.Technique;

/** A study's recipe for each technique. What is left out takes its defaults. */
public record Recipes(PruneRecipe prune, DistillRecipe distill, QuantizeRecipe quantize) {

    public Recipes {
        prune = prune == null ? PruneRecipe.defaults() : prune;
        distill = distill == null ? DistillRecipe.defaults() : distill;
        quantize = quantize == null ? QuantizeRecipe.defaults() : quantize;
    }

    public static Recipes defaults() {
        return new Recipes(null, null, null);
    }

    public Recipe of(Technique technique) {
        return switch (technique) {
            case PRUNE -> prune;
            case DISTILL -> distill;
            case QUANTIZE -> quantize;
        };
    }
}
