package dev.ordo.artifacts.s3;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the object store is and who we are there.
 *
 * @param endpoint URL of the S3 service, as {@code http://127.0.0.1:9000}
 * @param accessKey identity
 * @param secretKey secret
 * @param bucket the one bucket that holds everything
 * @param region that requests are signed for
 * @param sessionToken of a temporary identity
 */
public record StoreSettings(
        String endpoint,
        String accessKey,
        String secretKey,
        String bucket,
        String region,
        Optional<String> sessionToken) {
    /** Where nobody named a region. */
    public static final String DEFAULT_REGION = "us-east-1";

    public StoreSettings {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(accessKey, "accessKey");
        Objects.requireNonNull(secretKey, "secretKey");
        Objects.requireNonNull(bucket, "bucket");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(sessionToken, "sessionToken");
    }

    /** A lasting identity in the {@value #DEFAULT_REGION} region. */
    public StoreSettings(String endpoint, String accessKey, String secretKey, String bucket) {
        this(endpoint, accessKey, secretKey, bucket, DEFAULT_REGION, Optional.empty());
    }

    /** Not the secret: this may be logged. */
    @Override
    public String toString() {
        return "StoreSettings[" + endpoint + "/" + bucket + " as " + accessKey + "]";
    }
}
