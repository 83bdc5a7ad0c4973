package dev.ordo.distiller;

import dev.ordo.distiller.algorithm.HeldOutScore;
import dev.ordo.distiller.algorithm.TrainingWatch;
import dev.ordo.model.training.TrainingProgress;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The gauges of the training that this worker has in its hands. */
@Singleton
public class TrainingMeters {
    private final MultiGauge perplexity;
    private volatile double loss = Double.NaN;

    public TrainingMeters(MeterRegistry registry) {
        Gauge.builder("ordo.training.loss", () -> loss)
                .description("Loss of the last step of the training in hand, as the recipe weighs it")
                .register(registry);
        perplexity = MultiGauge.builder("ordo.training.perplexity")
                .description("Perplexity of the student in training on an evaluation set, as last measured")
                .register(registry);
    }

    /** To be closed when the training ends; then there is no loss and no perplexity any more. */
    Watch watch() {
        return new Watch();
    }

    /** Shows what is seen. */
    final class Watch implements TrainingWatch, AutoCloseable {
        @Override
        public void stepped(TrainingProgress step) {
            loss = step.result().loss();
        }

        @Override
        public void measured(HeldOutScore score) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            score.perplexity().forEach((name, value) -> rows.add(MultiGauge.Row.of(Tags.of("dataset", name), value)));
            perplexity.register(rows, true);
        }

        @Override
        public void close() {
            loss = Double.NaN;
            perplexity.register(List.of(), true);
        }
    }
}
