package dev.ordo.stage.worker;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.Execution;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Reads a work record and has it executed; what cannot be read goes to the dead-letter topic. */
public final class WorkRecords implements RecordHandler {
    /** At this delivery of one record no worker has survived it, and none tries again. */
    static final int LAST_DELIVERY = 3;

    /** The work's key in the logging context: every line that the job writes carries it. */
    static final String WORK = "work";

    private static final Logger LOG = LoggerFactory.getLogger(WorkRecords.class);

    private final Job job;
    private final WorkExecution executions;
    private final Outbox outbox;
    private final WorkMetrics metrics;
    private final UnwantedWork unwanted;
    private final String worker;

    /**
     * @param unwanted stops work that nobody needs, also before it has begun
     * @param worker name of this running instance
     */
    public WorkRecords(
            Job job,
            WorkExecution executions,
            Outbox outbox,
            WorkMetrics metrics,
            UnwantedWork unwanted,
            String worker) {
        this.job = job;
        this.executions = executions;
        this.outbox = outbox;
        this.metrics = metrics;
        this.unwanted = unwanted;
        this.worker = worker;
    }

    @Override
    public Disposition handle(ConsumerRecord<byte[], byte[]> record, Instant idleSince, Cancellation cancellation) {
        metrics.began();
        Delivery delivery;
        try {
            delivery = read(record, idleSince);
        } catch (MalformedEventException e) {
            return bury(record, e.getMessage());
        }
        int deliveries = record.deliveryCount().orElse((short) 1);
        try (MDC.MDCCloseable inEveryLine = MDC.putCloseable(WORK, delivery.key());
                UnwantedWork.Watch watch = unwanted.watch(delivery.execution(), cancellation)) {
            LOG.info("{} takes {} (delivery {})", worker, delivery.execution(), deliveries);
            return deliveries < LAST_DELIVERY
                    ? executions.run(delivery, cancellation)
                    : executions.refuse(delivery, cancellation, lost(deliveries));
        }
    }

    private static PermanentException lost(int deliveries) {
        return new PermanentException(
                ErrorCode.WORKER_LOST,
                "delivered " + deliveries + " times, and no worker came to an end with it: it is not tried again");
    }

    private Delivery read(ConsumerRecord<byte[], byte[]> record, Instant idleSince) {
        CheckpointReady asked =
                EventCodec.decode(record.headers(), record.value()).as(CheckpointReady.class);
        if (asked.next() == null) {
            throw new MalformedEventException("next is required: a work topic carries requests");
        }
        if (!job.accepts(asked.next().work())) {
            throw new MalformedEventException("next.work is not work for " + job.label());
        }
        Execution execution = new Execution(
                asked.next().key(), asked.next().attempt(), UUID.randomUUID().toString(), worker);
        return new Delivery(execution, asked.checkpoint(), asked.next().work(), idleSince);
    }

    private Disposition bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        LOG.warn("malformed record at {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), reason);
        try {
            outbox.deadLetter(record, reason);
        } catch (UndeliveredEventException e) {
            metrics.ended(WorkMetrics.End.RELEASED);
            return Disposition.RELEASE;
        }
        metrics.ended(WorkMetrics.End.MALFORMED);
        return Disposition.ACCEPT;
    }
}
