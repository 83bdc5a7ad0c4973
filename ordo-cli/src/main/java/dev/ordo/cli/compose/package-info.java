/** The stack of {@code docker-compose.yml}: its settings, and how it is brought up. Knows Docker's command, no processes of Ordo's. */
package dev.ordo.cli.compose;
