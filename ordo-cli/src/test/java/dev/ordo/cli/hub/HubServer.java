package dev.ordo.cli.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A local server that speaks a hub's protocol: a repository's description with sizes and digests, files by commit with
 * ranges, and large files redirected to another server, which must not see the token.
 */
public final class HubServer implements AutoCloseable {
    public static final String REPOSITORY = "acme/tiny";
    public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = server();
    private final HttpServer depot = server();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, byte[]> served = new TreeMap<>();

    /** What comes to pass at the next requests for file contents, one each; after them all is well. */
    public final Deque<Mishap> mishaps = new ConcurrentLinkedDeque<>();
    /** Method, path and range of every request for a file's content. */
    public final List<String> requests = new CopyOnWriteArrayList<>();
    /** Authorization headers, of the hub and of the depot of large files. */
    public final List<String> hubTokens = new CopyOnWriteArrayList<>();

    public final List<String> depotTokens = new CopyOnWriteArrayList<>();

    /** Files beyond this size are large ones. */
    public int largeFrom = 1000;
    /** How many of the next requests for the description find the hub away. */
    public int descriptionFailures;
    /** The description, if it is to be another than the true one. */
    public String description;
    /** Answer all requests of the hub with this: status, code and message. */
    public Refusal refusal;

    /** A way in which a transfer can go wrong. */
    public sealed interface Mishap {
        /** None this time. */
        record None() implements Mishap {}

        /** Breaks off after some bytes. */
        record BreakOff(int bytes) implements Mishap {}

        /** Answers with a status, and asks to be left alone for so many seconds if that is not negative. */
        record Status(int code, int retryAfter) implements Mishap {}

        /** Sends the whole file although a range was asked for. */
        record WholeFile() implements Mishap {}

        /** Sends nothing more after some bytes, and keeps the connection. */
        record Silence(int bytes) implements Mishap {}

        /** Sends another range than was asked for. */
        record OtherRange() implements Mishap {}
    }

    /** What a hub says when it gives nothing. */
    public record Refusal(int status, String code, String message) {}

    public HubServer() throws IOException {
        hub.createContext("/", this::answer);
        depot.createContext("/", exchange -> {
            depotTokens.add(token(exchange));
            sendFile(exchange, exchange.getRequestURI().getPath().substring(1));
        });
        hub.start();
        depot.start();
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        return server;
    }

    /** Puts a file into the repository. */
    public HubServer with(String name, byte[] content) {
        files.put(name, content);
        served.put(name, content);
        return this;
    }

    /** Serves other bytes than the description promises. */
    public void tamper(String name, byte[] content) {
        served.put(name, content);
    }

    public String endpoint() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    @Override
    public void close() {
        hub.stop(0);
        depot.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        hubTokens.add(token(exchange));
        String path = exchange.getRequestURI().getPath();
        String resolve = "/" + REPOSITORY + "/resolve/" + COMMIT + "/";
        if (refusal != null) {
            exchange.getResponseHeaders().set("X-Error-Code", refusal.code());
            exchange.getResponseHeaders().set("X-Error-Message", refusal.message());
            end(exchange, refusal.status());
        } else if (path.equals("/api/models/" + REPOSITORY + "/revision/main")
                || path.equals("/api/models/" + REPOSITORY + "/revision/" + COMMIT)) {
            sendDescription(exchange);
        } else if (path.startsWith(resolve) && served.containsKey(path.substring(resolve.length()))) {
            sendOrRedirect(exchange, path.substring(resolve.length()));
        } else {
            end(exchange, 404);
        }
    }

    private void sendDescription(HttpExchange exchange) throws IOException {
        if (descriptionFailures-- > 0) {
            end(exchange, 503);
            return;
        }
        boolean withBlobs = "blobs=true".equals(exchange.getRequestURI().getQuery());
        byte[] json = (description != null ? description : describe(withBlobs)).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    private String describe(boolean withBlobs) {
        StringBuilder json = new StringBuilder("{\"id\":\"" + REPOSITORY + "\",\"sha\":\"" + COMMIT
                + "\",\"cardData\":{\"license\":\"apache-2.0\"},\"siblings\":[");
        String comma = "";
        for (var file : files.entrySet()) {
            json.append(comma).append("{\"rfilename\":\"").append(file.getKey()).append('"');
            json.append(withBlobs ? blob(file.getValue()) : "").append('}');
            comma = ",";
        }
        return json.append("]}").toString();
    }

    private String blob(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        String json = ",\"size\":" + content.length + ",\"blobId\":\"" + hex("SHA-1", head, content) + '"';
        return content.length < largeFrom
                ? json
                : json + ",\"lfs\":{\"sha256\":\"" + hex("SHA-256", content) + "\",\"size\":" + content.length
                        + ",\"pointerSize\":134}";
    }

    private void sendOrRedirect(HttpExchange exchange, String name) throws IOException {
        if (files.get(name).length < largeFrom) {
            sendFile(exchange, name);
            return;
        }
        // "localhost" is another host than 127.0.0.1, as the depot of a real hub is.
        URI target = URI.create("http://localhost:" + depot.getAddress().getPort() + "/" + name);
        exchange.getResponseHeaders().set("Location", target.toString());
        end(exchange, 302);
    }

    private void sendFile(HttpExchange exchange, String name) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(name + (range == null ? "" : " " + range));
        Mishap mishap = mishaps.poll();
        if (mishap instanceof Mishap.Status status) {
            if (status.retryAfter() >= 0) {
                exchange.getResponseHeaders().set("Retry-After", Integer.toString(status.retryAfter()));
            }
            end(exchange, status.code());
            return;
        }
        byte[] all = served.get(name);
        boolean ranged = range != null && !(mishap instanceof Mishap.WholeFile);
        int from = ranged ? Integer.parseInt(range.substring("bytes=".length(), range.length() - 1)) : 0;
        from = mishap instanceof Mishap.OtherRange ? Math.max(0, from - 1) : from;
        byte[] body = Arrays.copyOfRange(all, from, all.length);
        if (ranged) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (all.length - 1) + "/" + all.length);
        }
        exchange.sendResponseHeaders(ranged ? 206 : 200, body.length == 0 ? -1 : body.length);
        write(exchange, body, mishap);
    }

    private static void write(HttpExchange exchange, byte[] body, Mishap mishap) throws IOException {
        if (mishap instanceof Mishap.BreakOff cut) {
            exchange.getResponseBody().write(body, 0, cut.bytes());
            exchange.getResponseBody().flush();
            exchange.close();
            return;
        }
        if (mishap instanceof Mishap.Silence silence) {
            exchange.getResponseBody().write(body, 0, silence.bytes());
            exchange.getResponseBody().flush();
            return;
        }
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void end(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static String token(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return header == null ? "none" : header;
    }

    private static String hex(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            List.of(parts).forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
