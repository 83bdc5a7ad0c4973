package dev.ordo.evaluator.metrics;

import dev.ordo.evaluator.EvaluatorSettings;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Follows {@code ordo.study-status} from its beginning, in every replica, and publishes what it says. */
@ApplicationScoped
public class StudyStatusReader {
    private static final Logger LOG = Logger.getLogger(StudyStatusReader.class);

    private final StudyGauges gauges;

    public StudyStatusReader(MeterRegistry registry, EvaluatorSettings settings) {
        this.gauges = new StudyGauges(registry, settings.publishedStudies());
    }

    /** A record without a value is the compacted topic's way to say that the study is forgotten. */
    @Incoming("study-status")
    @Blocking
    void read(ConsumerRecord<String, byte[]> status) {
        if (status.value() == null) {
            gauges.drop(status.key());
            return;
        }
        try {
            gauges.publish(EventCodec.decode(status.headers(), status.value()).as(StudyStatus.class));
        } catch (MalformedEventException e) {
            LOG.warnf("offset %d of %s is no study status: %s", status.offset(), status.topic(), e.getMessage());
        }
    }
}
