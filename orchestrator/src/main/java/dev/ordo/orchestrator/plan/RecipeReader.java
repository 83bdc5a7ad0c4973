package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ordo.events.Technique;
import dev.ordo.events.ordering.OrderingStep;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.recipe.Recipes;
import dev.ordo.stage.messaging.EventBinding;
import dev.ordo.stage.messaging.EventJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads recipes parameter by parameter, those of the study and those given in place in an ordering. */
final class RecipeReader {
    private static final String TECHNIQUE = "technique";

    private final Problems problems;

    RecipeReader(Problems problems) {
        this.problems = problems;
    }

    /** The study's recipes; where one is wrong, its defaults stand in so that the rest can be looked at. */
    Recipes recipes(Section section) {
        section.refuseFieldsBut(Set.of("prune", "distill", "quantize"));
        return new Recipes(
                recipe(section, "prune", PruneRecipe.class, PruneRecipe.defaults()),
                recipe(section, "distill", DistillRecipe.class, DistillRecipe.defaults()),
                recipe(section, "quantize", QuantizeRecipe.class, QuantizeRecipe.defaults()));
    }

    /** The recipe of one step: the study's, with the parameters in place. */
    Recipe inPlace(String path, OrderingStep step, Recipe studys) {
        Recipe base = RecipeStart.of(step.parameters()::get, studys);
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        JsonNode defaults = EventJson.mapper().valueToTree(base);
        String place = path + "." + step.technique().symbol();
        step.parameters().forEach((name, value) -> given.set(name, typed(value, defaults.path(name))));
        return merged(place, given, base).orElse(base);
    }

    private static JsonNode typed(String value, JsonNode like) {
        if (like.isBoolean() && (value.equals("true") || value.equals("false"))) {
            return BooleanNode.valueOf(value.equals("true"));
        }
        return like.isNumber() ? number(value) : TextNode.valueOf(value);
    }

    private <T extends Recipe> T recipe(Section section, String field, Class<T> type, T base) {
        if (!section.has(field)) {
            return base;
        }
        String place = section.at(field);
        if (!section.get(field).isObject()) {
            problems.add(place, "must be an object");
            return base;
        }
        ObjectNode given = section.get(field).deepCopy();
        JsonNode technique = given.remove(TECHNIQUE);
        if (technique != null && !technique.asText().equals(base.technique().symbol())) {
            problems.add(place + "." + TECHNIQUE, "must be " + base.technique().symbol() + ", was " + technique);
        }
        Recipe start = RecipeStart.of(name -> given.path(name).asText(null), base);
        return merged(place, given, start).map(type::cast).orElse(base);
    }

    private Optional<Recipe> merged(String place, ObjectNode given, Recipe base) {
        ObjectNode defaults = EventJson.mapper().valueToTree(base);
        boolean sound = true;
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            sound &= isSound(place, each.getKey(), each.getValue(), defaults);
        }
        return sound ? problems.attempt(place, () -> bound(defaults.setAll(given))) : Optional.empty();
    }

    private boolean isSound(String place, String name, JsonNode value, ObjectNode defaults) {
        if (name.equals(TECHNIQUE) || !defaults.has(name)) {
            Set<String> known = new TreeSet<>();
            defaults.fieldNames().forEachRemaining(known::add);
            known.remove(TECHNIQUE);
            String symbol =
                    Technique.ofSymbol(defaults.get(TECHNIQUE).textValue()).symbol();
            problems.add(
                    place + "." + name, "is no parameter of " + symbol + "; known are " + String.join(", ", known));
            return false;
        }
        if (defaults.get(name).isNumber() && !value.isNumber() && !value.isNull()) {
            problems.add(place + "." + name, "must be a number, was " + value);
            return false;
        }
        if (defaults.get(name).isBoolean() && !value.isBoolean() && !value.isNull()) {
            problems.add(place + "." + name, "must be true or false, was " + value);
            return false;
        }
        ObjectNode alone = defaults.deepCopy();
        alone.set(name, value);
        return problems.attempt(place + "." + name, () -> bound(alone)).isPresent();
    }

    private static Recipe bound(JsonNode recipe) {
        return EventBinding.bind(recipe, Recipe.class);
    }

    private static JsonNode number(String text) {
        try {
            return text.matches("[+-]?[0-9]+")
                    ? JsonNodeFactory.instance.numberNode(new BigInteger(text))
                    : JsonNodeFactory.instance.numberNode(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return TextNode.valueOf(text);
        }
    }
}
