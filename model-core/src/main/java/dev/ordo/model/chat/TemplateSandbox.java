package dev.ordo.model.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.tree.Node;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Renders templates that may be hostile: no files, no other templates, no Java beyond strings, lists and maps, and bounds on
 * output, strings, lists, loops and nodes. What is said in a conversation is never taken for a template.
 */
final class TemplateSandbox {
    /** Characters of what is rendered: four times the longest line of a chat file. */
    private static final long MOST_OUTPUT = 64L << 20;

    private static final int MOST_ELEMENTS = 100_000;
    private static final int LONGEST_RANGE = 1_000;
    private static final int DEEPEST = 20;

    /** Tags and texts passed in one rendering; a thousand turns of a long template take a fifth of it. */
    private static final int MOST_NODES = 100_000;

    /** Methods that Java and Python both have on strings, with other results; and such as make much of little. */
    private static final Set<String> RESTRICTED_METHODS =
            Set.of("split", "format", "formatted", "join", "repeat", "matches", "replaceAll", "replaceFirst", "intern");

    /** Other files; what pads to any width; what depends on the day or on chance. */
    private static final Map<Library, Set<String>> DISABLED = Map.of(
            Library.TAG, Set.of("include", "import", "from", "extends", "do", "cycle"),
            Library.FILTER,
                    Set.of(
                            "center",
                            "format",
                            "random",
                            "shuffle",
                            "unixtimestamp",
                            "datetimeformat",
                            "format_date",
                            "format_time",
                            "format_datetime"),
            Library.FUNCTION, Set.of(":today", ":unixtimestamp", ":datetimeformat", ":current_timestamp"));

    private final Jinjava jinjava;
    private final NodeBudget budget = new NodeBudget();

    TemplateSandbox() throws NoSuchMethodException {
        JinjavaConfig config = JinjavaConfig.newBuilder()
                .withNestedInterpretationEnabled(false)
                .withTrimBlocks(false)
                .withLstripBlocks(false)
                .withKeepTrailingNewline(true)
                .withMaxOutputSize(MOST_OUTPUT)
                .withMaxStringLength(MOST_OUTPUT)
                .withMaxListSize(MOST_ELEMENTS)
                .withMaxMapSize(MOST_ELEMENTS)
                .withRangeLimit(LONGEST_RANGE)
                .withMaxRenderDepth(DEEPEST)
                .withMaxMacroRecursionDepth(DEEPEST)
                .withRestrictedMethods(RESTRICTED_METHODS)
                .withDisabled(DISABLED)
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor(budget)
                        .build())
                .build();
        jinjava = new Jinjava(config);
        jinjava.getGlobalContext().registerFilter(new PythonTrim());
        jinjava.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", "raise_exception", TemplateSandbox.class, "raise", String.class));
    }

    /** @throws TemplateFailure naming what the template did wrong, or its own complaint */
    String render(String template, Map<String, ?> context) {
        budget.left = MOST_NODES;
        RenderResult result;
        try {
            result = jinjava.renderForResult(template, context);
        } catch (RuntimeException | StackOverflowError e) {
            throw new TemplateFailure(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        if (budget.left <= 0) {
            throw new TemplateFailure("loops for too long: it passes more than " + MOST_NODES + " tags");
        }
        for (TemplateError each : result.getErrors()) {
            throw new TemplateFailure(reason(each) + " (line " + each.getLineno() + ")");
        }
        return result.getOutput();
    }

    private static String reason(TemplateError error) {
        for (Throwable each = error.getException(); each != null; each = each.getCause()) {
            if (each instanceof TemplateFailure own) {
                return own.getMessage();
            }
        }
        return error.getMessage();
    }

    /** What templates call to refuse a conversation. */
    public static String raise(String message) {
        throw new TemplateFailure(message);
    }

    /** Ends a rendering that goes on and on. */
    private static final class NodeBudget implements BiConsumer<Node, JinjavaInterpreter> {
        private int left;

        @Override
        public void accept(Node node, JinjavaInterpreter interpreter) {
            if (--left <= 0) {
                throw new TemplateFailure("loops for too long");
            }
        }
    }

    /** A template could not be rendered. */
    static final class TemplateFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TemplateFailure(String message) {
            super(message);
        }
    }
}
