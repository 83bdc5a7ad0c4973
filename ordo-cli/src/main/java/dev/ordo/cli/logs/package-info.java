/** The logs of a stack on this machine: reading them, and finding what concerns one study or stage. */
package dev.ordo.cli.logs;
