package dev.ordo.model.chat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A loop over what fulfils a condition, {@code for x in xs if condition}, which the renderer takes for something else: written as a
 * loop that selects and one over the selection, so that {@code loop} counts what Jinja counts.
 */
record SelectiveLoop(String targets, String sequence, String condition) {
    private static final Pattern FORM =
            Pattern.compile("for\\s++([\\w\\s,]+?)\\s++in\\s++(.+?)\\s++if\\s++(.+)", Pattern.DOTALL);
    private static final String SELECTED = "selected__";

    /** @param tag what stands in it; where quotes have an {@code if} between blanks, the renderer refuses what comes of it */
    static Optional<SelectiveLoop> of(String tag) {
        Matcher found = FORM.matcher(tag);
        return found.matches()
                ? Optional.of(new SelectiveLoop(found.group(1), found.group(2), found.group(3)))
                : Optional.empty();
    }

    /** The tags that come before the loop. */
    String selection() {
        String element = targets.contains(",") ? "[[" + targets + "]]" : "[" + targets + "]";
        return "{% set " + SELECTED + " = namespace(items=[]) %}{% for " + targets + " in " + rewritten(sequence)
                + " %}{% if "
                + rewritten(condition) + " %}{% set " + SELECTED + ".items = " + SELECTED + ".items + " + element
                + " %}{% endif %}{% endfor %}";
    }

    /** What stands in the loop's own tag. */
    String loop() {
        return "for " + targets + " in " + SELECTED + ".items";
    }

    private static String rewritten(String expression) {
        return PythonSlices.rewritten(PythonPrecedence.rewritten(expression));
    }
}
