package dev.ordo.dataset;

/**
 * The identity of a record, whatever its case, punctuation and white space, and whatever system prompt frames it.
 *
 * @param words how many words went into it
 */
record RecordHash(long value, int words) {
    private static final long BASE = 0xD1342543DE82EF95L;

    static RecordHash of(ChatRecord found) {
        Sum sum = new Sum();
        if (found instanceof ChatRecord.Passage passage) {
            sum.add(passage.text());
        } else if (found instanceof ChatRecord.Conversation conversation) {
            conversation.messages().stream()
                    .filter(each -> each.role() != Role.SYSTEM)
                    .forEach(each -> {
                        sum.word(each.role().ordinal());
                        sum.add(each.content());
                    });
        }
        return sum.hash();
    }

    static RecordHash of(String text) {
        Sum sum = new Sum();
        sum.add(text);
        return sum.hash();
    }

    /** A number in [0, 1), evenly spread, another for each seed. */
    double fraction(long seed) {
        return (Words.mixed(value ^ Words.mixed(seed)) >>> 11) * 0x1.0p-53;
    }

    private static final class Sum {
        private long sum;
        private int words;

        void word(long hash) {
            sum = sum * BASE + hash + 1;
        }

        void add(String text) {
            Words.of(text, hash -> {
                word(hash);
                words++;
            });
        }

        RecordHash hash() {
            return new RecordHash(Words.mixed(sum), words);
        }
    }
}
