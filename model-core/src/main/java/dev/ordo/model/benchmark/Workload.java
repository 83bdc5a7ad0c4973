package dev.ordo.model.benchmark;

/** Work that is done again and again. Owns what it works on until closed. */
public interface Workload extends AutoCloseable {
    /** Tokens that one run computes. */
    int tokens();

    /** Does the work once, whole. */
    void run();

    @Override
    void close();
}
