/**
 * What the file of a data set may hold: its records, what is demanded of them, how it is split, and how two sets are compared.
 * Knows files; knows no tokenizer, no model and no store.
 */
package dev.ordo.dataset;
