package dev.ordo.orchestrator.plan;

import dev.ordo.events.ordering.Ordering;
import dev.ordo.events.recipe.Recipe;
import java.util.List;

/**
 * One ordering, each step with its recipe.
 *
 * @param path where it was asked for, as {@code orderings[2]}
 */
record RecipeSequence(String path, Ordering ordering, List<Recipe> recipes) {}
