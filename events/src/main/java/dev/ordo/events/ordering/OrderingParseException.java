package dev.ordo.events.ordering;

/** A text is not an ordering. Says at which character, and what was expected there. */
public final class OrderingParseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int position;

    /**
     * @param text what was to be an ordering
     * @param position index of the first character that does not fit, from 0
     * @param expected what would have fitted
     */
    public OrderingParseException(String text, int position, String expected) {
        super("'%s' is not an ordering: expected %s at character %d, found %s"
                .formatted(text, expected, position + 1, found(text, position)));
        this.position = position;
    }

    /** Index of the first character that does not fit, from 0. */
    public int position() {
        return position;
    }

    private static String found(String text, int position) {
        return position < text.length() ? "'" + text.charAt(position) + "'" : "the end";
    }
}
