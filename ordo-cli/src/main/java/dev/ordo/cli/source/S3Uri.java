package dev.ordo.cli.source;

import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.cli.CommandFailure;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory in a bucket.
 *
 * @param bucket its name
 * @param prefix key of the directory, without a slash at either end; empty for the bucket itself
 */
record S3Uri(String bucket, String prefix) {
    static final String SCHEME = "s3://";

    private static final Pattern FORM = Pattern.compile(SCHEME + "([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    /** @throws CommandFailure if the text has another form */
    static S3Uri parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailure(text + " is no directory in a bucket; expected s3://BUCKET/PREFIX");
        }
        String prefix = matcher.group(2) == null ? "" : matcher.group(2).replaceFirst("/+$", "");
        if (prefix.startsWith("/") || prefix.contains("//")) {
            throw new CommandFailure(text + " has an empty part; expected s3://BUCKET/PREFIX");
        }
        return new S3Uri(matcher.group(1), prefix);
    }

    /** The last part of the prefix, or the bucket. */
    String name() {
        return prefix.isEmpty() ? bucket : prefix.substring(prefix.lastIndexOf('/') + 1);
    }

    /**
     * How to reach it, by the variables that S3's own clients go by.
     *
     * @throws CommandFailure if a key is not set
     */
    StoreSettings settings(Map<String, String> environment) {
        String region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION").orElse(StoreSettings.DEFAULT_REGION);
        String endpoint = first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .orElse("https://s3." + region + ".amazonaws.com");
        return new StoreSettings(
                endpoint,
                required(environment, "AWS_ACCESS_KEY_ID"),
                required(environment, "AWS_SECRET_ACCESS_KEY"),
                bucket,
                region,
                first(environment, "AWS_SESSION_TOKEN"));
    }

    private String required(Map<String, String> environment, String variable) {
        return first(environment, variable)
                .orElseThrow(() -> new CommandFailure(variable + " is not set; " + this + " cannot be read without"));
    }

    private static Optional<String> first(Map<String, String> environment, String... variables) {
        return Stream.of(variables)
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }

    @Override
    public String toString() {
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
