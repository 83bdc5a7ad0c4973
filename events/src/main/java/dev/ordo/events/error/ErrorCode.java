package dev.ordo.events.error;

/** Kinds of failure. The names are part of the contract: they travel in {@code StageFailed} and in answers of the API. */
public enum ErrorCode {
    /** A config.json field is missing, contradictory or not supported. */
    UNSUPPORTED_MODEL,
    /** A checkpoint directory lacks something, or its parts contradict each other. */
    INVALID_CHECKPOINT,
    /** A safetensors file is truncated, lies, or is no safetensors file. */
    INVALID_SAFETENSORS,
    /** A GGUF file is truncated, lies, is no GGUF file, or holds what Ordo does not read. */
    INVALID_GGUF,
    /** A tensor has another shape than its place in the model asks for. */
    SHAPE_MISMATCH,
    /** A tokenizer is missing or cannot be read. */
    INVALID_TOKENIZER,
    /** A text or data set is missing, empty or too short for what it is to be used for. */
    INVALID_DATA,
    /** A recipe cannot be applied to this checkpoint. */
    INVALID_RECIPE,
    /** Training produced a loss that is not a number. */
    TRAINING_DIVERGED,
    /** What was stored is not what its digest says. */
    DIGEST_MISMATCH,
    /** The worker's own disk refuses to be read or written. */
    FILE_ACCESS_FAILED,
    /** A machine has less memory, of its own or of its device, than the work needs. */
    INSUFFICIENT_MEMORY,
    /** A machine has less room on its disk than the work needs. */
    INSUFFICIENT_DISK,
    /** The store has no such object. */
    NOT_FOUND,
    /** The store cannot be reached or refuses to work. */
    STORE_UNAVAILABLE,
    /** A record is no event, or none that belongs where it lies. */
    INVALID_EVENT,
    /** A request or command contradicts what the study of this id is already. */
    STUDY_CONFLICT,
    /** There is no study of this id. */
    UNKNOWN_STUDY,
    /** Workers took the work again and again, and each died or fell silent over it. */
    WORKER_LOST,
    /** Anything that Ordo did not foresee. */
    INTERNAL
}
