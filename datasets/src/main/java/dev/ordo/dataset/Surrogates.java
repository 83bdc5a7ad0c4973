package dev.ordo.dataset;

/** JSON can spell out halves of characters, which no UTF-8 text has. */
final class Surrogates {
    private Surrogates() {}

    static boolean paired(String text) {
        return text.codePoints().noneMatch(each -> each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE);
    }
}
