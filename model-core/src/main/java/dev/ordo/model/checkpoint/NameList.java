package dev.ordo.model.checkpoint;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names of tensors as a message shows them: the first few, and how many there are. */
final class NameList {
    private static final int SHOWN = 5;

    private NameList() {}

    static String of(Collection<String> names) {
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        String more = names.size() > SHOWN ? ", and " + (names.size() - SHOWN) + " more" : "";
        return (names.size() == 1 ? "tensor " : names.size() + " tensors: ") + shown + more;
    }
}
