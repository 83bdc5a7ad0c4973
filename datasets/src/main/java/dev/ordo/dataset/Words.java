package dev.ordo.dataset;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * A text as hashes of its words, so that case, punctuation, white space and line ends play no part: compatibility-normalized
 * (NFKC), lower-cased, runs of letters and digits. A character of a script without spaces is a word of its own.
 */
final class Words {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private Words() {}

    static void of(String text, LongConsumer word) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        long hash = FNV_OFFSET;
        for (int i = 0; i < plain.length(); i += Character.charCount(plain.codePointAt(i))) {
            int point = plain.codePointAt(i);
            boolean alone = standsAlone(point);
            if (hash != FNV_OFFSET && (alone || !Character.isLetterOrDigit(point))) {
                word.accept(mixed(hash));
                hash = FNV_OFFSET;
            }
            if (alone) {
                word.accept(mixed((FNV_OFFSET ^ point) * FNV_PRIME));
            } else if (Character.isLetterOrDigit(point)) {
                hash = (hash ^ point) * FNV_PRIME;
            }
        }
        if (hash != FNV_OFFSET) {
            word.accept(mixed(hash));
        }
    }

    private static boolean standsAlone(int point) {
        if (Character.isIdeographic(point)) {
            return true;
        }
        Character.UnicodeScript script = Character.UnicodeScript.of(point);
        return script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA
                || script == Character.UnicodeScript.THAI;
    }

    /** Spreads every bit of the input over all bits of the output (the finalizer of SplitMix64). */
    static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
