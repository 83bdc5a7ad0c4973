package dev.ordo.evaluator.judge.chat;

/**
 * Something said in a chat.
 *
 * @param speaker who said it
 * @param text what
 */
public record Turn(Speaker speaker, String text) {
    /** Who speaks. */
    public enum Speaker {
        /** We. */
        USER,
        /** The model. */
        ASSISTANT
    }

    public static Turn user(String text) {
        return new Turn(Speaker.USER, text);
    }

    public static Turn assistant(String text) {
        return new Turn(Speaker.ASSISTANT, text);
    }
}
