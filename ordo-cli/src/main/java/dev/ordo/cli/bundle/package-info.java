/** The models and texts that come with Ordo, and how they get into the store. Knows files and the catalogue, no processes. */
package dev.ordo.cli.bundle;
