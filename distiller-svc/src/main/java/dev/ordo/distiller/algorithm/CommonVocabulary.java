package dev.ordo.distiller.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.Set;

/**
 * The rows of the embedding and the head that student and teacher both have. Models of one family pad the same vocabulary to
 * different sizes; no text ever uses the padding, so the longer of the two is cut to the shorter.
 *
 * @param size rows of both
 */
record CommonVocabulary(int size) {
    private static final Set<String> BY_TOKEN = Set.of("model.embed_tokens.weight", "lm_head.weight");

    /**
     * The smaller of the two sizes.
     *
     * @param tokens one more than the largest id of the tokenizer that both have
     * @throws DistillationRefusedException if one of them lacks rows for real tokens
     */
    static CommonVocabulary of(ModelConfig student, ModelConfig teacher, int tokens) {
        int size = Math.min(student.vocabSize(), teacher.vocabSize());
        if (size < tokens) {
            throw new DistillationRefusedException("the tokenizer has " + tokens + " tokens, but the student has "
                    + student.vocabSize() + " rows of embedding and the teacher " + teacher.vocabSize());
        }
        return new CommonVocabulary(size);
    }

    /** The checkpoint's model with this vocabulary. */
    DecoderModel load(TorchSession session, CheckpointDirectory checkpoint) {
        return load(session, checkpoint, ComputeType.FLOAT32);
    }

    /** The same for inference, in a given type. */
    DecoderModel load(TorchSession session, CheckpointDirectory checkpoint, ComputeType type) {
        var json = checkpoint.config().toJson();
        json.put("vocab_size", size);
        int hidden = checkpoint.config().hiddenSize();
        return DecoderModel.of(
                session, ModelConfig.parse(json), type, name -> cut(name, checkpoint.readFloat32(name), hidden));
    }

    /** The trained values, with the rows that were cut off put back as they were. */
    float[] restore(String name, float[] trained, CheckpointDirectory checkpoint) {
        if (!BY_TOKEN.contains(name) || checkpoint.config().vocabSize() == size) {
            return trained;
        }
        float[] whole = checkpoint.readFloat32(name);
        System.arraycopy(trained, 0, whole, 0, trained.length);
        return whole;
    }

    private float[] cut(String name, float[] values, int hidden) {
        return BY_TOKEN.contains(name) && values.length != size * hidden
                ? Arrays.copyOf(values, size * hidden)
                : values;
    }
}
