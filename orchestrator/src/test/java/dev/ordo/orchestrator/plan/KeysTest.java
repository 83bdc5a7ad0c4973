package dev.ordo.orchestrator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.events.stage.StageWork;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Golden keys were computed by hand with Python's hashlib and json: a change here throws all cached work away. */
class KeysTest {

    @Test
    void keysOfAChainAreWhatTheyAlwaysWere() {
        List<String> keys = Requests.plan(Requests.study("s", "P-KD-Q", "Q-P")).stages().stream()
                .map(PlannedStage::key)
                .toList();

        assertThat(keys)
                .containsExactly(
                        "c9188bcaa7ce3ad0b8a87800cb80a990e55356489ee9b306a012bf76a1ec318c",
                        "46092853623bef0d37b67e1756e8f10b6431667358630d66f1a53ca28231380e",
                        "15bd55b917e7ada5732feaed5b1b0e91f0054cad910b4d6ee81e30797720f08f",
                        "20600a279a03cd288b68106aa9cc8ce2f46f545e8375813191ffe3b4091f4477",
                        "9d7c7a2a44b075182490afe633583e995b6846cd3f2d7fd5acd498a693a67e0a");
    }

    @Test
    void theKeyOfAnEvaluationIsWhatItAlwaysWas() {
        Plan plan = Requests.plan(Requests.study("s", "P"));

        assertThat(plan.evaluationKey(FixedCatalog.BASELINE))
                .isEqualTo("f81ac20768f574fb0571f8dd818cda1822cfdcd1826ab1b75795633d58a9a44f");
    }

