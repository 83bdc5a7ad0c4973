package dev.ordo.cli.stack;

/** A stack to be used until it is closed; closing stops it only if it was started for this use. */
public interface OpenStack extends AutoCloseable {
    /** Where to reach it. */
    RunningStack running();

    @Override
    void close();
}
