/** Texts on disk, as token ids of one checkpoint's tokenizer. Knows no data set's purpose and no store. */
package dev.ordo.model.text;
