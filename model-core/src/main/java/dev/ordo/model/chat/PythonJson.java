package dev.ordo.model.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.chat.TemplateSandbox.TemplateFailure;
import java.util.List;
import java.util.Map;

/** What {@code json.dumps(value, ensure_ascii=False, indent=indent)} writes, which transformers calls {@code tojson}. */
final class PythonJson {
    private static final JsonMapper TEXTS = new JsonMapper();
    private static final int DEEPEST = 50;
    private static final int WIDEST = 16;

    private final StringBuilder written = new StringBuilder();
    private final int indent;

    private PythonJson(int indent) {
        this.indent = indent;
    }

    /**
     * @param indent blanks a level, or null for one line
     * @throws TemplateFailure if the value is nested too deep, too long or nothing that JSON has
     */
    static String write(Object value, Object indent) {
        int blanks = indent == null ? -1 : PythonMethods.integer(indent);
        if (blanks > WIDEST) {
            throw new TemplateFailure("tojson indents by more than " + WIDEST);
        }
        PythonJson json = new PythonJson(blanks);
        json.value(value, 0);
        return json.written.toString();
    }

    private void value(Object value, int depth) {
        if (depth > DEEPEST || written.length() > TemplateSandbox.MOST_OUTPUT) {
            throw new TemplateFailure("tojson writes a value that is too deep or too long");
        }
        if (value instanceof Map<?, ?> map) {
            items("{", "}", map.entrySet().stream().toList(), depth);
        } else if (value instanceof List<?> list) {
            items("[", "]", list, depth);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            scalar(String.valueOf(entry.getKey()));
            written.append(": ");
            value(entry.getValue(), depth);
        } else {
            scalar(value);
        }
    }

    private void items(String open, String close, List<?> items, int depth) {
        written.append(open);
        for (int i = 0; i < items.size(); i++) {
            written.append(i == 0 ? "" : indent < 0 ? ", " : ",");
            line(depth + 1);
            value(items.get(i), depth + 1);
        }
        if (!items.isEmpty()) {
            line(depth);
        }
        written.append(close);
    }

    private void line(int depth) {
        if (indent >= 0) {
            written.append('\n').append(" ".repeat(indent * depth));
        }
    }

    private void scalar(Object value) {
        try {
            boolean known = value == null || value instanceof Number || value instanceof Boolean;
            written.append(TEXTS.writeValueAsString(known ? value : value.toString()));
        } catch (JsonProcessingException impossible) {
            throw new TemplateFailure(impossible.getOriginalMessage());
        }
    }
}
