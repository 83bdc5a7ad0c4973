package dev.ordo.events;

/** A field of an event or recipe has a value that it may not have. */
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * @param path where the field is, as {@code recipes.prune.sparsity}
     * @param problem what is wrong with it, as {@code must be in [0, 1), was 1.2}
     */
    public InvalidEventException(String path, String problem) {
        super(path + " " + problem);
        this.path = path;
    }

    public String path() {
        return path;
    }
}
