package dev.ordo.model.benchmark;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Times work and its floor.
 *
 * @param leastRuns of the work
 * @param leastSeconds for which it is run again and again
 * @param floorRuns of each kind of product: every way is tried twice, the faster one in all of them
 */
public record Stopwatch(int leastRuns, double leastSeconds, int floorRuns) {
    private static final int TRIALS = 2;

    /** At least three runs and eight seconds; the best of 20 for the floor. */
    public static final Stopwatch USUAL = new Stopwatch(3, 8, 20);

    public Stopwatch {
        if (leastRuns < 1 || floorRuns < TRIALS) {
            throw new IllegalArgumentException("at least 1 run and " + TRIALS + " of the floor are needed, were "
                    + leastRuns + " and " + floorRuns);
        }
    }

    /** Runs the work once to warm up, and then as often as it is to be timed: seconds, ascending. */
    double[] runs(Workload work) {
        work.run();
        DoubleStream.Builder seconds = DoubleStream.builder();
        double total = 0;
        for (int run = 0; run < leastRuns || total < leastSeconds; run++) {
            double taken = seconds(work::run);
            seconds.add(taken);
            total += taken;
        }
        double[] all = seconds.build().toArray();
        Arrays.sort(all);
        return all;
    }

    /** The seconds of all products of one run of the work, each kind as fast as it was ever seen. */
    double floor(List<Product> products) {
        return products.stream()
                .mapToDouble(each -> each.times() * fastest(each))
                .sum();
    }

    private double fastest(Product product) {
        product.ways().forEach(Runnable::run);
        Runnable best = product.ways().stream()
                .min(Comparator.comparingDouble(way -> best(way, TRIALS)))
                .orElseThrow();
        return best(best, floorRuns);
    }

    private static double best(Runnable work, int runs) {
        double best = Double.POSITIVE_INFINITY;
        for (int run = 0; run < runs; run++) {
            best = Math.min(best, seconds(work));
        }
        return best;
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
