package dev.ordo.evaluator.judge.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.evaluator.judge.chat.ChatReply;
import dev.ordo.evaluator.judge.chat.ChosenToken;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StoredJudgementsTest {
    private static final JudgementKey KEY = JudgementKey.of("g-eval/1", "m", "p", "r");

    private final Map<String, byte[]> objects = new TreeMap<>();
    private final StoredJudgements judgements = new StoredJudgements(store());

    @Test
    void findsWhatWasKept() {
        judgements.keep(KEY, record("eight"));

        assertThat(judgements.find(KEY)).contains(record("eight"));
        assertThat(objects).containsOnlyKeys("judgements/" + KEY.digits() + ".json");
    }

    @Test
    void keepsTheFirstOfTwo() {
        judgements.keep(KEY, record("eight"));

        assertThat(judgements.keep(KEY, record("nine"))).isEqualTo(record("eight"));
    }

    @Test
    void neverFindsWhatFailed() {
        judgements.keepFailed(KEY, new JudgementRecord("g-eval/1", "m", "p", "r", List.of(), "TIMEOUT: too late"));

        assertThat(judgements.find(KEY)).isEmpty();
        assertThat(objects).containsOnlyKeys("judgements/" + KEY.digits() + ".failed.json");
    }

    @Test
    void passesOverWhatCannotBeRead() {
        objects.put("judgements/" + KEY.digits() + ".json", "{".getBytes(StandardCharsets.UTF_8));

        assertThat(judgements.find(KEY)).isEmpty();
        assertThat(judgements.keep(KEY, record("eight"))).isEqualTo(record("eight"));
    }

    @Test
    void namesJudgementsByAllThatTheyDependOn() {
        assertThat(List.of(
                        KEY,
                        JudgementKey.of("g-eval/2", "m", "p", "r"),
                        JudgementKey.of("g-eval/1", "n", "p", "r"),
                        JudgementKey.of("g-eval/1", "m", "q", "r"),
                        JudgementKey.of("g-eval/1", "m", "p", "s"),
                        JudgementKey.of("g-eval/1", "mp", "", "r")))
                .doesNotHaveDuplicates()
                .allSatisfy(key -> assertThat(key.digits()).matches("[0-9a-f]{64}"));
    }

    private static JudgementRecord record(String text) {
        ChatReply reply = new ChatReply(text, List.of(new ChosenToken(text, Map.of(text, -0.5))));
        return new JudgementRecord("g-eval/1", "m", "p", "r", List.of(reply), null);
    }

    /** A store of three verbs. */
    private ObjectStore store() {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "put" -> objects.put((String) arguments[0], (byte[]) arguments[1]);
                    case "putIfAbsent" -> objects.putIfAbsent((String) arguments[0], (byte[]) arguments[1]) == null;
                    case "read" -> read((String) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private byte[] read(String key) {
        if (!objects.containsKey(key)) {
            throw new PermanentException(ErrorCode.NOT_FOUND, key);
        }
        return objects.get(key);
    }
}
