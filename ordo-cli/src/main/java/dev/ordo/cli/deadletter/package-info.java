/** Records that nobody could use: what lies on the dead-letter topic, and how it is sent again. */
package dev.ordo.cli.deadletter;
