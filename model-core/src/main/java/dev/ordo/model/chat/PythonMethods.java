package dev.ordo.model.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.objects.SafeString;
import dev.ordo.model.chat.TemplateSandbox.TemplateFailure;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/**
 * The methods of Python's strings, lists and dictionaries that chat templates call, and no others: no method of Java's can be called
 * on a text, a list or a map. All are pure, and none makes more than one list or text of bounded size.
 */
final class PythonMethods extends ELResolver {
    private static final Pattern POSITION = Pattern.compile("-?\\d{1,9}");

    private final Runnable patience;

    /** @param patience called before every call of a template; throws once the template has had its time */
    PythonMethods(Runnable patience) {
        this.patience = patience;
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] parameters) {
        patience.run();
        Object[] given = parameters == null ? new Object[0] : parameters;
        Object receiver = base instanceof SafeString safe ? safe.getValue() : base;
        if (receiver instanceof String text) {
            context.setPropertyResolved(true);
            return wrapped(ofText(text, method.toString(), given));
        }
        if (receiver instanceof List<?> list) {
            context.setPropertyResolved(true);
            return wrapped(ofList(list, method.toString(), given));
        }
        if (receiver instanceof Map<?, ?> map) {
            context.setPropertyResolved(true);
            return wrapped(ofMap(map, method.toString(), given));
        }
        return null;
    }

    private static Object wrapped(Object value) {
        JinjavaInterpreter interpreter = JinjavaInterpreter.getCurrent();
        return interpreter == null ? value : interpreter.wrap(value);
    }

    private static Object ofText(String text, String method, Object[] given) {
        String name = method + "/" + given.length;
        return switch (name) {
            case "strip/0", "strip/1" -> PythonText.strip(text, optionalText(given), true, true);
            case "lstrip/0", "lstrip/1" -> PythonText.strip(text, optionalText(given), true, false);
            case "rstrip/0", "rstrip/1" -> PythonText.strip(text, optionalText(given), false, true);
            case "split/0", "split/1" -> PythonText.split(text, optionalText(given), Integer.MAX_VALUE);
            case "split/2" -> PythonText.split(text, optionalText(given), integer(given[1]));
            case "startswith/1" -> alternatives(given[0]).stream().anyMatch(text::startsWith);
            case "endswith/1" -> alternatives(given[0]).stream().anyMatch(text::endsWith);
            case "replace/2" -> PythonText.replace(text, text(given[0]), text(given[1]));
            case "upper/0" -> text.toUpperCase(Locale.ROOT);
            case "lower/0" -> text.toLowerCase(Locale.ROOT);
            case "title/0" -> PythonText.title(text);
            case "capitalize/0" -> PythonText.capitalize(text);
            case PythonSlices.METHOD + "/3" -> PythonText.slice(text, Slice.of(given));
            default -> throw unknown("str", method, given.length);
        };
    }

    private static Object ofList(List<?> list, String method, Object[] given) {
        if (method.equals(PythonSlices.METHOD) && given.length == 3) {
            List<Object> part = new ArrayList<>();
            Slice.of(given).indices(list.size()).forEach(each -> part.add(list.get(each)));
            return part;
        }
        throw unknown("list", method, given.length);
    }

    private static Object ofMap(Map<?, ?> map, String method, Object[] given) {
        return switch (method + "/" + given.length) {
            case "get/1" -> map.get(text(given[0]));
            case "get/2" -> map.containsKey(text(given[0])) ? map.get(text(given[0])) : given[1];
            case "keys/0" -> new ArrayList<>(map.keySet());
            case "values/0" -> new ArrayList<>(map.values());
            case "items/0" -> items(map);
            default -> throw unknown("dict", method, given.length);
        };
    }

    static List<List<Object>> items(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(each -> Arrays.<Object>asList(each.getKey(), each.getValue()))
                .toList();
    }

    private static List<String> alternatives(Object given) {
        return given instanceof List<?> several
                ? several.stream().map(PythonMethods::text).toList()
                : List.of(text(given));
    }

    private static String optionalText(Object[] given) {
        return given.length == 0 || given[0] == null ? null : text(given[0]);
    }

    private static String text(Object given) {
        if (given instanceof String || given instanceof SafeString) {
            return given.toString();
        }
        throw new TemplateFailure("a method of a text is given " + (given == null ? "none" : "no text"));
    }

    static int integer(Object given) {
        if (given instanceof Long || given instanceof Integer) {
            return (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, ((Number) given).longValue()));
        }
        throw new TemplateFailure("a slice or a count is no integer");
    }

    private static TemplateFailure unknown(String type, String method, int count) {
        return new TemplateFailure("the method " + method + " of " + type + ", given " + count
                + " values, is not among those that templates may call");
    }

    /** A text's character at a position; what else there is to look up is left to the renderer. */
    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        if (base instanceof String text
                && property instanceof String position
                && POSITION.matcher(position).matches()) {
            context.setPropertyResolved(true);
            return PythonText.at(text, Integer.parseInt(position));
        }
        return null;
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {}

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return null;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return null;
    }
}
