package dev.ordo.model.benchmark;

import java.util.List;

/**
 * Matrix products of one kind, for example those of all layers' down projections.
 *
 * @param times how often a run of the work does them
 * @param ways each does them all once; the first is the plain one
 */
public record Product(double times, List<Runnable> ways) {
    public Product {
        ways = List.copyOf(ways);
        if (ways.isEmpty()) {
            throw new IllegalArgumentException("a product needs a way to compute it");
        }
    }
}
