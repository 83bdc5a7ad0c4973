package dev.ordo.artifacts;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.events.Checks;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.EvaluationCompleted;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What evaluations found, under {@code evaluations/{key}.json}: written once and never changed. */
public final class EvaluationStore {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluationStore.class);

    private final ObjectStore store;

    public EvaluationStore(ObjectStore store) {
        this.store = store;
    }

    /** Keeps a finding, unless there is one of the same key: that stays. */
    public void keep(EvaluationCompleted found) {
        String key = key(found.execution().key());
        if (!store.putIfAbsent(key, ArtifactJson.write(found))) {
            LOG.info("{} is there already", key);
        }
    }

    /** What was found before; one that cannot be read is passed over. */
    public Optional<EvaluationCompleted> find(String evaluationKey) {
        Checks.key("evaluationKey", evaluationKey);
        String key = key(evaluationKey);
        try {
            var found = ArtifactJson.read(key, store.read(key), EvaluationCompleted.class);
            return Optional.of(found).filter(each -> each.execution().key().equals(evaluationKey));
        } catch (PermanentException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                LOG.warn("passing over {}: {}", key, e.getMessage());
            }
            return Optional.empty();
        }
    }

    private static String key(String evaluationKey) {
        return "evaluations/" + evaluationKey + ".json";
    }
}
