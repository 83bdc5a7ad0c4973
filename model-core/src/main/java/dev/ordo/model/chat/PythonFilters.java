package dev.ordo.model.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.AdvancedFilter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jinja's filters and tests where the renderer's own differ from what Python gives, on texts above all. */
final class PythonFilters {
    private static final Pattern WORD = Pattern.compile("[^-\\s({\\[<]++");

    private PythonFilters() {}

    static List<AdvancedFilter> filters() {
        return List.of(
                filter("trim", (value, named) -> onText(value, text -> PythonText.strip(text, null, true, true))),
                filter("length", (value, named) -> length(value)),
                filter("count", (value, named) -> length(value)),
                filter("first", (value, named) -> element(value, 0)),
                filter("last", (value, named) -> element(value, -1)),
                filter("title", (value, named) -> onText(value, PythonFilters::title)),
                filter("capitalize", (value, named) -> onText(value, PythonText::capitalize)),
                filter(
                        "items",
                        (value, named) -> value instanceof Map<?, ?> map ? PythonMethods.items(map) : List.of()),
                filter("tojson", (value, named) -> PythonJson.write(value, named.get("indent"))));
    }

    static List<ExpTest> tests() {
        return List.of(
                test("iterable", value -> value instanceof CharSequence || isCollection(value)),
                test("sequence", value -> value instanceof CharSequence || isCollection(value)));
    }

    /** Jinja's own, whose words begin behind blanks, hyphens and opening brackets only. */
    private static String title(String text) {
        return WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement(PythonText.capitalize(word.group())));
    }

    private static boolean isCollection(Object value) {
        return value instanceof Collection || value instanceof Map;
    }

    private static Object onText(Object value, UnaryOperator<String> change) {
        return value instanceof CharSequence text ? change.apply(text.toString()) : value;
    }

    private static Object length(Object value) {
        if (value instanceof CharSequence text) {
            return (long) text.toString().codePointCount(0, text.length());
        }
        if (value instanceof Map<?, ?> map) {
            return (long) map.size();
        }
        return value instanceof Collection<?> several ? (long) several.size() : 0L;
    }

    private static Object element(Object value, int at) {
        if (value instanceof CharSequence text) {
            return PythonText.at(text.toString(), at);
        }
        if (value instanceof List<?> list && !list.isEmpty()) {
            return list.get(at < 0 ? list.size() - 1 : at);
        }
        return value instanceof Collection<?> several
                ? several.stream()
                        .skip(at < 0 ? Math.max(0, several.size() - 1) : at)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static AdvancedFilter filter(String name, BiFunction<Object, Map<String, Object>, Object> function) {
        return new AdvancedFilter() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public Object filter(
                    Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
                return function.apply(value, named);
            }
        };
    }

    private static ExpTest test(String name, Predicate<Object> predicate) {
        return new ExpTest() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... arguments) {
                return predicate.test(value);
            }
        };
    }
}
