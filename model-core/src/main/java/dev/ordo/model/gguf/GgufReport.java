package dev.ordo.model.gguf;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * What was written.
 *
 * @param file where
 * @param bytes its size
 * @param tensors number of tensors by the type in which they are stored
 * @param fallbacks tensors whose rows the asked type's blocks do not fill
 * @param losses in words, what llama.cpp will do otherwise than Ordo
 */
public record GgufReport(
        Path file,
        long bytes,
        SortedMap<GgufTensorType, Integer> tensors,
        List<Fallback> fallbacks,
        List<String> losses) {
    public GgufReport {
        fallbacks = List.copyOf(fallbacks);
        losses = List.copyOf(losses);
    }

    /**
     * A tensor that is stored in another type than was asked for.
     *
     * @param tensor name in the file
     * @param columns width of its rows
     */
    public record Fallback(String tensor, long columns, GgufTensorType asked, GgufTensorType stored) {
        @Override
        public String toString() {
            return tensor + " is stored as " + stored + ": " + asked + " has blocks of " + asked.blockSize()
                    + " values, which do not fill rows of " + columns;
        }
    }
}
