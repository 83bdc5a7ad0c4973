package dev.ordo.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** Prune, distill or quantize: what one stage does to a checkpoint. */
public enum Technique {
    PRUNE("P", Topics.WORK_PRUNE),
    DISTILL("KD", Topics.WORK_DISTILL),
    QUANTIZE("Q", Topics.WORK_QUANTIZE);

    private final String symbol;
    private final String workTopic;

    Technique(String symbol, String workTopic) {
        this.symbol = symbol;
        this.workTopic = workTopic;
    }

    /** As it is written in an ordering: {@code P}, {@code KD} or {@code Q}. */
    @JsonValue
    public String symbol() {
        return symbol;
    }

    public String workTopic() {
        return workTopic;
    }

    /** @throws InvalidEventException if no technique has this symbol */
    @JsonCreator
    public static Technique ofSymbol(String symbol) {
        return Arrays.stream(values())
                .filter(each -> each.symbol.equals(symbol))
                .findFirst()
                .orElseThrow(() -> new InvalidEventException("technique", "must be P, KD or Q, was '" + symbol + "'"));
    }
}
