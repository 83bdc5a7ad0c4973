package dev.ordo.cli.report;

import dev.ordo.events.study.StageCounts;

/** Says in one sentence what sharing prefixes saved. */
public final class StageSentence {
    private StageSentence() {}

    /** {@code 15 stages computed for 33 requested}, or {@code 0 stages computed, 15 reused, for 33 requested}. */
    public static String of(StageCounts stages) {
        String reused = stages.reused() == 0 ? "" : ", " + stages.reused() + " reused,";
        return stages.computed() + " stages computed" + reused + " for " + stages.requested() + " requested";
    }
}
