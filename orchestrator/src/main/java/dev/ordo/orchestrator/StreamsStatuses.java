package dev.ordo.orchestrator;

import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.rest.StatusesNotReadyException;
import dev.ordo.orchestrator.rest.StudyStatuses;
import dev.ordo.orchestrator.topology.OrdoTopology;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jboss.logging.Logger;

/** Reads statuses from the global store, which every replica has whole. */
@ApplicationScoped
class StreamsStatuses implements StudyStatuses {
    private static final Logger LOG = Logger.getLogger(StreamsStatuses.class);

    private final KafkaStreams streams;
    private final StatusesRestored restored;
    private final RecentStatuses recent = new RecentStatuses();

    StreamsStatuses(KafkaStreams streams, StatusesRestored restored) {
        this.streams = streams;
        this.restored = restored;
    }

    @Override
    public Optional<StudyStatus> find(String studyId) {
        try {
            return recent.decode(studyId, store().get(studyId), StreamsStatuses::decoded);
        } catch (InvalidStateStoreException e) {
            throw new StatusesNotReadyException(e);
        }
    }

    @Override
    public List<StudyStatus> all() {
        List<StudyStatus> found = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store().all()) {
            all.forEachRemaining(each -> decoded(each.value).ifPresent(found::add));
        } catch (InvalidStateStoreException e) {
            throw new StatusesNotReadyException(e);
        }
        found.sort(Comparator.comparing(StudyStatus::requestedAt).reversed());
        return found;
    }

    private ReadOnlyKeyValueStore<String, byte[]> store() {
        if (!restored.restored()) {
            throw new InvalidStateStoreException("the statuses are being restored");
        }
        return streams.store(
                StoreQueryParameters.fromNameAndType(OrdoTopology.STATUS_STORE, QueryableStoreTypes.keyValueStore()));
    }

    private static Optional<StudyStatus> decoded(byte[] value) {
        try {
            return Optional.of(EventCodec.decode(new RecordHeaders(), value).as(StudyStatus.class));
        } catch (MalformedEventException e) {
            LOG.warnf("a status that cannot be read: %s", e.getMessage());
            return Optional.empty();
        }
    }
}
