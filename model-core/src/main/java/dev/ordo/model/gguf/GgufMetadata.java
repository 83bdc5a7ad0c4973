package dev.ordo.model.gguf;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The key-value pairs of a file, read by key and type. Numbers are {@link Long} or {@link Double}, lists are immutable.
 *
 * @param file whose pairs they are, for messages
 * @param values everything, by key
 */
record GgufMetadata(Path file, Map<String, Object> values) {
    GgufMetadata {
        values = Map.copyOf(values);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** @throws GgufException with {@code KEY_MISSING} or {@code KEY_TYPE} */
    String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key));
    }

    Optional<String> optionalText(String key) {
        return value(key, String.class, "a string");
    }

    /** A number in [0, 2^31). */
    int integer(String key) {
        return optionalInteger(key).orElseThrow(() -> missing(key));
    }

    Optional<Integer> optionalInteger(String key) {
        Optional<Long> value = value(key, Long.class, "an integer");
        value.filter(each -> each < 0 || each > Integer.MAX_VALUE).ifPresent(each -> {
            throw new GgufException(GgufDefect.KEY_TYPE, file, key + " must be in [0, 2^31), is " + each);
        });
        return value.map(Long::intValue);
    }

    Optional<Double> optionalNumber(String key) {
        return value(key, Number.class, "a number").map(Number::doubleValue);
    }

    double number(String key) {
        return optionalNumber(key).orElseThrow(() -> missing(key));
    }

    Optional<Boolean> optionalFlag(String key) {
        return value(key, Boolean.class, "a boolean");
    }

    /** A list of which every element is a {@code T}. */
    <T> List<T> list(String key, Class<T> element) {
        List<?> list = value(key, List.class, "an array").orElseThrow(() -> missing(key));
        for (Object each : list) {
            if (!element.isInstance(each)) {
                throw new GgufException(
                        GgufDefect.KEY_TYPE,
                        file,
                        key + " must be an array of " + element.getSimpleName() + ", contains " + each);
            }
        }
        return list.stream().map(element::cast).toList();
    }

    private <T> Optional<T> value(String key, Class<T> type, String wanted) {
        Object value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw new GgufException(
                    GgufDefect.KEY_TYPE,
                    file,
                    key + " must be " + wanted + ", is " + value.getClass().getSimpleName());
        }
        return Optional.ofNullable(value).map(type::cast);
    }

    private GgufException missing(String key) {
        return new GgufException(GgufDefect.KEY_MISSING, file, "there is no " + key);
    }
}
