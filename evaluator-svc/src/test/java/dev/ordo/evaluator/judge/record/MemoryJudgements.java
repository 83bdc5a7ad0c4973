package dev.ordo.evaluator.judge.record;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Judgements that are kept as long as a test runs. */
public final class MemoryJudgements implements Judgements {
    public final Map<JudgementKey, JudgementRecord> kept = new ConcurrentHashMap<>();
    public final Map<JudgementKey, JudgementRecord> failed = new ConcurrentHashMap<>();

    @Override
    public Optional<JudgementRecord> find(JudgementKey key) {
        return Optional.ofNullable(kept.get(key));
    }

    @Override
    public JudgementRecord keep(JudgementKey key, JudgementRecord record) {
        JudgementRecord earlier = kept.putIfAbsent(key, record);
        return earlier == null ? record : earlier;
    }

    @Override
    public void keepFailed(JudgementKey key, JudgementRecord record) {
        failed.put(key, record);
    }
}
