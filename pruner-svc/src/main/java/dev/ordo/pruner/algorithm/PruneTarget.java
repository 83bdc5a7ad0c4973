package dev.ordo.pruner.algorithm;

/**
 * What a pruned model is to have or take at most.
 *
 * @param parameters elements of all weights, an embedding that is the head counted once, adapters not at all; 0 for any number
 * @param bytes of all tensors as they are stored, adapters among them; 0 for any number
 */
public record PruneTarget(long parameters, long bytes) {
    /** Any size will do. */
    public static final PruneTarget NONE = new PruneTarget(0, 0);

    boolean isNone() {
        return equals(NONE);
    }

    /** The parameter of the recipe that asks for it. */
    String field() {
        return "recipes.prune." + (parameters > 0 ? "targetParameters" : "targetBytes");
    }

    /** How many there may be, of parameters or of bytes. */
    long most() {
        return Math.max(parameters, bytes);
    }
}
