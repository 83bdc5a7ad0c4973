# Writes data/constitution.txt, the Declaration of Independence and the Constitution of the United States,
# from Debian's miscfiles. Run from the repository's root:
#   Rscript tools/texts/extract-constitution.R

source("tools/texts/paragraphs.R")

document <- function(name) {
  paragraphs(readLines(file.path("/usr/share/state", name), encoding = "UTF-8"))
}

write_paragraphs(c(document("us-declaration.gz"), document("us-constitution.gz")), "data/constitution.txt")
