package dev.ordo.model.quantization;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** Groups of the wanted size do not fill the rows of a weight that is to be packed. */
public final class GroupSizeException extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final String tensor;
    private final long columns;
    private final int groupSize;

    public GroupSizeException(String tensor, long columns, int groupSize) {
        super(
                ErrorCode.INVALID_RECIPE,
                tensor + " has " + columns + " input columns, which groups of " + groupSize + " do not divide");
        this.tensor = tensor;
        this.columns = columns;
        this.groupSize = groupSize;
    }

    /** Logical name of the first such weight. */
    public String tensor() {
        return tensor;
    }

    /** Its input columns. */
    public long columns() {
        return columns;
    }

    /** The size that was wanted. */
    public int groupSize() {
        return groupSize;
    }
}
