package dev.ordo.model;

/**
 * The kind of a failure, stable across versions: the name travels in events and is what alerts and users match on.
 *
 * <p>Whether a failure is worth retrying is told by its type ({@link RetryableException} or {@link
 * PermanentException}), not by its code.
 */
public enum ErrorCode {
    /** The operating system refused to read or write; the same call may succeed later. */
    IO_FAILED,
    /** A safetensors file breaks its format; {@code SafetensorsException.defect()} says how. */
    SAFETENSORS_INVALID,
    /** A file that every checkpoint has is absent. */
    CHECKPOINT_FILE_MISSING,
    /** The target of a new checkpoint holds something already. */
    CHECKPOINT_EXISTS,
    /** A checkpoint was to be committed before each of its tensors was written. */
    CHECKPOINT_INCOMPLETE,
    /** {@code config.json} is not JSON, or a field is absent or has an impossible value. */
    CONFIG_INVALID,
    /** {@code config.json} is sound but describes a model that Ordo does not compute. */
    CONFIG_UNSUPPORTED,
    /** {@code model.safetensors.index.json} is malformed or disagrees with its shards. */
    SHARD_INDEX_INVALID,
    /** A tensor that the configuration calls for is absent. */
    TENSOR_MISSING,
    /** A tensor is present that the configuration does not call for. */
    TENSOR_UNEXPECTED,
    /** A tensor has another shape than its place calls for. */
    SHAPE_MISMATCH,
    /** A tensor is stored in a type that its place does not allow. */
    DTYPE_UNSUPPORTED,
    /** Packed values, scales and shape of one weight disagree. */
    PACKED_WEIGHT_INVALID,
    /** The checkpoint has no {@code tokenizer.json}. */
    TOKENIZER_MISSING,
    /** {@code tokenizer.json} cannot be used. */
    TOKENIZER_INVALID
}
