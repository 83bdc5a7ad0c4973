package dev.ordo.evaluator.judge.question;

/** A text that a judge writes. Bounded, for a weak one repeats itself until it is cut off, and never comes to the point. */
final class Sentence {
    /** JSON Schema. A pattern, for not every endpoint takes {@code maxLength}. */
    static final String SCHEMA = "{\"type\": \"string\", \"pattern\": \"^[^\\\"\\\\\\\\\\\\n]{1,300}$\"}";

    private Sentence() {}
}
