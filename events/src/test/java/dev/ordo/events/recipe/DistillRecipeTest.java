package dev.ordo.events.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistillRecipeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void hasTheseDefaults() {
        assertThat(DistillRecipe.defaults())
                .isEqualTo(new DistillRecipe(
                        32_768L,
                        256,
                        8,
                        1e-4,
                        0.1,
                        0.05,
                        0.0,
                        Divergence.FORWARD_KL,
                        2.0,
                        0.7,
                        0.3,
                        0.0,
                        1.0,
                        8,
                        16,
                        List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
                        1e-3,
                        0,
                        false,
                        0,
                        16_384L,
                        "float32"));
    }

    @Test
    void takesWhatIsGiven() throws JsonProcessingException {
        DistillRecipe recipe = recipe("""
                {"tokens": 1, "sequenceLength": 16, "batchSize": 2, "learningRate": 0.5, "minLearningRateRatio": 0.2,
                 "warmupRatio": 0.3, "weightDecay": 0.4, "divergence": "jensen-shannon", "temperature": 4.0,
                 "crossEntropyWeight": 0.6, "divergenceWeight": 0.8, "hiddenWeight": 0.25, "clipNorm": 0.9, "adapterRank": 4, "adapterAlpha": 5,
                 "adapterModules": ["q_proj"], "adapterLearningRate": 0.01, "microBatchSize": 1,
                 "activationCheckpointing": true, "evaluateEvery": 7, "evaluationTokens": 99, "computeDtype": "bfloat16"}
                """);

        assertThat(recipe)
                .extracting(
                        DistillRecipe::tokens,
                        DistillRecipe::sequenceLength,
                        DistillRecipe::batchSize,
                        DistillRecipe::learningRate,
                        DistillRecipe::minLearningRateRatio,
                        DistillRecipe::warmupRatio,
                        DistillRecipe::weightDecay,
                        DistillRecipe::divergence,
                        DistillRecipe::temperature,
                        DistillRecipe::crossEntropyWeight,
                        DistillRecipe::divergenceWeight,
                        DistillRecipe::hiddenWeight,
                        DistillRecipe::clipNorm,
                        DistillRecipe::adapterRank,
                        DistillRecipe::adapterAlpha,
                        DistillRecipe::adapterModules,
                        DistillRecipe::adapterLearningRate,
                        DistillRecipe::microBatchSize,
                        DistillRecipe::activationCheckpointing,
                        DistillRecipe::evaluateEvery,
                        DistillRecipe::evaluationTokens,
                        DistillRecipe::isMixed)
                .containsExactly(
                        1L,
                        16,
                        2,
                        0.5,
                        0.2,
                        0.3,
                        0.4,
                        Divergence.JENSEN_SHANNON,
                        4.0,
                        0.6,
                        0.8,
                        0.25,
                        0.9,
                        4,
                        5,
                        List.of("q_proj"),
                        0.01,
                        1,
                        true,
                        7,
                        99L,
                        true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokens | 0 | must be in [1, 1000000000000], was 0",
                "sequenceLength | 7 | must be in [8, 131072], was 7",
                "batchSize | 0 | must be in [1, 4096], was 0",
                "learningRate | 0 | must be in [1.0E-12, 1.0], was 0.0",
                "learningRate | 2 | must be in [1.0E-12, 1.0], was 2.0",
                "minLearningRateRatio | 1.5 | must be in [0.0, 1.0], was 1.5",
                "warmupRatio | 1 | must be in [0.0, 0.99], was 1.0",
                "weightDecay | -1 | must be in [0.0, 10.0], was -1.0",
                "divergence | \"kl\" | must be one of forward-kl, reverse-kl, jensen-shannon, was 'kl'",
                "temperature | 0 | must be in [0.001, 1000.0], was 0.0",
                "crossEntropyWeight | -0.1 | must be in [0.0, 1000.0], was -0.1",
                "divergenceWeight | -0.1 | must be in [0.0, 1000.0], was -0.1",
                "hiddenWeight | -0.1 | must be in [0.0, 1000.0], was -0.1",
                "clipNorm | 0 | must be in [1.0E-6, 1000000.0], was 0.0",
                "adapterRank | 0 | must be in [1, 1024], was 0",
                "adapterAlpha | 0 | must be in [1, 65536], was 0",
                "microBatchSize | -1 | must be in [0, 4096], was -1",
                "evaluateEvery | -1 | must be in [0, 1000000000], was -1",
                "evaluationTokens | 1 | must be in [2, 1000000000], was 1",
                "adapterLearningRate | 0 | must be in [1.0E-12, 1.0], was 0.0",
                "learningRate | \"NaN\" | must be in [1.0E-12, 1.0], was NaN",
                "computeDtype | \"float16\" | must be float32 or bfloat16, was 'float16'"
            })
    void refusesValuesThatCannotWorkAndNamesThePath(String parameter, String value, String problem) {
        assertThatThrownBy(() -> JSON.readValue("{\"" + parameter + "\": " + value + "}", DistillRecipe.class))
                .isInstanceOf(JsonProcessingException.class)
                .rootCause()
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("recipes.distill." + parameter + " " + problem);
    }

    @Test
    void refusesToTrainOnNothing() {
        assertThatThrownBy(() -> recipe("{\"crossEntropyWeight\": 0, \"divergenceWeight\": 0}"))
                .rootCause()
                .hasMessage("recipes.distill.crossEntropyWeight is 0, and so are divergenceWeight and hiddenWeight, "
                        + "so there is nothing to train on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crossEntropyWeight", "divergenceWeight", "hiddenWeight"})
    void trainsOnAnyOneOfTheLosses(String only) throws JsonProcessingException {
        String none = "{\"crossEntropyWeight\": 0, \"divergenceWeight\": 0, \"hiddenWeight\": 0}";

        assertThat(recipe(none.replace(only + "\": 0", only + "\": 1")).steps()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2048, 1", "2049, 2", "32768, 16", "1000000000000, 488281250"})
    void roundsStepsUp(long tokens, long steps) throws JsonProcessingException {
        assertThat(recipe("{\"tokens\": " + tokens + "}").steps()).isEqualTo(steps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"q_proj\", \"lm_head\"]", "[null]"})
    void refusesAdaptersOfOtherLayers(String modules) {
        assertThatThrownBy(() -> recipe("{\"adapterModules\": " + modules + "}"))
                .rootCause()
                .hasMessage(
                        "recipes.distill.adapterModules must name some of q_proj, k_proj, v_proj, o_proj, gate_proj, "
                                + "up_proj, down_proj, was " + modules.replace("\"", ""));
    }

    @Test
    void theSameModulesAreTheSameRecipe() throws JsonProcessingException {
        assertThat(recipe("{\"adapterModules\": [\"v_proj\", \"q_proj\", \"v_proj\"]}"))
                .isEqualTo(recipe("{\"adapterModules\": [\"q_proj\", \"v_proj\"]}"));
    }

    private static DistillRecipe recipe(String json) throws JsonProcessingException {
        return JSON.readValue(json, DistillRecipe.class);
    }

    @Test
    void isDistillationThatDraws() {
        assertThat(DistillRecipe.defaults().technique()).isEqualTo(Technique.DISTILL);
        assertThat(DistillRecipe.defaults().draws()).isTrue();
    }
}
