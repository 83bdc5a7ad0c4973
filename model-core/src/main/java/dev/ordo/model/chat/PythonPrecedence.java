package dev.ordo.model.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Puts in brackets what Python takes for one operand and the renderer does not: what a {@code not} negates, which is all up to the
 * next {@code and}, {@code or}, {@code if}, {@code else}, comma, colon or closing bracket, comparisons included; and what a named
 * parameter is given, up to the next comma or closing bracket.
 */
final class PythonPrecedence {
    private static final Set<String> COMPARING = Set.of("=", "!", "<", ">");
    private static final Set<String> ENDING = Set.of("and", "or", "if", "else");

    private final String expression;
    private final StringBuilder written = new StringBuilder();
    private final Deque<Operand> operands = new ArrayDeque<>();

    private int depth;
    private String previous = "";

    private PythonPrecedence(String expression) {
        this.expression = expression;
    }

    /** What stands inside a tag, rewritten; a macro's head, which the renderer reads word by word, stays. */
    static String rewritten(String expression) {
        boolean head = expression.startsWith("macro");
        return !head && (expression.contains("not") || expression.contains("="))
                ? new PythonPrecedence(expression).read()
                : expression;
    }

    private String read() {
        int at = 0;
        while (at < expression.length()) {
            int end = tokenEnd(at);
            String token = expression.substring(at, end);
            if (!token.isBlank()) {
                token(token, end);
                previous = token;
            } else {
                written.append(token);
            }
            at = end;
        }
        end(0, true);
        return written.toString();
    }

    private void token(String token, int end) {
        if (")]}".contains(token)) {
            end(depth, true);
            depth--;
        } else if (",".equals(token)) {
            end(depth, true);
        } else if (":".equals(token) || ENDING.contains(token)) {
            end(depth, false);
        }
        written.append(token);
        if ("([{".contains(token)) {
            depth++;
        } else if (token.equals("not") && !previous.equals("is") && !previous.equals(".") && !nextIsIn(end)) {
            begin(new Operand(depth, true));
        } else if (token.equals("=")
                && depth > 0
                && !COMPARING.contains(previous)
                && !expression.startsWith("=", end)) {
            begin(new Operand(depth, false));
        }
    }

    private void begin(Operand operand) {
        written.append(" (");
        operands.push(operand);
    }

    /** Closes the operands that were begun in as many brackets or more, down to the next parameter unless these end too. */
    private void end(int brackets, boolean parameters) {
        while (!operands.isEmpty() && operands.peek().depth >= brackets && (parameters || operands.peek().negated)) {
            int blanks = written.length();
            while (Character.isWhitespace(written.charAt(blanks - 1))) {
                blanks--;
            }
            written.insert(blanks, ')');
            operands.pop();
        }
    }

    private boolean nextIsIn(int at) {
        String rest = expression.substring(at).stripLeading();
        return rest.startsWith("in") && (rest.length() == 2 || !Character.isJavaIdentifierPart(rest.charAt(2)));
    }

    private int tokenEnd(int start) {
        char first = expression.charAt(start);
        if (first == '\'' || first == '"') {
            return PythonSlices.quoted(expression, start);
        }
        int end = start + 1;
        boolean word = Character.isJavaIdentifierPart(first);
        boolean blank = Character.isWhitespace(first);
        while (end < expression.length()
                && (word && Character.isJavaIdentifierPart(expression.charAt(end))
                        || blank && Character.isWhitespace(expression.charAt(end)))) {
            end++;
        }
        return end;
    }

    /** An operand that has begun, in so many brackets. */
    private record Operand(int depth, boolean negated) {}
}
