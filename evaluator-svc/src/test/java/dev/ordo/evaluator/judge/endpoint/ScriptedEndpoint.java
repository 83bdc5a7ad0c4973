package dev.ordo.evaluator.judge.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An endpoint on this machine that does to each request what its script says. */
final class ScriptedEndpoint implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is sent back. */
    record Reply(int status, Map<String, String> headers, String body) {}

    /** A reply that never comes. */
    static final Reply SILENCE = new Reply(0, Map.of(), "");

    final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    private ScriptedEndpoint(Function<JsonNode, Reply> script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", exchange -> answer(exchange, script));
        server.start();
    }

    static ScriptedEndpoint doing(Function<JsonNode, Reply> script) {
        try {
            return new ScriptedEndpoint(script);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does one thing after the other, and the last for ever. */
    static ScriptedEndpoint doing(Reply... replies) {
        List<Reply> left = new CopyOnWriteArrayList<>(replies);
        return doing(request -> left.size() > 1 ? left.remove(0) : left.get(0));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** A completion that tells no probabilities. */
    static Reply says(String text) {
        return completion(Map.of("index", 0, "message", Map.of("role", "assistant", "content", text)));
    }

    /** A completion whose tokens are known, the likeliest alternatives of the one before the last with them. */
    static Reply tells(String before, String score, Map<String, Double> alternatives, String after) {
        List<Object> top = alternatives.entrySet().stream()
                .<Object>map(each -> Map.of("token", each.getKey(), "logprob", each.getValue()))
                .toList();
        Object tokens = List.of(
                Map.of("token", before, "logprob", -0.1, "top_logprobs", List.of()),
                Map.of("token", score, "logprob", -0.1, "top_logprobs", top),
                Map.of("token", after, "logprob", -0.1, "top_logprobs", List.of()));
        return completion(Map.of(
                "index", 0,
                "logprobs", Map.of("content", tokens),
                "message", Map.of("role", "assistant", "content", before + score + after)));
    }

    static Reply status(int status) {
        return new Reply(status, Map.of(), "{\"error\": {\"message\": \"scripted\"}}");
    }

    private static Reply completion(Map<String, Object> choice) {
        try {
            return new Reply(
                    200,
                    Map.of(),
                    JSON.writeValueAsString(Map.of("id", "1", "model", "m", "choices", List.of(choice))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange, Function<JsonNode, Reply> script) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        requests.add(request);
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Reply reply = script.apply(request);
        if (reply == SILENCE) {
            waitForTheEnd();
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::add);
        try (exchange) {
            exchange.sendResponseHeaders(reply == SILENCE ? 200 : reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void waitForTheEnd() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
