/**
 * Models from a Hugging Face hub: a revision pinned to its commit, files fetched with resumption and believed only when
 * their digests fit. Knows HTTP and files, no store and no stack.
 */
package dev.ordo.cli.hub;
