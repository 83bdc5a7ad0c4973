package dev.ordo.cli.command;

import picocli.CommandLine.Command;

/** {@code ordo bench}: measurements of this program on this machine, without a stack. */
@Command(
        name = "bench",
        description = "Measure speed and memory on this machine.",
        subcommands = {BenchModelCommand.class, BenchCheckpointCommand.class, BenchCalibrationCommand.class})
public final class BenchCommand {}
