package dev.ordo.evaluator.judge.chat;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.ordo.evaluator.judge.FailureReason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The JDK's HTTP client, under bounds that it does not have by itself: the timeout covers the body too, a body that is too long
 * is broken off, and a refusal keeps what it says of trying again. Follows no redirection, so that the key goes nowhere else.
 */
final class BoundedHttp implements HttpClient, HttpClientBuilder {
    private final java.net.http.HttpClient http;
    private final Duration timeout;
    private final int maxBytes;

    BoundedHttp(Duration timeout, int maxBytes) {
        this.http = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    /** @throws ChatFailedException if there is no response of status 2xx, or it is too long */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        HttpResponse<byte[]> response = send(request);
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() / 100 != 2) {
            throw Refusals.of(response.statusCode(), response.headers(), body);
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .body(body)
                .build();
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(translated(request), info -> new BoundedBody(maxBytes));
        try {
            return sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ChatFailedException(FailureReason.TIMEOUT, "the judge did not answer within " + timeout);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChatFailedException(FailureReason.GIVEN_UP, "interrupted while the judge was asked");
        } finally {
            sent.cancel(true);
        }
    }

    private java.net.http.HttpRequest translated(HttpRequest request) {
        var builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(request.method().name(), BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.build();
    }

    private ChatFailedException failure(Throwable cause) {
        if (cause instanceof ChatFailedException known) {
            return known;
        }
        if (cause instanceof java.net.http.HttpTimeoutException) {
            return new ChatFailedException(FailureReason.TIMEOUT, "the judge took no connection within " + timeout);
        }
        if (cause instanceof IOException) {
            return new ChatFailedException(FailureReason.UNREACHABLE, "the judge cannot be reached: " + cause);
        }
        throw new IllegalStateException("the HTTP client failed", cause);
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("judges are not streamed");
    }

    @Override
    public Duration connectTimeout() {
        return timeout;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration ignored) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return timeout;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration ignored) {
        return this;
    }

    @Override
    public HttpClient build() {
        return this;
    }
}
