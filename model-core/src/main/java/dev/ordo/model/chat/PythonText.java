package dev.ordo.model.chat;

import dev.ordo.model.chat.TemplateSandbox.TemplateFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Python's methods of {@code str}, as Python defines them where Java's of the same name differ. */
final class PythonText {
    private PythonText() {}

    /** What Python takes for white space: {@code str.isspace}. */
    static boolean isSpace(int each) {
        return Character.isWhitespace(each) || Character.isSpaceChar(each) || each == 0x85;
    }

    /** Cuts white space, or the given characters, from the ends that are asked for. */
    static String strip(String text, String characters, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && cuts(text.codePointAt(start), characters)) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && end > start && cuts(text.codePointBefore(end), characters)) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean cuts(int each, String characters) {
        return characters == null ? isSpace(each) : characters.indexOf(each) >= 0;
    }

    /** At every separator, or at runs of white space where there is none, from the left and so often at most (all if negative). */
    static List<String> split(String text, String separator, int most) {
        if (separator == null) {
            return words(text, most);
        }
        if (separator.isEmpty()) {
            throw new TemplateFailure("split has an empty separator");
        }
        List<String> parts = new ArrayList<>();
        int at = 0;
        for (int next = text.indexOf(separator);
                next >= 0 && (most < 0 || parts.size() < most);
                next = text.indexOf(separator, at)) {
            add(parts, text.substring(at, next));
            at = next + separator.length();
        }
        add(parts, text.substring(at));
        return parts;
    }

    private static List<String> words(String text, int most) {
        List<String> parts = new ArrayList<>();
        String rest = strip(text, null, true, false);
        int at = text.length() - rest.length();
        while (at < text.length()) {
            int end = at;
            if (most >= 0 && parts.size() == most) {
                end = text.length();
            }
            while (end < text.length() && !isSpace(text.charAt(end))) {
                end++;
            }
            add(parts, text.substring(at, end));
            at = end;
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
        }
        return parts;
    }

    private static void add(List<String> parts, String part) {
        if (parts.size() == TemplateSandbox.MOST_ELEMENTS) {
            throw new TemplateFailure("split makes more than " + TemplateSandbox.MOST_ELEMENTS + " parts");
        }
        parts.add(part);
    }

    static String replace(String text, String part, String by) {
        long found = part.isEmpty() ? text.length() + 1L : occurrences(text, part);
        if (text.length() + found * (by.length() - part.length()) > TemplateSandbox.MOST_OUTPUT) {
            throw new TemplateFailure("replace makes more than " + TemplateSandbox.MOST_OUTPUT + " characters");
        }
        return text.replace(part, by);
    }

    private static long occurrences(String text, String part) {
        long found = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            found++;
        }
        return found;
    }

    /** Every run of letters with its first one large and the others small. */
    static String title(String text) {
        StringBuilder made = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int each = text.codePointAt(i);
            made.appendCodePoint(inside ? Character.toLowerCase(each) : Character.toTitleCase(each));
            inside = Character.isLetter(each);
        }
        return made.toString();
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int rest = Character.charCount(text.codePointAt(0));
        return Character.toString(Character.toTitleCase(text.codePointAt(0)))
                + text.substring(rest).toLowerCase(Locale.ROOT);
    }

    /** The character at a position, counted from the end if negative; null where there is none. */
    static String at(String text, int position) {
        int size = text.codePointCount(0, text.length());
        int counted = position < 0 ? position + size : position;
        return counted < 0 || counted >= size
                ? null
                : Character.toString(text.codePointAt(text.offsetByCodePoints(0, counted)));
    }

    /**
     * By characters as Python counts them, which are code points.
     *
     * @throws TemplateFailure if the slice has a step
     */
    static String slice(String text, Slice slice) {
        if (slice.step() != 1) {
            throw new TemplateFailure("slices of texts have no step here");
        }
        int size = text.codePointCount(0, text.length());
        int[] taken = slice.indices(size).limit(1).toArray();
        if (taken.length == 0) {
            return "";
        }
        int from = text.offsetByCodePoints(0, taken[0]);
        return text.substring(
                from, text.offsetByCodePoints(from, (int) slice.indices(size).count()));
    }
}
