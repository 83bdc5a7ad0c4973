package dev.ordo.orchestrator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.DeadLetter;
import dev.ordo.events.Topics;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.orchestrator.plan.PlannedRow;
import dev.ordo.orchestrator.stage.Open;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens, in whatever order: once it stops, every study ends, and a retry completes it. */
class EveryStudyEndsTest {
    private static final int STEPS = 160;
    /** Rounds of work and waiting that the longest ordering may need, its retries included. */
    private static final int ROUNDS = 40;

    private static final Map<String, String[]> ORDERINGS = Map.of(
            "one", new String[] {"P-KD", "P-Q"},
            "two", new String[] {"P", "Q-KD"},
            "three", new String[] {"P-KD-Q"});
    private static final List<String> STUDIES = List.of("one", "two", "three");

    private final FixedCatalog catalog = new FixedCatalog();
    private final TestStreams streams = new TestStreams(catalog, 1);

    @AfterEach
    void close() {
        streams.close();
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void onceWorkStopsFailing(int seed) {
        Random random = new Random(seed);
        UnreliableWorkers workers = new UnreliableWorkers(streams, random);
        STUDIES.forEach(this::submit);

        for (int i = 0; i < STEPS; i++) {
            disturb(random);
            workers.step();
        }
        catalog.setAway(false);
        workers.calmDown();
        workOff(workers);

        assertThat(STUDIES)
                .allSatisfy(each -> assertThat(state(each).ended())
                        .as("%s is %s", each, state(each))
                        .isTrue());
        assertThat(streams.workStates()).noneMatch(Open.class::isInstance);
        assertThat(streams.deadLetters()).extracting(EveryStudyEndsTest::code).isSubsetOf("STUDY_CONFLICT");
        assertThat(workers.issued())
                .allSatisfy((key, attempts) -> assertThat(attempts)
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, attempts.size())
                                .boxed()
                                .toList()));

        STUDIES.stream()
                .filter(each -> state(each) != StudyState.COMPLETED)
                .forEach(each -> streams.send(Topics.STUDIES, new RetryStudy(each)));
        workOff(workers);

        assertThat(STUDIES).allSatisfy(this::isAsIfNothingHadHappened);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 102, 103, 104, 105})
    void atOnceWhenItIsCancelledAndLeavesNoWorkOpen(int seed) {
        Random random = new Random(seed);
        UnreliableWorkers workers = new UnreliableWorkers(streams, random);
        STUDIES.forEach(this::submit);
        for (int i = 0; i < STEPS / 4; i++) {
            disturb(random);
            workers.step();
        }

        STUDIES.forEach(each -> streams.send(Topics.STUDIES, new CancelStudy(each, "enough")));

        assertThat(STUDIES).allSatisfy(each -> assertThat(state(each).ended()).isTrue());
        assertThat(streams.workStates()).isNotEmpty().noneMatch(Open.class::isInstance);
    }

    private void disturb(Random random) {
        String study = STUDIES.get(random.nextInt(STUDIES.size()));
        switch (random.nextInt(60)) {
            case 0, 1 -> streams.send(Topics.STUDIES, new CancelStudy(study, "a whim"));
            case 2, 3, 4 -> streams.send(Topics.STUDIES, new RetryStudy(study));
            case 5 -> submit(study);
            case 6 -> streams.pass(TestStreams.SILENCE);
            case 7 -> catalog.setAway(random.nextBoolean());
            case 8, 9, 10, 11, 12, 13, 14 -> streams.pass(Duration.ofMillis(random.nextInt(3000)));
            default -> streams.pass(Duration.ofMillis(10));
        }
    }

    private void workOff(UnreliableWorkers workers) {
        for (int i = 0; i < ROUNDS; i++) {
            workers.workOff();
            streams.pass(TestStreams.SILENCE.dividedBy(3));
        }
    }

    private void isAsIfNothingHadHappened(String studyId) {
        StudyStatus status = streams.status(studyId);
        assertThat(status.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(status.problems()).isEmpty();
        assertThat(status.rows().stream().skip(1).map(StudyRow::checkpoint))
                .containsExactlyElementsOf(Requests.plan(request(studyId)).rows().stream()
                        .map(PlannedRow::lastKey)
                        .map(key -> "sha256:" + key)
                        .toList());
    }

    private StudyState state(String studyId) {
        return streams.status(studyId).state();
    }

    private void submit(String studyId) {
        streams.submit(studyId, request(studyId));
    }

    private static ObjectNode request(String studyId) {
        return Requests.study(studyId, ORDERINGS.get(studyId));
    }

    private static String code(TestRecord<String, byte[]> record) {
        return new String(record.headers().lastHeader(DeadLetter.CODE).value(), StandardCharsets.UTF_8);
    }
}
