package dev.ordo.evaluator.judge.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judgements in the store, as JSON under {@code judgements/{key}.json}; failed ones end in {@code .failed.json}. */
public final class StoredJudgements implements Judgements {
    private static final Logger LOG = LoggerFactory.getLogger(StoredJudgements.class);
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final ObjectStore store;

    public StoredJudgements(ObjectStore store) {
        this.store = store;
    }

    @Override
    public Optional<JudgementRecord> find(JudgementKey key) {
        String place = place(key, ".json");
        try {
            return Optional.ofNullable(MAPPER.readValue(store.read(place), JudgementRecord.class))
                    .filter(each -> !each.replies().isEmpty());
        } catch (PermanentException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("passing over {}: {}", place, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public JudgementRecord keep(JudgementKey key, JudgementRecord record) {
        return store.putIfAbsent(place(key, ".json"), json(record))
                ? record
                : find(key).orElse(record);
    }

    @Override
    public void keepFailed(JudgementKey key, JudgementRecord record) {
        store.put(place(key, ".failed.json"), json(record));
    }

    private static String place(JudgementKey key, String ending) {
        return "judgements/" + key.digits() + ending;
    }

    private static byte[] json(JudgementRecord record) {
        try {
            return MAPPER.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of ours does not become JSON", e);
        }
    }
}
