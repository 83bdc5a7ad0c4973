package dev.ordo.cli.hub;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks a hub. Redirections are followed, as large files lie with others; the token stays with the hub, and nothing goes
 * from https to http.
 */
public final class HubClient implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);
    private static final long LONGEST_DESCRIPTION = 64L << 20;

    private final HubSettings settings;
    private final Patience patience;
    private final OkHttpClient http;

    public HubClient(HubSettings settings) {
        this(settings, Patience.standard(), SILENCE_LIMIT);
    }

    HubClient(HubSettings settings, Patience patience, Duration silenceLimit) {
        this.settings = settings;
        this.patience = patience;
        this.http = new OkHttpClient.Builder()
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(silenceLimit)
                .followSslRedirects(false)
                .build();
    }

    Patience patience() {
        return patience;
    }

    /**
     * Pins a revision to its commit.
     *
     * @throws CommandFailure if there is no such model or revision, we may not see it, or the hub does not answer
     */
    public HubRevision resolve(HubReference reference) {
        HttpUrl url = settings.endpoint()
                .newBuilder()
                .addPathSegments("api/models/" + reference.repository() + "/revision")
                .addPathSegment(reference.revision())
                .addQueryParameter("blobs", "true")
                .build();
        int failures = 0;
        while (true) {
            try (Response response = send(new Request.Builder().url(url), reference.toString())) {
                return RevisionJson.read(
                        reference, response.peekBody(LONGEST_DESCRIPTION).string());
            } catch (IOException e) {
                waitOrGiveUp(e, ++failures, reference);
            }
        }
    }

    private void waitOrGiveUp(IOException failure, int failures, HubReference reference) {
        try {
            patience.after(failure, failures);
        } catch (IOException last) {
            throw new CommandFailure(
                    "cannot ask " + settings.name() + " for " + reference + ": " + last.getMessage(), last);
        }
    }

    /**
     * Opens a file; the caller closes the answer.
     *
     * @param from the first byte wanted; the hub may send the file from its beginning all the same
     * @throws IOException if another try may succeed
     * @throws CommandFailure if none will
     */
    Response open(HubRevision revision, HubFile file, long from) throws IOException {
        HttpUrl url = settings.endpoint()
                .newBuilder()
                .addPathSegments(revision.repository() + "/resolve/" + revision.commit())
                .addPathSegments(file.name())
                .build();
        // No compression: with it a range is not one of the file's bytes.
        Request.Builder request = new Request.Builder().url(url).header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        return send(request, file.name() + " of " + revision);
    }

    private Response send(Request.Builder request, String what) throws IOException {
        settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        Response response = http.newCall(request.build()).execute();
        if (response.isSuccessful()) {
            return response;
        }
        try (response) {
            throw new HubRefusal(settings, what).of(response);
        }
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }
}
