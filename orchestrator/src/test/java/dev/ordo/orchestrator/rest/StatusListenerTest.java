package dev.ordo.orchestrator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusListenerTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final AtomicLong nanos = new AtomicLong();
    private volatile StudyStatus newest = Statuses.of("one", StudyState.RUNNING, 0);
    private volatile boolean away;

    private final StatusListener listener = new StatusListener(this::find, HEARTBEAT, nanos::get);

    @Test
    void tellsTheCurrentStatusAtTheFirstLook() {
        assertThat(listener.look()).contains(new StatusNews.Changed(newest));
    }

    @Test
    void tellsAChangeOnce() {
        listener.look();
        newest = Statuses.of("one", StudyState.RUNNING, 1);

        assertThat(listener.look()).contains(new StatusNews.Changed(newest));
        assertThat(listener.look()).isEmpty();
    }

    @Test
    void isOverAfterTheStatusThatTheStudyEndedWith() {
        newest = Statuses.of("one", StudyState.PARTIAL, 1);

        assertThat(listener.look()).contains(new StatusNews.Changed(newest));
        assertThat(listener.look()).contains(new StatusNews.Over());
    }

    @Test
    void breaksSilenceAfterEachHeartbeat() {
        listener.look();
        nanos.set(HEARTBEAT.toNanos() - 1);
        assertThat(listener.look()).isEmpty();

        nanos.set(HEARTBEAT.toNanos());

        assertThat(listener.look()).contains(new StatusNews.Quiet());
        assertThat(listener.look()).isEmpty();
    }

    @Test
    void keepsTheConnectionWhileStatusesAreReadAnew() {
        listener.look();
        away = true;
        assertThat(listener.look()).isEmpty();
        away = false;
        newest = Statuses.of("one", StudyState.COMPLETED, 1);

        assertThat(listener.look()).contains(new StatusNews.Changed(newest));
    }

    @Test
    void tellsASlowClientTheNewestStatusAlone() throws InterruptedException {
        SlowClient client = new SlowClient();
        listener.news(Duration.ofMillis(5)).subscribe().withSubscriber(client);
        client.take(1);
        for (int i = 1; i <= 20; i++) {
            newest = Statuses.of("one", StudyState.RUNNING, i);
            Thread.sleep(10);
        }
        newest = Statuses.of("one", StudyState.COMPLETED, 21);

        client.take(2);
        client.subscription.request(1);
        client.awaitEnd();

        assertThat(client.heard)
                .containsExactly(
                        new StatusNews.Changed(Statuses.of("one", StudyState.RUNNING, 0)),
                        new StatusNews.Changed(newest));
    }

    private Optional<StudyStatus> find() {
        if (away) {
            throw new StatusesNotReadyException(new IllegalStateException("away"));
        }
        return Optional.of(newest);
    }

    /** Asks for one item at a time, and only when told to. */
    private static final class SlowClient implements Flow.Subscriber<StatusNews> {
        private final List<StatusNews> heard = new ArrayList<>();
        private Flow.Subscription subscription;
        private boolean ended;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public synchronized void onNext(StatusNews news) {
            heard.add(news);
            notifyAll();
        }

        @Override
        public void onError(Throwable failure) {
            onComplete();
        }

        @Override
        public synchronized void onComplete() {
            ended = true;
            notifyAll();
        }

        synchronized void take(int inAll) throws InterruptedException {
            subscription.request(1);
            while (heard.size() < inAll && !ended) {
                wait(5_000);
            }
        }

        synchronized void awaitEnd() throws InterruptedException {
            while (!ended) {
                wait(5_000);
            }
        }
    }
}
