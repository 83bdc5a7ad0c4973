package dev.ordo.evaluator.clarity;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Flesch's reading ease: 206.835 - 1.015 words/sentence - 84.6 syllables/word. Easy texts have 90 and more; there is no least and
 * no greatest value.
 *
 * <p>Words and sentences are textstat's 0.7.13: punctuation is left out before a text is split at white space; a sentence ends at
 * {@code .}, {@code !} or {@code ?}, and one of two words or fewer is none. Syllables are {@link SyllableCounter}'s, where textstat
 * looks into the CMU dictionary.
 */
final class ReadingEase {
    private static final Pattern QUOTE = unicode("'(?!([tsd]|ve|ll|re))");
    private static final Pattern PUNCTUATION = unicode("[^\\w\\s']");
    private static final Pattern SENTENCE = unicode("\\b[^.!?]+[.!?]*");

    private ReadingEase() {}

    /** The ease of a text; 0 if it has no words. */
    static double of(String text) {
        List<String> words = words(text);
        if (words.isEmpty()) {
            return 0;
        }
        long syllables = words.stream().mapToLong(SyllableCounter::count).sum();
        double size = words.size();
        return 206.835 - 1.015 * size / sentences(text) - 84.6 * syllables / size;
    }

    private static List<String> words(String text) {
        String bare = PUNCTUATION.matcher(QUOTE.matcher(text).replaceAll("")).replaceAll("");
        return Arrays.stream(bare.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static long sentences(String text) {
        long sentences = SENTENCE.matcher(text)
                .results()
                .filter(sentence -> words(sentence.group()).size() > 2)
                .count();
        return Math.max(1, sentences);
    }

    private static Pattern unicode(String pattern) {
        return Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
    }
}
