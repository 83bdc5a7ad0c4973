package dev.ordo.events;

import java.util.List;

/** Names of Ordo's topics. All of them are keyed: work and stage topics by stage key, study topics by study id. */
public final class Topics {
    public static final String STUDIES = "ordo.studies";
    public static final String CHECKPOINTS = "ordo.checkpoints";
    public static final String STAGE_EVENTS = "ordo.stage-events";
    public static final String EVALUATIONS = "ordo.evaluations";
    public static final String CONTROL = "ordo.control";
    public static final String STUDY_STATUS = "ordo.study-status";
    public static final String DEAD_LETTER = "ordo.dead-letter";

    public static final String WORK_PRUNE = "ordo.work.prune";
    public static final String WORK_DISTILL = "ordo.work.distill";
    public static final String WORK_QUANTIZE = "ordo.work.quantize";
    public static final String WORK_EVALUATE = "ordo.work.evaluate";

    /** Between the orchestrator's own processors: what studies ask of stages, keyed by stage key. */
    public static final String STAGE_COMMANDS = "ordo.orchestrator.stage-commands";
    /** Between the orchestrator's own processors: what stages tell studies, keyed by study id. */
    public static final String STUDY_NOTES = "ordo.orchestrator.study-notes";

    /** Partitions of every topic but the work topics; fixed, since keys must keep their partition. */
    public static final int PARTITIONS = 12;

    /** Topics that are read through share groups. */
    public static final List<String> WORK = List.of(WORK_PRUNE, WORK_DISTILL, WORK_QUANTIZE, WORK_EVALUATE);

    /** Topics of which only the newest record of a key matters. */
    public static final List<String> COMPACTED = List.of(STUDY_STATUS, CONTROL);

    /** Every topic that has to exist before the services start. */
    public static final List<String> ALL = List.of(
            STUDIES,
            CHECKPOINTS,
            STAGE_EVENTS,
            EVALUATIONS,
            CONTROL,
            STUDY_STATUS,
            DEAD_LETTER,
            WORK_PRUNE,
            WORK_DISTILL,
            WORK_QUANTIZE,
            WORK_EVALUATE,
            STAGE_COMMANDS,
            STUDY_NOTES);

    private Topics() {}

    /**
     * How many partitions a topic has. A work topic has one: a share group hands each of its records to whoever is free, and
     * with more partitions than one a worker may sit on those that are empty while work waits in others.
     */
    public static int partitions(String topic) {
        return WORK.contains(topic) ? 1 : PARTITIONS;
    }

    /** The share group whose members are all workers of one work topic, as {@code ordo-prune} for {@code ordo.work.prune}. */
    public static String shareGroup(String workTopic) {
        return "ordo-" + workTopic.substring(workTopic.lastIndexOf('.') + 1);
    }
}
