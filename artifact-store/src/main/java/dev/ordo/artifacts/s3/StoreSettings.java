package dev.ordo.artifacts.s3;

import java.util.Objects;

/**
 * Where the object store is and who we are there.
 *
 * @param endpoint URL of the S3 service, as {@code http://127.0.0.1:9000}
 * @param accessKey identity
 * @param secretKey secret
 * @param bucket the one bucket that holds everything
 */
public record StoreSettings(String endpoint, String accessKey, String secretKey, String bucket) {

    public StoreSettings {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(accessKey, "accessKey");
        Objects.requireNonNull(secretKey, "secretKey");
        Objects.requireNonNull(bucket, "bucket");
    }

    /** Not the secret: this may be logged. */
    @Override
    public String toString() {
        return "StoreSettings[" + endpoint + "/" + bucket + " as " + accessKey + "]";
    }
}
