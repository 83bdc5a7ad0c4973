package dev.ordo.evaluator.judge.chat;

import dev.ordo.evaluator.judge.FailureReason;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A response's bytes, as long as they are not too many; then the connection is closed. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> whole =
            bytes.getBody().toCompletableFuture().copy();
    private final int maxBytes;
    private Flow.Subscription subscription;
    private long seen;

    BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        bytes.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        seen += parts.stream().mapToLong(ByteBuffer::remaining).sum();
        if (seen <= maxBytes) {
            bytes.onNext(parts);
        } else {
            subscription.cancel();
            whole.completeExceptionally(new ChatFailedException(
                    FailureReason.OVERSIZED, "the judge sent more than " + maxBytes + " bytes"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        bytes.onError(failure);
    }

    @Override
    public void onComplete() {
        bytes.onComplete();
    }
}
