package dev.ordo.events;

/**
 * Names of the headers of records on {@link Topics#DEAD_LETTER}: why they are there, and where they came from. Key, value
 * and other headers are those of the record that nobody could use. All texts are UTF-8.
 */
public final class DeadLetter {
    /** What is wrong with the record, for people. */
    public static final String REASON = "ordo-reason";
    /** What kind of failure: a name of {@link dev.ordo.events.error.ErrorCode}. */
    public static final String CODE = "ordo-code";
    /** The topic that it lay on. */
    public static final String TOPIC = "ordo-topic";

    public static final String PARTITION = "ordo-partition";
    public static final String OFFSET = "ordo-offset";
    /** When it got there, milliseconds of the epoch. */
    public static final String TIMESTAMP = "ordo-timestamp";
    /** Its key as it was; absent where it had none. */
    public static final String KEY = "ordo-key";

    /**
     * Not of a dead letter but of a record that was sent again from one: the dead letter's place, as {@code
     * ordo.dead-letter-3@17}. It stays where the record dies again.
     */
    public static final String REPLAYED_FROM = "ordo-replayed-from";

    private DeadLetter() {}
}
