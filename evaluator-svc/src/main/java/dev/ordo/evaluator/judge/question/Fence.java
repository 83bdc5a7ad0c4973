package dev.ordo.evaluator.judge.question;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Marks where a text that nobody trusts begins and ends. The marks hold a digest of the text, so that no text can hold its own
 * end mark; and the same text always has the same marks, so that equal questions stay equal.
 */
final class Fence {
    private static final int DIGITS = 16;

    private Fence() {}

    static String around(String name, String text) {
        String mark = digest(name + '\n' + text).substring(0, DIGITS);
        return "[" + name + " " + mark + " begins]\n" + text + "\n[" + name + " " + mark + " ends]";
    }

    private static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
