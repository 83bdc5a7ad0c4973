package dev.ordo.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ordo.evaluator.judge.endpoint.EndpointJudges;
import dev.ordo.evaluator.judge.record.MemoryJudgements;
import dev.ordo.events.judging.Judge;
import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.judging.JudgedScores;
import dev.ordo.events.judging.JudgingWork;
import dev.ordo.events.judging.Sampling;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.EvaluationInputs;
import dev.ordo.stage.EvaluationOutline;
import dev.ordo.stage.EvaluationOutput;
import dev.ordo.stage.JudgingInputs;
import dev.ordo.stage.JudgingOutline;
import dev.ordo.stage.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointEvaluationTest {
    private static final EndpointJudges NO_ENDPOINT =
            new EndpointJudges(Optional.empty(), new MemoryJudgements(), 1, 10_000);

    @TempDir
    Path folder;

    @Test
    void saysBeforehandThatItNeedsMoreForALargerModelAndMoreTokens() {
        CheckpointEvaluation task = new CheckpointEvaluation(SampleSettings.of(Map.of()), folder, NO_ENDPOINT);
        Requirements tiny = task.needs(outline(TinyModels.config(), 100));
        Requirements wide = task.needs(outline(TinyModels.config(400_000), 100));
        Requirements longer = task.needs(outline(TinyModels.config(), 200));

        assertThat(tiny.host()).containsKeys("weights", "activations", "logits", "Java heap");
        assertThat(tiny.totals().deviceBytes()).isZero();
        assertThat(wide.totals().hostBytes()).isGreaterThan(tiny.totals().hostBytes());
        assertThat(longer.totals().diskBytes()).isEqualTo(2 * tiny.totals().diskBytes());
    }

    @Test
    void measuresWhatTheEventAsksFor() {
        Path baseline = TinyModels.write(folder.resolve("baseline"), 1);
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        Map<String, Path> sets = Map.of("novel", TinyModels.home().resolve("data/austen-heldout.txt"));

        EvaluationOutput output = new CheckpointEvaluation(
                        SampleSettings.of(Map.of()), folder.resolve("scratch"), NO_ENDPOINT)
                .run(
                        new EvaluationInputs(
                                packed, Optional.of(baseline), baseline, "sha256:0", sets, 200, Optional.empty()),
                        (done, total, unit) -> {});

        assertThat(output.perplexity()).containsOnlyKeys("novel");
        assertThat(output.perplexityBeforeRequantize()).get().isNotEqualTo(output.perplexity());
        assertThat(output.klToBaseline().get("novel")).isPositive();
        assertThat(output.ratio()).isGreaterThan(1);
    }

    @Test
    void aCheckpointJudgesByLikelihoodAndSaysSo() throws IOException {
        JudgedScores judged = judged(new Judge(null, new CheckpointRef("sha256:" + "0".repeat(64), "models/m", 1L)));

        assertThat(judged.gEval().value()).isBetween(0.0, 1.0);
        assertThat(judged.promptAlignment().value()).isIn(0.0, 0.25, 0.5, 0.75, 1.0);
        assertThat(judged.clarity().mode()).isEqualTo("baseline-fluency");
        assertThat(List.of(judged.gEval(), judged.promptAlignment()))
                .extracting(JudgedScore::mode, JudgedScore::failed, JudgedScore::count)
                .containsOnly(tuple("likelihood", 0, 2));
        assertThat(judged(new Judge(null, new CheckpointRef("sha256:" + "0".repeat(64), "models/m", 1L))))
                .as("the same seed")
                .isEqualTo(judged);
    }

    @Test
    void aJudgeThatCannotBeReachedFailsEveryJudgementAndSpoilsNothingElse() throws IOException {
        JudgedScores judged = judged(new Judge("gpt-9", null));

        assertThat(judged.gEval()).isEqualTo(new JudgedScore(null, "none", 2, 2));
        assertThat(judged.promptAlignment()).isEqualTo(new JudgedScore(null, "none", 2, 2));
        assertThat(judged.clarity().failed()).isLessThan(2);
    }

    @Test
    void judgingByALargerCheckpointNeedsMore() {
        CheckpointEvaluation task = new CheckpointEvaluation(SampleSettings.of(Map.of()), folder, NO_ENDPOINT);
        EvaluationOutline plain = outline(TinyModels.config(), 100);
        CheckpointOutline judge = new CheckpointOutline(TinyModels.text(TinyModels.config(400_000)), 1000);
        JudgingWork asked = asked(new Judge(null, new CheckpointRef("sha256:" + "0".repeat(64), "models/m", 1L)));
        EvaluationOutline judging = new EvaluationOutline(
                plain.checkpoint(),
                plain.baseline(),
                plain.setBytes(),
                plain.maxTokens(),
                Optional.of(new JudgingOutline(asked, 100, Optional.of(judge))));

        assertThat(task.needs(judging).totals().hostBytes())
                .isGreaterThan(task.needs(plain).totals().hostBytes());
    }

    private JudgedScores judged(Judge judge) throws IOException {
        Path run = Files.createTempDirectory(folder, "run");
        Path baseline = TinyModels.write(run.resolve("baseline"), 1);
        Path prompts = Files.writeString(
                run.resolve("q.prompts.jsonl"),
                "{\"prompt\": \"What is a mill?\", \"instructions\": [\"Answer in one sentence.\"]}\n"
                        + "{\"prompt\": \"Continue: It was late, and\"}\n");
        JudgingInputs judging = new JudgingInputs(
                asked(judge), prompts, Optional.of(baseline).filter(path -> judge.checkpoint() != null));
        EvaluationInputs inputs = new EvaluationInputs(
                baseline,
                Optional.empty(),
                baseline,
                "sha256:0",
                Map.of("novel", TinyModels.home().resolve("data/austen-heldout.txt")),
                100,
                Optional.of(judging));
        return new CheckpointEvaluation(SampleSettings.of(Map.of()), run.resolve("scratch"), NO_ENDPOINT)
                .run(inputs, (done, total, unit) -> {})
                .judged()
                .orElseThrow();
    }

    private static JudgingWork asked(Judge judge) {
        DatasetRef prompts = new DatasetRef("q", "sha256:" + "0".repeat(64), "data/q.prompts.jsonl");
        List<String> instructions = List.of("The response is concise.");
        return new JudgingWork(
                prompts, "How good it is.", List.of(), instructions, judge, new Sampling(8, 0.7, 1.0, 1L));
    }

    private static EvaluationOutline outline(ModelConfig config, long maxTokens) {
        CheckpointOutline checkpoint = new CheckpointOutline(TinyModels.text(config), 1000);
        return new EvaluationOutline(checkpoint, checkpoint, List.of(5000L, 7000L), maxTokens, Optional.empty());
    }
}
