/** One class for each subcommand: reads arguments, calls what does the work, prints. */
package dev.ordo.cli.command;
