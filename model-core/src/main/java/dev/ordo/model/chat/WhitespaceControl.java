package dev.ordo.model.chat;

import java.util.Optional;

/**
 * Applies to a template what Jinja calls white space control, so that none is left to the renderer: {@code -} and {@code +} at
 * the edges of tags; and, as transformers sets it, no line end after a block and no indent before one ({@code trim_blocks},
 * {@code lstrip_blocks}). Comments go altogether, and so do the {@code generation} tags, which mark but do not print.
 *
 * @see <a href="https://jinja.palletsprojects.com/en/stable/templates/#whitespace-control">Jinja's definition</a>
 */
final class WhitespaceControl {
    private final String template;
    private final TemplateConstructs constructs;
    private final StringBuilder result = new StringBuilder();
    private int at;
    private boolean trimsNext;
    private boolean dropsLineEnd;

    private WhitespaceControl(String template, TemplateConstructs constructs) {
        this.template = template;
        this.constructs = constructs;
    }

    /** @throws IllegalArgumentException if a tag does not end, or the template has raw blocks or what is not supported */
    static String apply(String template, TemplateConstructs constructs) {
        String text = template.replace("\r\n", "\n");
        return new WhitespaceControl(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text, constructs)
                .applied();
    }

    private String applied() {
        while (at < template.length()) {
            int tag = nextTag();
            text(template.substring(at, tag), tag);
            at = tag;
            if (at < template.length()) {
                tag();
            }
        }
        return result.toString();
    }

    private int nextTag() {
        for (int i = at; i + 1 < template.length(); i++) {
            if (template.charAt(i) == '{' && "%{#".indexOf(template.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return template.length();
    }

    private void text(String text, int tag) {
        String rest = trimsNext ? text.stripLeading() : text;
        if (dropsLineEnd && rest.startsWith("\n")) {
            rest = rest.substring(1);
        }
        if (tag < template.length()) {
            char mark = tag + 2 < template.length() ? template.charAt(tag + 2) : ' ';
            if (mark == '-') {
                rest = rest.stripTrailing();
            } else if (mark != '+' && template.charAt(tag + 1) != '{') {
                rest = withoutIndent(rest, tag);
            }
        }
        result.append(rest);
    }

    /** Cuts blanks and tabs between the beginning of the line and the tag, if there is nothing else. */
    private String withoutIndent(String text, int tag) {
        int cut = text.length();
        while (cut > 0 && (text.charAt(cut - 1) == ' ' || text.charAt(cut - 1) == '\t')) {
            cut--;
        }
        int inTemplate = tag - (text.length() - cut);
        boolean lineBegins = cut > 0 ? text.charAt(cut - 1) == '\n' : inTemplate == 0 || beginsLine(inTemplate);
        return lineBegins ? text.substring(0, cut) : text;
    }

    private boolean beginsLine(int position) {
        return template.charAt(position - 1) == '\n';
    }

    private void tag() {
        char kind = template.charAt(at + 1);
        String end = kind == '%' ? "%}" : kind == '{' ? "}}" : "#}";
        int close = kind == '#' ? template.indexOf(end, at + 2) : closing(end);
        if (close < 0) {
            throw new IllegalArgumentException("a tag does not end: " + excerpt());
        }
        String inside = template.substring(at + 2, close);
        boolean opensMarked = !inside.isEmpty() && "-+".indexOf(inside.charAt(0)) >= 0;
        String body = opensMarked ? inside.substring(1) : inside;
        char last = body.isEmpty() ? ' ' : body.charAt(body.length() - 1);
        boolean closesMarked = last == '-' || last == '+' && kind != '{';
        body = closesMarked ? body.substring(0, body.length() - 1) : body;
        trimsNext = last == '-';
        dropsLineEnd = kind != '{' && last != '+';
        write(kind, body, end);
        at = close + 2;
    }

    private void write(char kind, String body, String end) {
        String name = body.strip().split("\\W", 2)[0];
        if (kind == '%' && name.equals("raw")) {
            throw new IllegalArgumentException("raw blocks are not supported");
        }
        boolean silent = kind == '#' || kind == '%' && (name.equals("generation") || name.equals("endgeneration"));
        if (!silent) {
            constructs.check(kind, body.strip());
            Optional<SelectiveLoop> selective = kind == '%' ? SelectiveLoop.of(body.strip()) : Optional.empty();
            result.append(selective.map(SelectiveLoop::selection).orElse(""));
            String whole = selective.map(SelectiveLoop::loop).orElse(body.strip());
            result.append('{')
                    .append(kind)
                    .append(' ')
                    .append(PythonSlices.rewritten(PythonPrecedence.rewritten(whole)))
                    .append(' ')
                    .append(end);
        }
    }

    /** Where the tag ends, passing over what stands in quotes. */
    private int closing(String end) {
        char quote = 0;
        for (int i = at + 2; i + 1 < template.length(); i++) {
            char each = template.charAt(i);
            if (quote != 0) {
                i += each == '\\' ? 1 : 0;
                quote = each == quote ? 0 : quote;
            } else if (each == '\'' || each == '"') {
                quote = each;
            } else if (template.startsWith(end, i) && !(end.equals("}}") && template.startsWith("}}}", i))) {
                return i;
            }
        }
        return -1;
    }

    private String excerpt() {
        return template.substring(at, Math.min(template.length(), at + 40));
    }
}
