package dev.ordo.cli.stack;

import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.errors.MinioException;

/** Creates the bucket in which Ordo keeps checkpoints and data. */
final class StoreSetup {
    private StoreSetup() {}

    /**
     * Creates the bucket unless it is there.
     *
     * @throws StackException if the store refuses or does not answer
     */
    static void apply(String endpoint, StoreCredentials credentials, String bucket) {
        try (MinioClient client = MinioClient.builder()
                .endpoint(endpoint)
                .region("us-east-1")
                .credentials(credentials.accessKey(), credentials.secretKey())
                .build()) {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            }
        } catch (MinioException e) {
            throw new StackException("cannot create bucket " + bucket + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw new StackException("cannot reach the store: " + e.getMessage(), e);
        }
    }
}
