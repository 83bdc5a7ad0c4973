"""Opens exported directories in Hugging Face transformers and computes their perplexity, to be compared with what `ordo perplexity` says.

    pip install -r tools/open_in_transformers.requirements.txt
    python tools/open_directory_in_transformers.py DIRECTORY TEXT [--max-tokens N] [--expect PERPLEXITY] [--tolerance PERCENT]

Weights that are packed stay packed, or are decompressed, as transformers sees fit; what it computes with is float32. Perplexity is what
open_in_transformers.py says. Prints a JSON object; exits 1 if transformers complains of a key, or if --expect is given and the perplexity
is further from it than the tolerance.
"""

import argparse
import json
import sys
from pathlib import Path

from open_in_transformers import ids_of, opened, perplexity
from transformers import AutoTokenizer
from transformers.utils import logging


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("--max-tokens", type=int)
    parser.add_argument("--expect", type=float)
    parser.add_argument("--tolerance", type=float, default=0.5)
    return parser.parse_args()


def main():
    options = arguments()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    model, complaints = opened(options.directory)
    tokenizer = AutoTokenizer.from_pretrained(options.directory, local_files_only=True)
    ids = ids_of(tokenizer, options.text, options.max_tokens)
    value = perplexity(model, ids)
    result = {"directory": options.directory.name, "perplexity": value, "tokens": len(ids), "complaints": complaints}
    failed = bool(complaints)
    if options.expect:
        result["differencePercent"] = 100 * (value / options.expect - 1)
        failed = failed or abs(result["differencePercent"]) > options.tolerance
    print(json.dumps(result))
    sys.exit(failed)


if __name__ == "__main__":
    main()
