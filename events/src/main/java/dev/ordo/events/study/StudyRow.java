package dev.ordo.events.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.recipe.Arm;
import java.util.Map;

/**
 * One line of the comparison. Fields of results are absent until there are any.
 *
 * @param ordering as written, or {@code baseline}
 * @param arm how P and KD treated a quantized parent
 * @param seed of this run
 * @param state {@code waiting}, {@code running}, {@code evaluating}, {@code done}, {@code failed}, {@code skipped} or
 *     {@code cancelled}
 * @param teacher digest of the teacher
 * @param checkpoint digest of the resulting checkpoint
 * @param location where it lies in the store's bucket
 * @param bytes every tensor byte
 * @param ratio the baseline's bytes in bf16 / these
 * @param realizedSparsity fraction of the baseline's MLP neurons that are gone
 * @param perplexity by evaluation set
 * @param perplexityBeforeRequantize by evaluation set; absent where nothing was requantized at the last stage
 * @param klToBaseline by evaluation set, nats per token
 * @param gEval how well its responses meet the study's criteria; absent where nothing is judged, as the next two
 * @param promptAlignment fraction of instructions that they follow
 * @param clarity mean of reading ease, fluency and likeness to the prompt
 * @param seconds compute time of the ordering's stages, each counted whole though it may be shared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudyRow(
        String ordering,
        Arm arm,
        Long seed,
        String state,
        String teacher,
        String checkpoint,
        String location,
        Long bytes,
        Double ratio,
        Double realizedSparsity,
        Map<String, Double> perplexity,
        Map<String, Double> perplexityBeforeRequantize,
        Map<String, Double> klToBaseline,
        JudgedScore gEval,
        JudgedScore promptAlignment,
        JudgedScore clarity,
        Double seconds) {}
