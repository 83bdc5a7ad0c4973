package dev.ordo.evaluator.metrics;

import dev.ordo.events.ordering.Ordering;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyStatus;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which rows lie on the way to which: an ordering passes through every shorter one that it begins with, as far as the study
 * measures it, from the baseline at step 0 to itself.
 */
final class OrderingSteps {
    private static final String BASELINE = "baseline";

    private OrderingSteps() {}

    static List<Figure> of(StudyStatus status) {
        Set<String> measured =
                status.rows().stream().map(StudyRow::ordering).collect(Collectors.toCollection(LinkedHashSet::new));
        return measured.stream()
                .filter(ordering -> !ordering.equals(BASELINE))
                .flatMap(ordering -> steps(status.studyId(), ordering, measured))
                .toList();
    }

    private static Stream<Figure> steps(String study, String ordering, Set<String> measured) {
        Tags tags = Tags.of("study", study, "ordering", ordering);
        Ordering whole = Ordering.parse(ordering);
        return IntStream.rangeClosed(0, whole.steps().size())
                .filter(length -> measured.contains(prefix(whole, length)))
                .mapToObj(length -> new Figure(
                        Quantity.STEP, tags.and("step", Integer.toString(length), "prefix", prefix(whole, length)), 1));
    }

    private static String prefix(Ordering whole, int length) {
        return length == 0 ? BASELINE : new Ordering(whole.steps().subList(0, length)).toString();
    }
}
