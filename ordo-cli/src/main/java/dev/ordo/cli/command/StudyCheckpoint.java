package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.StudyView;
import dev.ordo.events.ordering.Ordering;
import dev.ordo.events.ordering.OrderingParseException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.study.StudyRow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A checkpoint that somebody named by its study and by its row there: {@code STUDY/P-KD-Q}, or {@code STUDY/sha256:...}. */
record StudyCheckpoint(String study, String row) {
    private static final String DIGEST = "sha256:";

    /** What a text names, if it has the form: a study, a slash, and an ordering, {@code baseline} or the beginning of a digest. */
    static Optional<StudyCheckpoint> parse(String text) {
        int slash = text.indexOf('/');
        String row = text.substring(slash + 1);
        return slash > 0 && isRow(row)
                ? Optional.of(new StudyCheckpoint(text.substring(0, slash), row))
                : Optional.empty();
    }

    private static boolean isRow(String text) {
        if (text.equals("baseline") || text.startsWith(DIGEST)) {
            return true;
        }
        try {
            Ordering.parse(text);
            return true;
        } catch (OrderingParseException e) {
            return false;
        }
    }

    /**
     * Finds it.
     *
     * @throws CommandFailure if no row has this ordering or a digest that begins so, if several have and differ, or if the row has no
     *     checkpoint yet
     */
    CheckpointRef in(StudyView view) {
        List<StudyRow> rows = view.rows().stream().filter(this::matches).toList();
        if (rows.isEmpty()) {
            throw new CommandFailure("study " + study + " has no row " + row + "; it has "
                    + view.rows().stream().map(StudyRow::ordering).distinct().collect(Collectors.joining(", ")));
        }
        List<StudyRow> computed = rows.stream()
                .filter(each -> each.checkpoint() != null && each.location() != null)
                .toList();
        if (computed.isEmpty()) {
            throw new CommandFailure("row " + row + " of study " + study + " has no checkpoint: it is "
                    + rows.get(0).state());
        }
        if (computed.stream().map(StudyRow::checkpoint).distinct().count() > 1) {
            throw new CommandFailure("study " + study + " has several rows " + row + "; name one by its digest: "
                    + computed.stream().map(StudyCheckpoint::described).collect(Collectors.joining(", ")));
        }
        StudyRow found = computed.get(0);
        return new CheckpointRef(found.checkpoint(), found.location(), found.bytes());
    }

    private boolean matches(StudyRow each) {
        return each.ordering().equals(row)
                || row.startsWith(DIGEST)
                        && each.checkpoint() != null
                        && each.checkpoint().startsWith(row);
    }

    private static String described(StudyRow each) {
        return study(each)
                + each.checkpoint().substring(0, Math.min(each.checkpoint().length(), DIGEST.length() + 12));
    }

    private static String study(StudyRow each) {
        String arm = each.arm() == null ? "" : each.arm() + " ";
        return arm + (each.seed() == null ? "" : "seed " + each.seed() + " ");
    }
}
