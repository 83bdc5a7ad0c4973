package dev.ordo.orchestrator.study;

import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.PlannedStage;

/** Keys of a plan's work, by what tests call it. */
final class PlanKeys {
    private PlanKeys() {}

    /** The stage whose ordering is this. */
    static String stage(Plan plan, String ordering) {
        return plan.stages().stream()
                .filter(each -> each.ordering().equals(ordering))
                .map(PlannedStage::key)
                .findFirst()
                .orElseThrow();
    }

    /** The evaluation of the baseline, which is number 1, or of a checkpoint of {@link Workers}. */
    static String evaluation(Plan plan, int number) {
        return plan.evaluationKey(
                number == 1
                        ? FixedCatalog.BASELINE
                        : Workers.checkpoint("ab".repeat(32), 1, number, 0).checkpoint());
    }
}
