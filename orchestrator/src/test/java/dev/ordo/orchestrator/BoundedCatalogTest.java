package dev.ordo.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.dataset.Fingerprints;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.orchestrator.plan.ModelCatalog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BoundedCatalogTest {
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Test
    void answersAsTheStoreDoes() {
        try (BoundedCatalog catalog = new BoundedCatalog(new FixedCatalog(), Duration.ofMinutes(1))) {
            assertThat(catalog.model("base")).isEqualTo(FixedCatalog.BASELINE);
            DatasetRef law = catalog.data("law");
            assertThat(law.name()).isEqualTo("law");
            assertThat(catalog.fingerprints(law)).isNotNull();
            assertThatThrownBy(() -> catalog.model("none"))
                    .isInstanceOf(PermanentException.class)
                    .hasMessage("there is no model 'none'");
        }
    }

    @Test
    void takesAStoreThatNeverAnswersForOneThatIsAway() throws InterruptedException {
        try (BoundedCatalog catalog = new BoundedCatalog(new SilentCatalog(), Duration.ofMillis(50))) {
            assertThatThrownBy(() -> catalog.model("base"))
                    .isInstanceOf(RetryableException.class)
                    .hasMessage("the store has not said within PT0.05S what model 'base' is");
            interrupted.await();
            assertThatThrownBy(() -> catalog.data("law"))
                    .isInstanceOf(RetryableException.class)
                    .hasMessage("the store has not said within PT0.05S what data set 'law' is");
        }
    }

    private final class SilentCatalog implements ModelCatalog {

        @Override
        public CheckpointRef model(String name) {
            return forEver();
        }

        @Override
        public DatasetRef data(String name) {
            return forEver();
        }

        @Override
        public Fingerprints fingerprints(DatasetRef set) {
            return forEver();
        }

        private <T> T forEver() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            throw new IllegalStateException("nobody listens");
        }
    }
}
