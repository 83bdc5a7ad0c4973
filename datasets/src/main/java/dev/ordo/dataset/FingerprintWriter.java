package dev.ordo.dataset;

import java.util.Arrays;

/**
 * Takes the fingerprints of a data set as it is read, never holding more than {@link Fingerprints#MOST}: where there are more,
 * it keeps those whose hash ends in ever more zero bits.
 */
final class FingerprintWriter {
    /** A conversation of fewer words may be in two sets; courtesies are. */
    static final int LEAST_WORDS_OF_A_RECORD = 10;

    private final Winnowing winnowing = new Winnowing(this::add);
    private final int most;
    private long[] hashes = new long[1024];
    private int[] lines = new int[1024];
    private int count;
    private int zeroBits;

    FingerprintWriter() {
        this(Fingerprints.MOST);
    }

    FingerprintWriter(int most) {
        this.most = most;
    }

    /** The next line of a text. */
    void text(int line, String content) {
        Words.of(content, word -> winnowing.word(word, line));
    }

    /** The next record of a chat file: what users and assistant say, and the whole of it; system prompts are a set's frame. */
    void record(int line, ChatRecord found) {
        if (found instanceof ChatRecord.Passage passage) {
            text(line, passage.text());
            winnowing.end();
        } else if (found instanceof ChatRecord.Conversation conversation) {
            conversation.messages().stream()
                    .filter(each -> each.role() != Role.SYSTEM)
                    .forEach(each -> {
                        text(line, each.content());
                        winnowing.end();
                    });
            RecordHash hash = RecordHash.of(conversation);
            if (hash.words() >= LEAST_WORDS_OF_A_RECORD) {
                add(hash.value(), line);
            }
        }
    }

    Fingerprints finish() {
        winnowing.end();
        return Fingerprints.sorted(zeroBits, Arrays.copyOf(hashes, count), Arrays.copyOf(lines, count));
    }

    private void add(long hash, int line) {
        if (!Fingerprints.isKept(hash, zeroBits)) {
            return;
        }
        if (count == most) {
            thinOut();
            add(hash, line);
            return;
        }
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            lines = Arrays.copyOf(lines, 2 * count);
        }
        hashes[count] = hash;
        lines[count++] = line;
    }

    private void thinOut() {
        zeroBits++;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (Fingerprints.isKept(hashes[i], zeroBits)) {
                hashes[kept] = hashes[i];
                lines[kept++] = lines[i];
            }
        }
        count = kept;
    }
}
