package dev.ordo.model.chat;

import dev.ordo.model.chat.TemplateSandbox.TemplateFailure;
import java.util.stream.IntStream;

/**
 * Python's slice {@code [start:stop:step]}, each of which may be missing.
 *
 * @see <a href="https://docs.python.org/3/reference/datamodel.html#slice.indices">slice.indices</a>
 */
record Slice(Integer start, Integer stop, int step) {

    /** @throws TemplateFailure if one of the three is neither an integer nor missing, or the step is zero */
    static Slice of(Object[] given) {
        Integer step = optional(given[2]);
        if (step != null && step == 0) {
            throw new TemplateFailure("a slice's step is zero");
        }
        return new Slice(optional(given[0]), optional(given[1]), step == null ? 1 : step);
    }

    private static Integer optional(Object given) {
        return given == null ? null : PythonMethods.integer(given);
    }

    /** The positions that the slice takes of so many, in order. */
    IntStream indices(int size) {
        int lowest = step > 0 ? 0 : -1;
        int highest = step > 0 ? size : size - 1;
        int from = start == null ? (step > 0 ? lowest : highest) : bounded(start, size, lowest, highest);
        int to = stop == null ? (step > 0 ? highest : lowest) : bounded(stop, size, lowest, highest);
        long count =
                Math.max(0, step > 0 ? ((long) to - from + step - 1) / step : ((long) to - from + step + 1) / step);
        return IntStream.range(0, (int) count).map(each -> from + each * step);
    }

    private static int bounded(int position, int size, int lowest, int highest) {
        int counted = position < 0 ? position + size : position;
        return Math.max(lowest, Math.min(highest, counted));
    }
}
