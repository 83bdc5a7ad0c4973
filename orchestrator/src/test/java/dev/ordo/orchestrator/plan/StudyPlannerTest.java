package dev.ordo.orchestrator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.events.Technique;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.stage.StageWork;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.stage.messaging.EventJson;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StudyPlannerTest {

    @Test
    void allOrderingsAskFor33StagesOfWhich15AreDistinct() {
        Plan plan = Requests.plan(Requests.study("s", "all"));

        assertThat(plan.rows()).hasSize(15);
        assertThat(plan.requested()).isEqualTo(33);
        assertThat(keys(plan)).hasSize(15);
    }

    @Test
    void parentsComeBeforeTheirChildren() {
        Plan plan = Requests.plan(Requests.study("s", "all"));

        List<String> order = plan.stages().stream().map(PlannedStage::key).toList();
        assertThat(plan.stages())
                .filteredOn(each -> each.parentKey() != null)
                .hasSize(12)
                .allSatisfy(each -> assertThat(order.indexOf(each.parentKey())).isLessThan(order.indexOf(each.key())));
    }

    @Test
    void aCommonPrefixIsOneStage() {
        Plan plan = Requests.plan(Requests.study("s", "P-KD-Q", "P-Q", "P-KD"));

        assertThat(plan.stages()).extracting(PlannedStage::ordering).containsExactly("P", "P-KD", "P-KD-Q", "P-Q");
        assertThat(plan.requested()).isEqualTo(7);
    }

    @Test
    void studiesOfOtherNamesAndOrderingsShareKeys() {
        Set<String> all = keys(Requests.plan(Requests.study("one", "all")));
        Set<String> few = keys(Requests.plan(Requests.study("two", "KD-Q-P", "Q")));

        assertThat(all).containsAll(few);
    }

    @Test
    void whatTheStudyMeasuresDoesNotChangeItsStages() {
        JsonNode other = Requests.with(Requests.study("s", "all"), "data", """
                {"calibration": "calib", "distillation": "kd", "evaluation": ["law"], "maxEvaluationTokens": 100}
                """);

        assertThat(keys(Requests.plan(other))).isEqualTo(keys(Requests.plan(Requests.study("s", "all"))));
    }

    @Test
    void defaultsWrittenOutAreTheSameStage() {
        JsonNode explicit = Requests.with(
                Requests.study("s", "P"), "recipes", "{\"prune\": {\"sparsity\": 0.3, \"multipleOf\": 128}}");

        assertThat(keys(Requests.plan(explicit))).isEqualTo(keys(Requests.plan(Requests.study("s", "P"))));
    }

    @Test
    void parametersInPlaceOverrideTheRecipeOfTheirStepOnly() {
        Plan plan = Requests.plan(Requests.study("s", "P(sparsity=0.2)-KD-P"));

        assertThat(plan.stages())
                .filteredOn(each -> each.recipe().technique() == Technique.PRUNE)
                .extracting(each -> ((PruneRecipe) each.recipe()).sparsity())
                .containsExactly(0.2, 0.3);
    }

    @Test
    void parametersInPlaceThatSayTheDefaultAreTheSameStage() {
        Plan plan = Requests.plan(Requests.study("s", "P(sparsity=0.3)-Q", "P"));

        assertThat(plan.stages()).hasSize(2);
    }

    @Test
    void anOrderingThatIsAskedForTwiceIsOneRow() {
        Plan plan = Requests.plan(Requests.study("s", "P-Q", "pairs", "P-Q"));

        assertThat(plan.rows())
                .extracting(PlannedRow::ordering)
                .containsExactly("P-Q", "P-KD", "KD-P", "KD-Q", "Q-P", "Q-KD");
    }

    @Test
    void seedsShareStagesUntilOneDraws() {
        Plan plan = Requests.plan(Requests.with(Requests.study("s", "P-KD"), "seeds", "[1, 2]"));

        assertThat(plan.rows()).extracting(PlannedRow::seed).containsExactly(1L, 2L);
        assertThat(plan.stages()).extracting(PlannedStage::ordering).containsExactly("P", "P-KD", "P-KD");
        assertThat(plan.requested()).isEqualTo(4);
    }

    @Test
    void repetitionMakesAStageOfItsOwnForEveryStep() {
        Plan plan = Requests.plan(Requests.study("s", "(P)x3"));

        assertThat(plan.stages()).extracting(PlannedStage::ordering).containsExactly("P", "P-P", "P-P-P");
    }

    @Test
    void everyTechniqueGetsTheDataItNeeds() {
        Plan plan = Requests.plan(Requests.study("s", "P-KD-Q"));

        List<StageWork> work = plan.stages().stream()
                .map(each -> each.work(plan.inputs(), plan.request().arm()))
                .toList();
        assertThat(work.get(0).data().name()).isEqualTo("calib");
        assertThat(work.get(0).teacher()).isNull();
        assertThat(work.get(1).data().name()).isEqualTo("kd");
        assertThat(work.get(1).teacher()).isEqualTo(FixedCatalog.TEACHER);
        assertThat(work.get(2).data()).isNull();
    }

    @Test
    void theTeacherIsTheBaselineWhereNoneIsNamed() {
        Plan plan = Requests.plan(Requests.study("s", "KD").without("teacher"));

        assertThat(plan.inputs().teacher()).isEqualTo(FixedCatalog.BASELINE);
    }

    @Test
    void aPlanSurvivesItsJson() throws Exception {
        Plan plan = Requests.plan(Requests.study("s", "all"));

        ObjectMapper mapper = EventJson.mapper();
        assertThat(mapper.readValue(mapper.writeValueAsBytes(plan), Plan.class)).isEqualTo(plan);
    }

    private static Set<String> keys(Plan plan) {
        return plan.stages().stream().map(PlannedStage::key).collect(Collectors.toSet());
    }
}
