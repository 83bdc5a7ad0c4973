package dev.ordo.pruner.algorithm;

/** Of two sizes that have to divide a third. */
final class CommonMultiple {
    private CommonMultiple() {}

    /** The least, of numbers above 0. */
    static int of(int one, int other) {
        return one / divisor(one, other) * other;
    }

    private static int divisor(int one, int other) {
        return other == 0 ? one : divisor(other, one % other);
    }
}
