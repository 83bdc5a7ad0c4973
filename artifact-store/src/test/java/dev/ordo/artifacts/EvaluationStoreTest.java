package dev.ordo.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.Execution;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationStoreTest {
    private static final String KEY = "a".repeat(64);

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final EvaluationStore store = new EvaluationStore(objects);

    @Test
    void findsWhatItWasGiven() {
        store.keep(found(KEY, "e1", 9.5));
        assertThat(store.find(KEY)).contains(found(KEY, "e1", 9.5));
    }

    @Test
    void findsNothingWhereNothingWasKept() {
        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    void keepsTheFirstOfTwoFindings() {
        store.keep(found(KEY, "e1", 9.5));
        store.keep(found(KEY, "e2", 9.6));
        assertThat(store.find(KEY)).contains(found(KEY, "e1", 9.5));
    }

    @Test
    void passesOverWhatCannotBeReadOrIsOfAnotherKey() {
        String other = "b".repeat(64);
        store.keep(found(KEY, "e1", 9.5));
        objects.put("evaluations/" + other + ".json", objects.read("evaluations/" + KEY + ".json"));
        assertThat(store.find(other)).isEmpty();
        objects.put("evaluations/" + KEY + ".json", "{".getBytes(StandardCharsets.UTF_8));
        assertThat(store.find(KEY)).isEmpty();
    }

    private static EvaluationCompleted found(String key, String execution, double perplexity) {
        return new EvaluationCompleted(
                new Execution(key, 1, execution, "worker-1"),
                new ComputeInterval(Instant.EPOCH, Instant.EPOCH.plusSeconds(3)),
                new CheckpointRef("sha256:" + "c".repeat(64), "models/c", 8L),
                Map.of("novel", perplexity),
                null,
                Map.of("novel", 0.25),
                2.0);
    }
}
