/** The {@code ordo} command: its entry point, and how failures reach the person at the terminal. */
package dev.ordo.cli;
