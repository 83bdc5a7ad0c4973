package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.judging.Judge;
import dev.ordo.events.judging.JudgingWork;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DataFormat;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.EvaluationWork;
import dev.ordo.events.stage.StageWork;
import dev.ordo.stage.messaging.EventJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Identity of work: SHA-256 over the canonical JSON of all that decides its result, and of nothing else. */
public final class Keys {
    /** Raised whenever the evaluator would measure the same checkpoint otherwise. */
    static final int EVALUATOR_VERSION = 1;

    /** Raised whenever responses would be drawn or scored otherwise. */
    static final int JUDGING_VERSION = 2;

    private Keys() {}

    /**
     * The key of a stage.
     *
     * @param parent stage key of the parent, or the baseline's content digest
     * @param work what is done; teacher, data, sets that it is measured on, and the seed of algorithms that draw are part of the key
     * @param quantized whether an ancestor quantized, so that the arm matters
     */
    public static String stage(String parent, StageWork work, boolean quantized) {
        Recipe recipe = work.recipe();
        ObjectNode identity = JsonNodeFactory.instance.objectNode();
        identity.put("parent", parent);
        identity.put("technique", recipe.technique().symbol());
        identity.put("algorithm", recipe.algorithmVersion());
        identity.set("recipe", said(recipe));
        if (work.data() != null) {
            identity.put("data", work.data().digest());
            putFormat(identity, work.data());
        }
        if (work.heldOut() != null) {
            putSets(identity.putArray("heldOut"), work.heldOut());
        }
        if (work.teacher() != null) {
            identity.put("teacher", work.teacher().digest());
        }
        if (quantized) {
            identity.put("arm", arm(work).label());
        }
        if (recipe.draws()) {
            identity.put("seed", work.seed());
        }
        return sha256(identity);
    }

    private static ObjectNode said(Recipe recipe) {
        ObjectNode parameters = EventJson.mapper().valueToTree(recipe);
        ObjectNode unsaid = EventJson.mapper().valueToTree(recipe.unsaid());
        unsaid.properties().stream()
                .filter(each -> each.getValue().equals(parameters.get(each.getKey())))
                .forEach(each -> parameters.remove(each.getKey()));
        return parameters;
    }

    /** P measures the dequantized weights in the arms that pack anew, so that the two share its results; Q does the same in all. */
    private static Arm arm(StageWork work) {
        return switch (work.recipe().technique()) {
            case PRUNE -> work.arm() == Arm.ADAPTER ? Arm.ADAPTER : Arm.REQUANTIZE;
            case DISTILL -> work.arm();
            case QUANTIZE -> Arm.REQUANTIZE;
        };
    }

    /** The key of a measurement. Results are told by the names of the sets, so these are part of it. */
    public static String evaluation(CheckpointRef checkpoint, EvaluationWork work) {
        ObjectNode identity = JsonNodeFactory.instance.objectNode();
        identity.put("checkpoint", checkpoint.digest());
        identity.put("baseline", work.baseline().digest());
        identity.put("maxTokens", work.maxTokens());
        identity.put("evaluator", EVALUATOR_VERSION);
        putSets(identity.putArray("sets"), work.sets());
        if (work.judging() != null) {
            putJudging(identity.putObject("judging"), work.judging());
        }
        return sha256(identity);
    }

    private static void putSets(ArrayNode identity, List<DatasetRef> sets) {
        sets.forEach(
                set -> putFormat(identity.addObject().put("name", set.name()).put("digest", set.digest()), set));
    }

    private static void putJudging(ObjectNode identity, JudgingWork judging) {
        Judge judge = judging.judge();
        identity.put("version", JUDGING_VERSION);
        identity.put("prompts", judging.prompts().digest());
        identity.put("criteria", judging.criteria());
        judging.steps().forEach(identity.putArray("steps")::add);
        judging.instructions().forEach(identity.putArray("instructions")::add);
        identity.put("judge", judge.model() == null ? judge.checkpoint().digest() : judge.model());
        identity.set("sampling", EventJson.mapper().<JsonNode>valueToTree(judging.sampling()));
    }

    /** Text is what data was before there were formats, so it is not said. */
    private static void putFormat(ObjectNode identity, DatasetRef set) {
        if (set.format() != DataFormat.TEXT) {
            identity.put("format", set.format().label());
        }
    }

    static String sha256(JsonNode identity) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(CanonicalJson.bytes(identity));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
