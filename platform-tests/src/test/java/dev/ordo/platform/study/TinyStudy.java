package dev.ordo.platform.study;

import dev.ordo.events.study.StudyStatus;

/** Requests of studies as another team would write them: plain JSON, with budgets of a moment. */
final class TinyStudy {
    private static final String REQUEST = """
            {"studyId": "%s", "baseline": "%s", "teacher": "tiny-teacher",
             "data": {"calibration": "tiny-calibration", "distillation": "tiny-distillation",
                      "evaluation": ["tiny-heldout", "tiny-other"], "maxEvaluationTokens": 256},
             "recipes": {"prune": {"sparsity": 0.5, "multipleOf": 64, "calibrationSamples": 4, "sequenceLength": 32},
                         "distill": {"tokens": 512, "sequenceLength": 32, "batchSize": 4, "learningRate": 1e-3},
                         "quantize": {"groupSize": 32}},
             "orderings": ["%s"]}
            """;

    private TinyStudy() {}

    static String request(String studyId, String baseline, String... orderings) {
        return REQUEST.formatted(studyId, baseline, String.join("\", \"", orderings))
                .replace("\n", " ");
    }

    /** The request, and two answers of every checkpoint judged by the teacher's likelihood. */
    static String judged(String request) {
        String judging = "\"judging\": {\"prompts\": \"tiny-questions\", \"sampling\": {\"maxTokens\": 8}}";
        return request.replace("\"orderings\":", judging + ", \"orderings\":");
    }

    /** The request with another budget of distillation. */
    static String withTokens(String request, int tokens) {
        return request.replace("\"tokens\": 512", "\"tokens\": " + tokens);
    }

    /** Whether the KD stage has done some of its steps, and not yet half of them. */
    static boolean isInTheMiddleOfDistilling(StudyStatus status) {
        return status.running().stream()
                .anyMatch(each -> each.what().equals("KD")
                        && each.done() != null
                        && each.done() > 0
                        && each.done() < each.total() / 2);
    }

    /** The request in the envelope of a CloudEvent, structured mode. */
    static String cloudEvent(String request) {
        return "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/team\", "
                + "\"type\": \"dev.ordo.study.requested.v1\", \"data\": " + request + "}";
    }
}
