/** Studies as text: tables, progress bars, the sentence about saved stages. Pure: no network, no terminal, no clock. */
package dev.ordo.cli.report;
