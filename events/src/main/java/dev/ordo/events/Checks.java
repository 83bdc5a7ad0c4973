package dev.ordo.events;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What event records demand of their fields. Every refusal names the field, what was expected and what was found. */
public final class Checks {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}");
    private static final Pattern LOCATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

    private Checks() {}

    /** @throws InvalidEventException if {@code value} is null */
    public static <T> T required(String path, T value) {
        if (value == null) {
            throw new InvalidEventException(path, "is required");
        }
        return value;
    }

    /** A content digest, {@code sha256:} and 64 lower-case hexadecimal digits. */
    public static String digest(String path, String value) {
        return matching(path, value, DIGEST, "a digest (sha256: and 64 hexadecimal digits)");
    }

    /** A stage or evaluation key, 64 lower-case hexadecimal digits. */
    public static String key(String path, String value) {
        return matching(path, value, KEY, "a key (64 hexadecimal digits)");
    }

    /** A name that people give: letters, digits, dots, dashes and underscores, at most 100 of them. */
    public static String name(String path, String value) {
        return matching(path, value, NAME, "a name (letters, digits, '.', '_', '-', at most 100)");
    }

    /** What an endpoint calls a model: as a name, and also colons, slashes and @, at most 200 of them. */
    public static String modelName(String path, String value) {
        return matching(
                path, value, MODEL_NAME, "a model's name (letters, digits, '.', '_', '-', ':', '/', '@', at most 200)");
    }

    /** A place in the store: relative, without empty or dotted segments, so that it cannot leave the bucket's prefix. */
    public static String location(String path, String value) {
        return matching(path, value, LOCATION, "a relative location in the store");
    }

    /** @throws InvalidEventException if {@code value} is not in [{@code low}, {@code high}] */
    public static <T extends Comparable<T>> T between(String path, T value, T low, T high) {
        required(path, value);
        if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
            throw new InvalidEventException(path, "must be in [" + low + ", " + high + "], was " + value);
        }
        return value;
    }

    /** @throws InvalidEventException if {@code values} is null or empty */
    public static <T extends Collection<?>> T notEmpty(String path, T values) {
        if (required(path, values).isEmpty()) {
            throw new InvalidEventException(path, "must not be empty");
        }
        return values;
    }

    private static String matching(String path, String value, Pattern pattern, String expected) {
        if (!pattern.matcher(required(path, value)).matches()) {
            throw new InvalidEventException(path, "must be " + expected + ", was '" + shortened(value) + "'");
        }
        return value;
    }

    private static String shortened(String value) {
        return value.length() <= 120 ? value : value.substring(0, 120) + "...";
    }

    /**
     * The value of a label.
     *
     * @throws InvalidEventException naming the path and every label, if there is no such value
     */
    public static <E> E labelled(String path, E[] values, Function<E, String> label, String text) {
        return Arrays.stream(values)
                .filter(each -> label.apply(each).equals(text))
                .findFirst()
                .orElseThrow(() -> new InvalidEventException(
                        path,
                        "must be one of "
                                + Arrays.stream(values).map(label).collect(Collectors.joining(", ")) + ", was '" + text
                                + "'"));
    }
}
