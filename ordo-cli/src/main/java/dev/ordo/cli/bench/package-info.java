/** What the program's speed and memory are measured with: models of known shapes with random weights, and the measuring itself. */
package dev.ordo.cli.bench;
