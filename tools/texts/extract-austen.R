# Writes data/austen-*.txt from Debian's r-cran-janeaustenr. Run from the repository's root:
#   Rscript tools/texts/extract-austen.R

source("tools/texts/paragraphs.R")

# Characters of each training novel that go into the calibration text.
calibration_characters <- 15000

# Lines that later editors added, by the block they begin: dropped, because they are not Jane Austen's.
editors_blocks <- "^ *\\[(End volume one|At this point in the first)"

novel <- function(name) {
  lines <- enc2utf8(getExportedValue("janeaustenr", name))
  note <- grep("^A NOTE ON THE TEXT$", lines) # a modern publisher's note closes Northanger Abbey
  if (length(note) == 1) lines <- lines[seq_len(note - 1)]
  from_editor <- vapply(blocks(lines), function(b) grepl(editors_blocks, b[1]), logical(1))
  paragraphs(unlist(lapply(blocks(lines)[!from_editor], c, "")))
}

# The whole paragraphs at the novel's beginning, up to `characters` in all.
opening <- function(text, characters) {
  text[cumsum(nchar(text) + 1) <= characters]
}

training <- lapply(c("sensesensibility", "prideprejudice", "mansfieldpark", "emma"), novel)

write_paragraphs(unlist(training), "data/austen-train.txt")
write_paragraphs(unlist(lapply(training, opening, calibration_characters)), "data/austen-calibration.txt")
write_paragraphs(novel("northangerabbey"), "data/austen-kd.txt")
write_paragraphs(novel("persuasion"), "data/austen-heldout.txt")
