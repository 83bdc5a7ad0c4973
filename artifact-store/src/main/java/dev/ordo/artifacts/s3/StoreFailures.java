package dev.ordo.artifacts.s3;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import io.minio.errors.ErrorResponseException;
import java.util.Set;

/** Translates what the S3 client throws into Ordo's errors. */
final class StoreFailures {
    private static final Set<String> MISSING = Set.of("NoSuchKey", "NoSuchBucket", "ResourceNotFound", "NotFound");
    private static final Set<String> REFUSED = Set.of(
            "AccessDenied",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidBucketName",
            "InvalidRequest",
            "MethodNotAllowed",
            "NotImplemented",
            "EntityTooLarge");

    private StoreFailures() {}

    /**
     * @param doing what was being done, as {@code reading models/x}
     * @param failure what the client threw
     */
    static OrdoException of(String doing, Exception failure) {
        String code = codeOf(failure);
        if (MISSING.contains(code)) {
            return new PermanentException(ErrorCode.NOT_FOUND, doing + ": the store has no such object", failure);
        }
        String message = doing + ": " + failure.getMessage();
        return REFUSED.contains(code)
                ? new PermanentException(ErrorCode.STORE_UNAVAILABLE, message, failure)
                : new RetryableException(ErrorCode.STORE_UNAVAILABLE, message, failure);
    }

    /** Whether a conditional write was refused because the object is there already. */
    static boolean isPreconditionFailed(Exception failure) {
        return failure instanceof ErrorResponseException response
                && (response.response().code() == 412 || codeOf(failure).equals("PreconditionFailed"));
    }

    static boolean isMissing(Exception failure) {
        return MISSING.contains(codeOf(failure));
    }

    private static String codeOf(Exception failure) {
        return failure instanceof ErrorResponseException response
                        && response.errorResponse().code() != null
                ? response.errorResponse().code()
                : "";
    }
}
