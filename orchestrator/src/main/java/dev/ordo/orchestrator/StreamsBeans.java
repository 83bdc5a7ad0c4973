package dev.ordo.orchestrator;

import dev.ordo.orchestrator.plan.ModelCatalog;
import dev.ordo.orchestrator.plan.StudyReader;
import dev.ordo.orchestrator.stage.Patience;
import dev.ordo.orchestrator.topology.OrdoTopology;
import dev.ordo.orchestrator.topology.WorkMeters;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;

/** What Kafka Streams runs. */
@ApplicationScoped
class StreamsBeans {

    @Produces
    @Singleton
    Topology topology(ModelCatalog catalog, OrchestratorSettings settings, MeterRegistry registry) {
        return OrdoTopology.build(
                catalog, patience(settings.orchestrator()), settings.kafka().partitions(), new WorkMeters(registry));
    }

    private static Patience patience(OrchestratorSettings.Orchestrator settings) {
        OrchestratorSettings.BackOff rest = settings.backOff();
        return new Patience(settings.attempts(), rest.first(), rest.factor(), rest.most(), settings.silence());
    }

    @Produces
    @Singleton
    StudyReader studyReader(ModelCatalog catalog) {
        return new StudyReader(catalog);
    }

    /** All state is in Kafka, so a thread that fails starts again from the last commit. */
    @Produces
    @Singleton
    StreamsUncaughtExceptionHandler replaceThread() {
        return failure -> StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
