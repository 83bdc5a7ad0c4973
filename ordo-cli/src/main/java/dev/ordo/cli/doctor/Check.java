package dev.ordo.cli.doctor;

import java.util.List;

/** Looks at one thing. */
@FunctionalInterface
interface Check {
    /** What there is to say of it: at least one finding. */
    List<Finding> look();
}
