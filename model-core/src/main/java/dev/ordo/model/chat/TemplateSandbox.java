package dev.ordo.model.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.tree.Node;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELResolver;

/**
 * Renders templates that may be hostile: no files, no other templates, no Java beyond strings, lists and maps, and bounds on
 * output, strings, lists, loops and nodes. What is said in a conversation is never taken for a template.
 */
final class TemplateSandbox {
    /** Characters of what is rendered: four times the longest line of a chat file. */
    static final long MOST_OUTPUT = 64L << 20;

    static final int MOST_ELEMENTS = 100_000;
    private static final int LONGEST_RANGE = 1_000;
    private static final int DEEPEST = 20;

    /** Tags and texts passed in one rendering; a thousand turns of a long template take a fifth of it. */
    private static final int MOST_NODES = 100_000;

    /** Far more than the longest conversation takes; asked at every tag and call. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

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
                .withElResolver(resolver())
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .withDisabled(DISABLED)
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor(budget)
                        .build())
                .build();
        jinjava = new Jinjava(config);
        PythonFilters.filters().forEach(jinjava.getGlobalContext()::registerFilter);
        PythonFilters.tests().forEach(jinjava.getGlobalContext()::registerExpTest);
        jinjava.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", "raise_exception", TemplateSandbox.class, "raise", String.class));
    }

    /** What this sandbox's templates may be made of. */
    TemplateConstructs constructs() {
        Context context = jinjava.getGlobalContext();
        return new TemplateConstructs(
                context.getAllFilters().stream().map(Importable::getName).collect(Collectors.toSet()),
                context.getAllExpTests().stream().map(Importable::getName).collect(Collectors.toSet()));
    }

    private ELResolver resolver() {
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new PythonMethods(budget::checkTime));
        resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
        return resolver;
    }

    /** @throws TemplateFailure naming what the template did wrong, or its own complaint */
    String render(String template, Map<String, ?> context) {
        budget.start();
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
        private long started;

        void start() {
            left = MOST_NODES;
            started = System.nanoTime();
        }

        void checkTime() {
            if (System.nanoTime() - started > LONGEST.toNanos()) {
                throw new TemplateFailure("takes longer than " + LONGEST.toSeconds() + " s");
            }
        }

        @Override
        public void accept(Node node, JinjavaInterpreter interpreter) {
            if (--left <= 0) {
                throw new TemplateFailure("loops for too long");
            }
            checkTime();
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
