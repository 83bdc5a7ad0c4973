package dev.ordo.evaluator.judge.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names a judgement by its content: edition of the question, judge, parameters, and every word that the judge reads. Nothing
 * that anybody wrote gets into the name but through SHA-256.
 *
 * @param digits 64 hexadecimal digits
 */
public record JudgementKey(String digits) {
    public static JudgementKey of(String question, String model, String parameters, String request) {
        MessageDigest sha256 = sha256();
        for (String each : List.of(question, model, parameters, request)) {
            byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
            sha256.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            sha256.update(bytes);
        }
        return new JudgementKey(HexFormat.of().formatHex(sha256.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
