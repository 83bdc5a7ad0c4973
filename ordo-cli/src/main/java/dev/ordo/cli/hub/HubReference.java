package dev.ordo.cli.hub;

import dev.ordo.cli.CommandFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code hf:org/name@revision} names.
 *
 * @param repository {@code org/name}, or a name alone for the hub's oldest models
 * @param revision branch, tag or commit
 */
public record HubReference(String repository, String revision) {
    /** What stands before every reference. */
    public static final String SCHEME = "hf:";

    private static final String DEFAULT_REVISION = "main";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
    private static final Pattern FORM =
            Pattern.compile(SCHEME + "(" + NAME + "(?:/" + NAME + ")?)(?:@([A-Za-z0-9][A-Za-z0-9._/-]{0,199}))?");

    /** @throws CommandFailure if the text has another form */
    public static HubReference parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailure(text + " is no model of a hub; expected hf:ORG/NAME or hf:ORG/NAME@REVISION");
        }
        return new HubReference(matcher.group(1), matcher.group(2) == null ? DEFAULT_REVISION : matcher.group(2));
    }

    /** The repository's own name, without its organization. */
    public String name() {
        return repository.substring(repository.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return SCHEME + repository + "@" + revision;
    }
}
