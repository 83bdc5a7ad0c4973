# Turns hard-wrapped plain text into one paragraph per line. Shared by the extract-*.R scripts.

# Blocks of consecutive non-blank lines, in order: a list of character vectors, indentation kept.
blocks <- function(lines) {
  blank <- !nzchar(trimws(lines))
  unname(split(lines[!blank], cumsum(blank)[!blank]))
}

# Verse, signatures and the like: indented, and every line opens with a capital or a quotation mark.
keeps_line_ends <- function(block) {
  startsWith(block[1], "  ") && all(grepl("^ *['\"A-Z]", block))
}

# A dash made of hyphens at a line's end or start binds its neighbours; any other line end is a space.
unwrap <- function(block) {
  text <- paste(trimws(block), collapse = "\n")
  text <- gsub("--\n", "--", text, fixed = TRUE)
  text <- gsub("\n--", "--", text, fixed = TRUE)
  gsub("\n", " ", text, fixed = TRUE)
}

# The paragraphs of hard-wrapped lines: whitespace squeezed, `_emphasis_` unmarked, ASCII rules of asterisks dropped.
paragraphs <- function(lines) {
  kept <- lapply(blocks(lines), function(b) if (keeps_line_ends(b)) b else unwrap(b))
  text <- gsub("_", "", unlist(kept), fixed = TRUE)
  text <- trimws(gsub("[ \t]+", " ", text))
  text[!grepl("^[* ]*$", text)]
}

# Writes UTF-8 with `\n` line ends on every platform and in every locale.
write_paragraphs <- function(text, path) {
  con <- file(path, open = "wb")
  on.exit(close(con))
  writeBin(charToRaw(paste0(paste(enc2utf8(text), collapse = "\n"), "\n")), con)
}
