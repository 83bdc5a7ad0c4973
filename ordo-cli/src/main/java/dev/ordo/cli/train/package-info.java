/** Training of the bundled models from their committed specifications. */
package dev.ordo.cli.train;
