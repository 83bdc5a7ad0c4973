package dev.ordo.events.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.events.Technique;
import org.junit.jupiter.api.Test;

class RecipesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void fillsInARecipeThatIsLeftOut() {
        QuantizeRecipe quantize = new QuantizeRecipe(null, 32);

        Recipes recipes = new Recipes(null, null, quantize);

        assertThat(recipes)
                .isEqualTo(new Recipes(PruneRecipe.defaults(), DistillRecipe.defaults(), quantize))
                .isNotEqualTo(Recipes.defaults());
    }

    @Test
    void hasARecipeForEachTechnique() {
        for (Technique each : Technique.values()) {
            assertThat(Recipes.defaults().of(each).technique()).isEqualTo(each);
        }
    }

    @Test
    void readsARecipeWithoutItsTechniqueWhereThePlaceSaysIt() throws JsonProcessingException {
        Recipes recipes = JSON.readValue("{\"prune\": {\"sparsity\": 0.5}}", Recipes.class);

        assertThat(recipes.prune().sparsity()).isEqualTo(0.5);
    }

    @Test
    void refusesARecipeOfAnotherTechnique() {
        assertThatThrownBy(() -> JSON.readValue("{\"prune\": {\"technique\": \"Q\"}}", Recipes.class))
                .isInstanceOf(JsonMappingException.class);
    }

    @Test
    void writesTheTechniqueSoThatAnyRecipeCanBeReadBack() throws JsonProcessingException {
        for (Technique each : Technique.values()) {
            Recipe recipe = Recipes.defaults().of(each);

            assertThat(JSON.readValue(JSON.writeValueAsString(recipe), Recipe.class))
                    .isEqualTo(recipe);
        }
    }

    @Test
    void refusesAnArmThatIsNotThere() {
        assertThat(Arm.ofLabel("requantize")).isEqualTo(Arm.REQUANTIZE);
        assertThat(Arm.ofLabel("fake-quant")).isEqualTo(Arm.FAKE_QUANT);
        assertThat(Arm.ofLabel("adapter")).isEqualTo(Arm.ADAPTER);
        assertThatThrownBy(() -> Arm.ofLabel("lora"))
                .hasMessage("arm must be requantize or fake-quant or adapter, was 'lora'");
    }
}