    @Test
    void canonicalJsonSortsFieldsAndWritesShortestDecimals() {
        byte[] bytes =
                CanonicalJson.bytes(Requests.json("{\"b\": [0.1, 2.0e-3, 100.0], \"a\": {\"z\": null, \"y\": 5e-4}}"));

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":{\"y\":5.0E-4,\"z\":null},\"b\":[0.1,0.002,100.0]}");
    }

    @Test
    void theSameBytesReadAsChatAreOtherDataToStagesAndEvaluations() {
        assertThat(stageKey("data/kd.jsonl")).isNotEqualTo(stageKey("data/kd.txt"));
        assertThat(evaluationKey("data/kd.jsonl")).isNotEqualTo(evaluationKey("data/kd.txt"));
    }

    @Test
    void whereDataLiesIsNoPartOfAKey() {
        assertThat(stageKey("data/elsewhere/kd.txt")).isEqualTo(stageKey("data/kd.txt"));
        assertThat(stageKey("data/elsewhere/kd.jsonl")).isEqualTo(stageKey("data/kd.jsonl"));
    }

    private static String stageKey(String location) {
        PlannedStage kd = Requests.plan(Requests.study("s", "KD")).stages().get(0);
        DatasetRef data = new DatasetRef("kd", FixedCatalog.digest(12), location);
        return Keys.stage("parent", new StageWork(kd.recipe(), Arm.REQUANTIZE, data, FixedCatalog.TEACHER, 1L), false);
    }

    private static String evaluationKey(String location) {
        DatasetRef data = new DatasetRef("kd", FixedCatalog.digest(12), location);
        return Keys.evaluation(FixedCatalog.BASELINE, new EvaluationWork(FixedCatalog.BASELINE, List.of(data), 100L));
    }

    @Test
    void anotherTeacherIsAnotherDistillation() {
        assertThat(keyOf("KD", study -> study)).isNotEqualTo(keyOf("KD", study -> study.put("teacher", "base")));
    }

    @Test
    void anotherTeacherIsTheSamePruning() {
        assertThat(keyOf("P", study -> study)).isEqualTo(keyOf("P", study -> study.put("teacher", "base")));
    }

    @Test
    void anotherSeedIsTheSameQuantizationAndAnotherDistillation() {
        UnaryOperator<ObjectNode> seven = study -> Requests.with(study, "seeds", "[7]");

        assertThat(keyOf("Q", seven)).isEqualTo(keyOf("Q", study -> study));
        assertThat(keyOf("KD", seven)).isNotEqualTo(keyOf("KD", study -> study));
    }

    @Test
    void otherCalibrationTextIsAnotherPruning() {
        UnaryOperator<ObjectNode> other = study -> Requests.with(
                study, "data", "{\"calibration\": \"novel\", \"distillation\": \"kd\", \"evaluation\": [\"law\"]}");

        assertThat(keyOf("P", other)).isNotEqualTo(keyOf("P", study -> study));
    }

    @Test
    void whatWasAddedToADistillationIsPartOfItsKeyUnlessItIsWhatItWasBefore() {
        List<String> keys = Stream.of(
                        "KD",
                        "KD(divergence=reverse-kl)",
                        "KD(divergence=jensen-shannon)",
                        "KD(adapterRank=4)",
                        "KD(adapterAlpha=4)",
                        "KD(adapterLearningRate=0.1)",
                        "KD(microBatchSize=2)",
                        "KD(activationCheckpointing=true)",
                        "KD(hiddenWeight=0.5)",
                        "KD(evaluateEvery=4)",
                        "KD(evaluateEvery=4,evaluationTokens=99)",
                        "KD(computeDtype=bfloat16)")
                .map(ordering -> keyOf(ordering, study -> study))
                .toList();

        assertThat(keys).doesNotHaveDuplicates();
        assertThat(keyOf(
                        "KD(divergence=forward-kl,adapterRank=8,adapterAlpha=16,adapterLearningRate=0.001,microBatchSize=0,"
                                + "activationCheckpointing=false,hiddenWeight=0,evaluateEvery=0,evaluationTokens=16384,computeDtype=float32)",
                        study -> study))
                .isEqualTo(keys.get(0));
    }

    @Test
    void howMuchWouldBeMeasuredIsNoPartOfADistillationThatIsNot() {
        assertThat(keyOf("KD(evaluationTokens=99)", study -> study)).isEqualTo(keyOf("KD", study -> study));
        assertThat(keyOf("KD(evaluateEvery=4,evaluationTokens=16384)", study -> study))
                .isEqualTo(keyOf("KD(evaluateEvery=4)", study -> study));
    }

    @Test
    void aDistillationThatIsMeasuredIsAnotherOneOnOtherSetsAndNoneOther() {
        UnaryOperator<ObjectNode> other = study -> Requests.with(
                study, "data", "{\"calibration\": \"calib\", \"distillation\": \"kd\", \"evaluation\": [\"law\"]}");

        assertThat(keyOf("KD(evaluateEvery=4)", other)).isNotEqualTo(keyOf("KD(evaluateEvery=4)", study -> study));
        assertThat(keyOf("KD", other)).isEqualTo(keyOf("KD", study -> study));
    }

    @Test
    void anotherSaliencyIsAnotherPruningAndMinitronsIsWhatItWasBeforeThereWereOthers() {
        assertThat(Stream.of("P", "P(saliency=mixture)", "P(saliency=wanda)").map(each -> keyOf(each, study -> study)))
                .doesNotHaveDuplicates();
        assertThat(keyOf("P(saliency=minitron)", study -> study)).isEqualTo(keyOf("P", study -> study));
    }

    @Test
    void aTargetIsAnotherPruningAndNoneIsWhatItWasBeforeThereCouldBeOne() {
        assertThat(Stream.of("P", "P(sparsity=0)", "P(targetParameters=9)", "P(targetBytes=9)")
                        .map(each -> keyOf(each, study -> study)))
                .doesNotHaveDuplicates();
        assertThat(keyOf("P(targetParameters=0,targetBytes=0)", study -> study)).isEqualTo(keyOf("P", study -> study));
    }

    @Test
    void anotherSaliencyOfLayersIsAnotherPruningAndBlockInfluenceIsWhatItWasBeforeThereWereOthers() {
        assertThat(keyOf("P(layerSaliency=perplexity)", study -> study)).isNotEqualTo(keyOf("P", study -> study));
        assertThat(keyOf("P(layerSaliency=block-influence)", study -> study)).isEqualTo(keyOf("P", study -> study));
    }

    @Test
    void headsLayersOrChannelsThatAreCutAreAnotherPruningAndNoneIsWhatItWasBeforeTheyCouldBe() {
        assertThat(Stream.of("P", "P(headSparsity=0.25)", "P(layerSparsity=0.25)", "P(channelSparsity=0.25)")
                        .map(each -> keyOf(each, study -> study)))
                .doesNotHaveDuplicates();
        assertThat(keyOf("P(headSparsity=0,layerSparsity=0,channelSparsity=0)", study -> study))
                .isEqualTo(keyOf("P", study -> study));
    }

    @Test
    void aPackedEmbeddingIsAnotherQuantizationAndOneLeftAsItIsIsWhatItWasBeforeItCouldBe() {
        assertThat(Stream.of(
                                "Q",
                                "Q(embeddingBits=8)",
                                "Q(keepIndivisible=true)",
                                "Q(targetBytes=9)",
                                "Q(symmetric=false)")
                        .map(each -> keyOf(each, study -> study)))
                .doesNotHaveDuplicates();
        assertThat(keyOf("Q(embeddingBits=16,keepIndivisible=false,targetBytes=0,symmetric=true)", study -> study))
                .isEqualTo(keyOf("Q", study -> study));
    }

    @Test
    void otherCalibrationTextIsAnotherQuantizationByGptqAndTheSameByRoundingToNearest() {
        UnaryOperator<ObjectNode> other = study -> Requests.with(
                study, "data", "{\"calibration\": \"novel\", \"distillation\": \"kd\", \"evaluation\": [\"law\"]}");

        assertThat(keyOf("Q(method=gptq)", other)).isNotEqualTo(keyOf("Q(method=gptq)", study -> study));
        assertThat(keyOf("Q", other)).isEqualTo(keyOf("Q", study -> study));
    }

    @Test
    void everyParameterOfGptqIsPartOfItsKey() {
        assertThat(Stream.of(
                                "Q",
                                "Q(method=gptq)",
                                "Q(method=gptq,actOrder=false)",
                                "Q(method=gptq,damping=0.02)",
                                "Q(method=gptq,clip=true)",
                                "Q(method=gptq,calibrationSamples=8)",
                                "Q(method=gptq,sequenceLength=64)",
                                "Q(method=gptq,bits=8)")
                        .map(each -> keyOf(each, study -> study)))
                .doesNotHaveDuplicates();
        assertThat(keyOf("Q(method=gptq,clip=false)", study -> study))
                .isEqualTo(keyOf("Q(method=gptq)", study -> study));
    }

    @Test
    void anotherBaselineIsOtherWork() {
        assertThat(keyOf("Q", study -> study.put("baseline", "teacher"))).isNotEqualTo(keyOf("Q", study -> study));
    }

    @Test
    void anEvaluationDoesNotDependOnWhereTheCheckpointLiesOrHowTheSetsAreOrdered() {
        Plan plan = Requests.plan(Requests.study("s", "P"));
        Plan reordered = Requests.plan(Requests.with(
                Requests.study("t", "Q"),
                "data",
                "{\"calibration\": \"calib\", \"distillation\": \"kd\", \"evaluation\": [\"law\", \"novel\"]}"));
        CheckpointRef here = new CheckpointRef(FixedCatalog.digest(9), "here", 5L);
        CheckpointRef there = new CheckpointRef(FixedCatalog.digest(9), "there", 5L);

        assertThat(plan.evaluationKey(here)).isEqualTo(reordered.evaluationKey(there));
    }

    @Test
    void anEvaluationDependsOnTheCheckpointAndOnHowMuchIsMeasured() {
        Plan plan = Requests.plan(Requests.study("s", "P"));
        Plan shorter = Requests.plan(Requests.with(Requests.study("s", "P"), "data", """
            {"calibration": "calib", "distillation": "kd", "evaluation": ["law", "novel"], "maxEvaluationTokens": 9}
            """));

        assertThat(List.of(
                        plan.evaluationKey(FixedCatalog.BASELINE),
                        plan.evaluationKey(FixedCatalog.TEACHER),
                        shorter.evaluationKey(FixedCatalog.BASELINE)))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsJudgedAndByWhomIsPartOfAnEvaluationAndOfNoStage() {
        List<Plan> plans = Stream.of(
                        "{\"prompts\": \"questions\"}",
                        "{\"prompts\": \"questions\", \"criteria\": \"How short it is.\"}",
                        "{\"prompts\": \"questions\", \"judge\": {\"model\": \"qwen:7b\"}}",
                        "{\"prompts\": \"questions\", \"sampling\": {\"seed\": 2}}")
                .map(judging -> Requests.plan(Requests.with(Requests.study("s", "P"), "judging", judging)))
                .toList();

        assertThat(plans)
                .extracting(plan -> plan.evaluationKey(FixedCatalog.BASELINE))
                .doesNotHaveDuplicates();
        assertThat(plans).extracting(plan -> plan.stages().get(0).key()).containsOnly(keyOf("P", study -> study));
    }

    @Test
    void theTeacherJudgesWhereNobodyIsNamed() {
        ObjectNode study = Requests.study("s", "P");
        Plan named = Requests.plan(Requests.with(
                study.deepCopy(), "judging", "{\"prompts\": \"questions\", \"judge\": {\"checkpoint\": \"teacher\"}}"));
        Plan unnamed = Requests.plan(Requests.with(study, "judging", "{\"prompts\": \"questions\"}"));

        assertThat(unnamed.evaluation()).isEqualTo(named.evaluation());
        assertThat(unnamed.evaluation().judging().judge().checkpoint()).isEqualTo(FixedCatalog.TEACHER);
    }

    @Test
    void theArmMattersToDistillationAfterQuantizationAlone() {
        UnaryOperator<ObjectNode> fake = study -> study.put("arm", "fake-quant");

        assertThat(lastKey("Q-KD", fake)).isNotEqualTo(lastKey("Q-KD", study -> study));
        assertThat(lastKey("Q-P", fake)).isEqualTo(lastKey("Q-P", study -> study));
        assertThat(lastKey("P-KD", fake)).isEqualTo(lastKey("P-KD", study -> study));
    }

    @Test
    void theArmOfAdaptersMattersToWhateverCutsOrTrainsAfterQuantization() {
        UnaryOperator<ObjectNode> adapter = study -> study.put("arm", "adapter");

        assertThat(lastKey("Q-KD", adapter)).isNotEqualTo(lastKey("Q-KD", study -> study));
        assertThat(lastKey("Q-P", adapter)).isNotEqualTo(lastKey("Q-P", study -> study));
        assertThat(lastKey("Q-Q", adapter)).isEqualTo(lastKey("Q-Q", study -> study));
        assertThat(lastKey("P-KD-Q", adapter)).isEqualTo(lastKey("P-KD-Q", study -> study));
    }

    private static String lastKey(String ordering, UnaryOperator<ObjectNode> change) {
        List<PlannedStage> stages =
                Requests.plan(change.apply(Requests.study("s", ordering))).stages();
        return stages.get(stages.size() - 1).key();
    }

    private static String keyOf(String ordering, UnaryOperator<ObjectNode> change) {
        return Requests.plan(change.apply(Requests.study("s", ordering)))
                .stages()
                .get(0)
                .key();
    }
}
