/**
 * Where a model to be imported may lie: a directory, a GGUF file, a hub, a bucket. Each ends as a local checkpoint directory,
 * which is checked whole before the catalogue learns its name. Knows no stack and no terminal.
 */
package dev.ordo.cli.source;
