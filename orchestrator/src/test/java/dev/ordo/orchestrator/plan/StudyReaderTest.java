package dev.ordo.orchestrator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StudyReaderTest {

    @Test
    void gathersEverythingThatIsWrongAtOnce() {
        JsonNode study = Requests.json("""
            {"studyId": "no spaces please", "baseline": "missing", "colour": "red",
             "data": {"calibration": "calib", "distillation": "nowhere", "evaluation": []},
             "recipes": {"prune": {"sparsity": 1.2, "multipleOf": 0}, "distill": {"tokens": 0}},
             "orderings": ["P-X", "P(sparsity=2)"], "seeds": [1.5], "arm": "bandage"}
            """);

        assertThat(problems(study))
                .extracting(StudyProblem::path)
                .containsExactlyInAnyOrder(
                        "studyId",
                        "baseline",
                        "colour",
                        "data.distillation",
                        "data.evaluation",
                        "recipes.prune.sparsity",
                        "recipes.prune.multipleOf",
                        "recipes.distill.tokens",
                        "orderings[0]",
                        "orderings[1].P.sparsity",
                        "seeds[0]",
                        "arm");
    }

    @Test
    void aSparsityOf1Point2SaysWhatWouldBeAllowed() {
        ObjectNode study = Requests.with(Requests.study("s", "P"), "recipes", "{\"prune\": {\"sparsity\": 1.2}}");

        assertThat(problems(study))
                .containsExactly(new StudyProblem("recipes.prune.sparsity", "must be in [0, 1), was 1.2"));
    }

    @Test
    void aBadParameterInPlaceIsFoundAtItsOrdering() {
        ObjectNode study = Requests.study("s", "Q", "all", "KD-P(sparsity=1.2)");

        assertThat(problems(study))
                .containsExactly(new StudyProblem("orderings[2].P.sparsity", "must be in [0, 1), was 1.2"));
    }

    @Test
    void aParameterThatIsNoneNamesThoseThatAre() {
        assertThat(problems(Requests.study("s", "Q(bit=4)")))
                .containsExactly(new StudyProblem(
                        "orderings[0].Q.bit",
                        "is no parameter of Q; known are bits, embeddingBits, groupSize, keepIndivisible,"
                                + " method, symmetric, targetBytes"));
    }

    @Test
    void whatOnlyAnotherMethodTakesIsNoParameterOfThisOne() {
        assertThat(problems(Requests.study("s", "Q(damping=0.1)")))
                .containsExactly(new StudyProblem(
                        "orderings[0].Q.damping",
                        "is no parameter of Q; known are bits, embeddingBits, groupSize, keepIndivisible,"
                                + " method, symmetric, targetBytes"));
        assertThat(problems(Requests.study("s", "Q(method=gptq,damp=0.1)")))
                .containsExactly(new StudyProblem(
                        "orderings[0].Q.damp",
                        "is no parameter of Q; known are actOrder, bits, calibrationSamples, clip, damping, embeddingBits,"
                                + " groupSize, keepIndivisible, method, sequenceLength, symmetric, targetBytes"));
    }

    @Test
    void aStudysMethodMayBeAnotherInPlace() {
        ObjectNode study = Requests.with(
                Requests.study("s", "Q", "Q(method=rtn)", "Q(damping=0.5,actOrder=false)"),
                "recipes",
                "{\"quantize\": {\"method\": \"gptq\", \"groupSize\": 64, \"damping\": 0.1}}");

        assertThat(Requests.plan(study).stages())
                .extracting(PlannedStage::recipe)
                .containsExactly(
                        new QuantizeRecipe("gptq", 4, 64, true, 0.1, 64, 256),
                        new QuantizeRecipe(4, 64),
                        new QuantizeRecipe("gptq", 4, 64, false, 0.5, 64, 256));
    }

    @Test
    void aTargetInBytesInPlaceBringsItsParametersAlong() {
        ObjectNode study = Requests.with(
                Requests.study("s", "Q", "Q(targetBytes=2230288,bits=8,calibrationSamples=16)", "Q(targetBytes=0)"),
                "recipes",
                "{\"quantize\": {\"targetBytes\": 5000000, \"groupSize\": 64, \"sequenceLength\": 128}}");

        assertThat(Requests.plan(study).stages())
                .extracting(PlannedStage::recipe)
                .containsExactly(
                        new QuantizeRecipe("rtn", 4, 64, null, null, 64, 128, null, null, 5_000_000L, null, null),
                        new QuantizeRecipe("rtn", 8, 64, null, null, 16, 128, null, null, 2_230_288L, null, null),
                        new QuantizeRecipe(4, 64));
        assertThat(problems(Requests.study("s", "Q(targetBytes=some)")))
                .containsExactly(new StudyProblem("orderings[0].Q.targetBytes", "must be a number, was \"some\""));
    }

    @Test
    void aTargetOfPruningTakesThePlaceOfTheSparsityAndASparsityThatOfATarget() {
        ObjectNode study = Requests.with(
                Requests.study(
                        "s", "P", "P(targetParameters=7)", "P(sparsity=0.5)", "P(targetBytes=0)", "P(targetBytes=8)"),
                "recipes",
                "{\"prune\": {\"targetBytes\": 5000000, \"multipleOf\": 64}}");

        assertThat(Requests.plan(study).stages())
                .extracting(PlannedStage::recipe)
                .containsExactly(
                        pruning(0, 0, 5_000_000),
                        pruning(0, 7, 0),
                        pruning(0.5, 0, 0),
                        pruning(0.3, 0, 0),
                        pruning(0, 0, 8));
        assertThat(problems(Requests.study("s", "P(targetBytes=9,sparsity=0.3)")))
                .containsExactly(new StudyProblem("orderings[0].P.sparsity", "must be 0 with targetBytes, was 0.3"));
        assertThat(problems(Requests.study("s", "P(targetParameters=8,targetBytes=9)")))
                .containsExactly(
                        new StudyProblem("orderings[0].P.targetBytes", "must be 0 with targetParameters, was 9"));
    }

    private static PruneRecipe pruning(double sparsity, long parameters, long bytes) {
        return new PruneRecipe(sparsity, null, null, null, 64, null, null, null, parameters, bytes, null, null);
    }

    @Test
    void nf4BringsItsOwnBitsAndBlocks() {
        ObjectNode study = Requests.with(
                Requests.study("s", "Q(method=nf4)", "Q"),
                "recipes",
                "{\"quantize\": {\"bits\": 8, \"groupSize\": 32}}");

        assertThat(Requests.plan(study).stages())
                .extracting(PlannedStage::recipe)
                .containsExactly(new QuantizeRecipe("nf4", 4, 64, null, null, null, null), new QuantizeRecipe(8, 32));
        assertThat(problems(Requests.study("s", "Q(method=nf4,bits=8)")))
                .containsExactly(new StudyProblem("orderings[0].Q.bits", "must be 4 with method nf4, was 8"));
        assertThat(problems(Requests.study("s", "Q(method=nf4,targetBytes=5000000)")))
                .containsExactly(
                        new StudyProblem("orderings[0].Q.targetBytes", "must be 0 with method nf4, was 5000000"));
    }

    @Test
    void wrongParametersOfGptqAreAllSaid() {
        ObjectNode study = Requests.with(
                Requests.study("s", "Q"),
                "recipes",
                "{\"quantize\": {\"method\": \"gptq\", \"damping\": 0, \"actOrder\": \"no\", \"bits\": 5}}");

        assertThat(problems(study))
                .containsExactlyInAnyOrder(
                        new StudyProblem("recipes.quantize.damping", "must be in [1.0E-6, 1.0], was 0.0"),
                        new StudyProblem("recipes.quantize.actOrder", "must be true or false, was \"no\""),
                        new StudyProblem("recipes.quantize.bits", "must be 2, 3, 4 or 8, was 5"));
    }

    @Test
    void aMethodThatThereIsNotIsRefused() {
        assertThat(problems(Requests.study("s", "Q(method=magic)")))
                .containsExactly(
                        new StudyProblem("orderings[0].Q.method", "must be rtn, gptq, awq or nf4, was 'magic'"));
    }

    @Test
    void aParameterThatIsNoNumberIsRefused() {
        assertThat(problems(Requests.study("s", "P(sparsity=half)")))
                .containsExactly(new StudyProblem("orderings[0].P.sparsity", "must be a number, was \"half\""));
    }

    @Test
    void anUnknownTechniqueIsRefusedWithItsPosition() {
        assertThat(problems(Requests.study("s", "P-X-Q"))).singleElement().satisfies(each -> {
            assertThat(each.path()).isEqualTo("orderings[0]");
            assertThat(each.message()).contains("expected P, KD, Q or '(' at character 3, found 'X'");
        });
    }

    @Test
    void allThatIsWrongWithJudgingIsSaidWithItsPlace() {
        ObjectNode study = Requests.with(Requests.study("s", "P"), "judging", """
            {"prompts": "novel", "criteria": "", "steps": [""], "colour": "red",
             "judge": {"model": "a judge"}, "sampling": {"temperature": -1, "maxTokens": 0.5}}
            """);

        assertThat(problems(study))
                .extracting(StudyProblem::path)
                .containsExactlyInAnyOrder(
                        "judging.prompts",
                        "judging.criteria",
                        "judging.steps",
                        "judging.colour",
                        "judging.judge.model",
                        "judging.sampling");
    }

    @Test
    void textIsNoPromptSetAndPromptsAreNoText() {
        ObjectNode study = Requests.with(Requests.study("s", "P"), "judging", "{\"prompts\": \"novel\"}");
        ObjectNode other = Requests.with(
                Requests.study("s", "P"),
                "data",
                "{\"calibration\": \"calib\", \"distillation\": \"kd\", \"evaluation\": [\"questions\"]}");

        assertThat(problems(study))
                .containsExactly(new StudyProblem(
                        "judging.prompts",
                        "'novel' is text; expected prompts, imported from a file that ends in .prompts.jsonl"));
        assertThat(problems(other))
                .containsExactly(
                        new StudyProblem("data.evaluation[0]", "'questions' is prompts; expected text or chat"));
    }

    @Test
    void aJudgeThatThereIsNotIsRefusedByName() {
        ObjectNode study = Requests.with(
                Requests.study("s", "P"),
                "judging",
                "{\"prompts\": \"questions\", \"judge\": {\"checkpoint\": \"gpt-9\"}}");

        assertThat(problems(study))
                .containsExactly(new StudyProblem("judging.judge.checkpoint", "there is no model 'gpt-9'"));
    }

    @Test
    void anUnknownModelIsRefusedByName() {
        assertThat(problems(Requests.study("s", "P").put("teacher", "gpt-9")))
                .containsExactly(new StudyProblem("teacher", "there is no model 'gpt-9'"));
    }

    @Test
    void aTextMayServeOnePurposeOnlyWhateverItIsCalled() {
        ObjectNode study = Requests.with(
                Requests.study("s", "P"),
                "data",
                "{\"calibration\": \"calib\", \"distillation\": \"kd\", \"evaluation\": [\"novel\", \"calib-copy\"]}");

        assertThat(problems(study))
                .containsExactly(new StudyProblem(
                        "data.evaluation[1]",
                        "'calib-copy' is the same text as data.calibration; a text may serve one purpose only"));
    }

    @Test
    void dataThatQuotesOtherDataIsRefusedWithTheLines() {
        ObjectNode study = Requests.with(
                Requests.study("s", "P"),
                "data",
                "{\"calibration\": \"calib\", \"distillation\": \"essay\", \"evaluation\": [\"law\", \"novel\"]}");

        assertThat(problems(study))
                .containsExactly(new StudyProblem(
                        "data.evaluation[1]",
                        "'novel' shares text with 'essay' of data.distillation: for example, what begins in line 1 is"
                                + " in line 3 there; calibration, distillation and evaluation must share none"));
    }

    @Test
    void evaluationSetsMayQuoteEachOther() {
        ObjectNode study = Requests.with(
                Requests.study("s", "P"),
                "data",
                "{\"calibration\": \"calib\", \"distillation\": \"kd\", \"evaluation\": [\"essay\", \"novel\"]}");

        assertThat(read(study)).isInstanceOf(StudyReading.Sound.class);
    }

    @Test
    void dataThatCannotBeComparedIsRefusedOnceAndByItsPlace() {
        ObjectNode study = Requests.with(
                Requests.study("s", "P"),
                "data",
                "{\"calibration\": \"old\", \"distillation\": \"kd\", \"evaluation\": [\"essay\", \"novel\"]}");

        assertThat(problems(study)).containsExactly(new StudyProblem("data.calibration", "'old' has no fingerprints"));
    }

    @Test
    void divergenceAloneAgainstOneselfIsRefusedSinceItHasNoGradient() {
        ObjectNode study = Requests.with(
                        Requests.study("s", "P-KD", "KD-P", "P(sparsity=0)-KD"),
                        "recipes",
                        "{\"distill\": {\"crossEntropyWeight\": 0}}")
                .put("teacher", "base");

        assertThat(problems(study)).extracting(StudyProblem::path).containsExactly("orderings[1]", "orderings[2]");
        assertThat(problems(study).get(0).message()).contains("no gradient");
    }

    @Test
    void divergenceAloneAgainstAnotherTeacherIsFine() {
        ObjectNode study =
                Requests.with(Requests.study("s", "KD"), "recipes", "{\"distill\": {\"crossEntropyWeight\": 0}}");

        assertThat(read(study)).isInstanceOf(StudyReading.Sound.class);
    }

    @Test
    void weightsThatTogetherTrainNothingAreRefused() {
        ObjectNode study = Requests.with(
                Requests.study("s", "KD"),
                "recipes",
                "{\"distill\": {\"crossEntropyWeight\": 0, \"divergenceWeight\": 0}}");

        assertThat(problems(study)).singleElement().satisfies(each -> {
            assertThat(each.path()).isEqualTo("recipes.distill.crossEntropyWeight");
            assertThat(each.message()).contains("nothing to train on");
        });
    }

    @Test
    void moreRowsThanOneStatusHoldsAreRefused() {
        String seeds = IntStream.range(0, 20).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));

        assertThat(problems(Requests.with(Requests.study("s", "all"), "seeds", seeds)))
                .containsExactly(
                        new StudyProblem("orderings", "make 300 rows over all seeds, at most 256 are allowed"));
    }

    @Test
    void moreStagesThanOnePlanHoldsAreRefused() {
        String seeds = IntStream.range(0, 40).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));

        assertThat(problems(Requests.with(Requests.study("s", "(P)x32"), "seeds", seeds)))
                .containsExactly(new StudyProblem("orderings", "ask for 1280 stages, at most 1024 are allowed"));
    }

    @Test
    void whatIsNoObjectIsRefusedWithoutFurtherAdo() {
        assertThat(problems(Requests.json("[1, 2]")))
                .contains(new StudyProblem("study", "must be an object"))
                .contains(new StudyProblem("orderings", "is required"));
    }

    @Test
    void aRecipeMayNotClaimToBeAnotherTechnique() {
        ObjectNode study = Requests.with(Requests.study("s", "P"), "recipes", "{\"prune\": {\"technique\": \"Q\"}}");

        assertThat(problems(study))
                .containsExactly(new StudyProblem("recipes.prune.technique", "must be P, was \"Q\""));
    }

    @Test
    void anUnknownRecipeParameterIsRefused() {
        ObjectNode study = Requests.with(Requests.study("s", "P"), "recipes", "{\"prune\": {\"sparsiti\": 0.2}}");

        assertThat(problems(study)).extracting(StudyProblem::path).containsExactly("recipes.prune.sparsiti");
    }

    @Test
    void aStoreThatIsAwayIsNoProblemOfTheStudy() {
        FixedCatalog catalog = new FixedCatalog();
        catalog.setAway(true);

        assertThatThrownBy(() -> new StudyReader(catalog).read(Requests.study("s", "P")))
                .isInstanceOf(RetryableException.class);
    }

    private static List<StudyProblem> problems(JsonNode study) {
        return ((StudyReading.Unsound) read(study)).problems();
    }

    private static StudyReading read(JsonNode study) {
        return new StudyReader(new FixedCatalog()).read(study);
    }
}
