"""Opens every checkpoint of a finished study in Hugging Face transformers and computes its perplexity again.

Proves that another program reads what Ordo wrote: no missing and no unexpected keys, and the perplexity of each row of
the report within a tolerance. Exits 1 if any row fails.

    pip install -r tools/open_in_transformers.requirements.txt
    python tools/open_in_transformers.py out/report.json --checkpoints DIR \\
        --text austen-heldout=data/austen-heldout.txt --text constitution=data/constitution.txt --max-tokens 8192

DIR holds one folder per ordering (`baseline`, `P`, `P-KD`, ...). Without --checkpoints they are fetched by the rows'
`location` from an S3 bucket: ORDO_S3_ENDPOINT (http://host:port), ORDO_S3_BUCKET, ORDO_S3_ACCESS_KEY and
ORDO_S3_SECRET_KEY say which.

Perplexity as Ordo defines it: no special tokens, windows of min(context, 2048) tokens that do not overlap, the first
token of each unscored, exp(total negative log-likelihood / scored tokens).
"""

import argparse
import json
import math
import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlparse

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer, CompressedTensorsConfig
from transformers.utils import logging

LONGEST_WINDOW = 2048


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path, help="report.json of the study")
    parser.add_argument("--checkpoints", type=Path, help="folder with one checkpoint folder per ordering")
    parser.add_argument("--text", action="append", required=True, metavar="SET=FILE", help="text of an evaluation set")
    parser.add_argument("--max-tokens", type=int, required=True, help="the study's data.maxEvaluationTokens")
    parser.add_argument("--tolerance", type=float, default=0.5, help="largest difference, in percent (default 0.5)")
    return parser.parse_args()


def folder(row, checkpoints, scratch):
    """The directory that holds a row's checkpoint, fetched from the store if none is given."""
    if checkpoints is not None:
        return checkpoints / row["ordering"]
    target = scratch / row["checkpoint"].removeprefix("sha256:")
    if not target.exists():
        fetch(row["location"], target)
    return target


def fetch(location, target):
    """Downloads every object below `location` into `target`."""
    from minio import Minio

    endpoint = urlparse(os.environ["ORDO_S3_ENDPOINT"])
    store = Minio(
        endpoint.netloc,
        access_key=os.environ["ORDO_S3_ACCESS_KEY"],
        secret_key=os.environ["ORDO_S3_SECRET_KEY"],
        secure=endpoint.scheme == "https",
        region="us-east-1",
    )
    bucket = os.environ["ORDO_S3_BUCKET"]
    for item in store.list_objects(bucket, prefix=location + "/", recursive=True):
        store.fget_object(bucket, item.object_name, str(target / item.object_name.removeprefix(location + "/")))


def opened(directory):
    """The model in float32, and every complaint of transformers about its keys."""
    if not (directory / "config.json").is_file():
        raise FileNotFoundError(f"{directory} has no config.json")
    adapter = directory / "adapter"
    # PEFT puts adapters on plain linear layers alone.
    plain = {"quantization_config": CompressedTensorsConfig(run_compressed=False)} if adapter.is_dir() else {}
    model, info = AutoModelForCausalLM.from_pretrained(
        directory, dtype=torch.float32, output_loading_info=True, local_files_only=True, **plain
    )
    complaints = [f"{kind}: {key}" for kind in ("missing_keys", "unexpected_keys") for key in sorted(info[kind])]
    complaints += [f"mismatched_keys: {each}" for each in info.get("mismatched_keys", [])]
    complaints += [f"error: {each}" for each in info.get("error_msgs", [])]
    if adapter.is_dir():
        model, more = adapted(model, adapter)
        complaints += more
    return model.eval(), complaints


def adapted(model, folder):
    """The model with the low-rank adapters of a folder, and every key that one has and the other has not."""
    from peft import PeftModel, get_peft_model_state_dict

    model = PeftModel.from_pretrained(model, folder)
    stored, used = load_file(folder / "adapter_model.safetensors"), get_peft_model_state_dict(model)
    complaints = [f"adapter: {key}" for key in sorted(stored.keys() ^ used.keys())]
    complaints += [f"adapter changed: {key}" for key in stored.keys() & used.keys() if not stored[key].float().equal(used[key].float())]
    return model, complaints


def ids_of(tokenizer, text, limit):
    """The first `limit` token ids of a file; shape (tokens,)."""
    ids = tokenizer(Path(text).read_bytes().decode("utf-8"), add_special_tokens=False, verbose=False).input_ids
    return torch.tensor(ids[:limit])


@torch.no_grad()
def perplexity(model, ids):
    """exp(mean negative log-likelihood, nats) over `ids`, shape (tokens,)."""
    length = min(model.config.max_position_embeddings, LONGEST_WINDOW)
    total, scored = 0.0, 0
    for window in ids.split(length):
        if len(window) < 2:
            continue
        logits = model(input_ids=window[None]).logits[0, :-1].float()  # (tokens - 1, vocabulary)
        losses = torch.nn.functional.cross_entropy(logits, window[1:], reduction="none")
        total += losses.double().sum().item()
        scored += len(losses)
    return math.exp(total / scored)


def checked(row, directory, texts, limit, tolerance):
    """Table lines of one row and whether all is well with it."""
    model, complaints = opened(directory)
    for each in complaints:
        print(f"{row['ordering']}: {each}", file=sys.stderr)
    tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True)
    lines, good = [], not complaints
    for name, ours in sorted(row["perplexity"].items()):
        theirs = perplexity(model, ids_of(tokenizer, texts[name], limit))
        difference = 100 * (theirs - ours) / ours
        good = good and abs(difference) <= tolerance
        lines.append(
            f"| {row['ordering']} | {row.get('seed', '')} | {name} | {ours:.4f} | {theirs:.4f} "
            f"| {difference:+.4f} | {len(complaints)} |"
        )
    return lines, good


def main():
    args = arguments()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    texts = dict(each.split("=", 1) for each in args.text)
    rows = [row for row in json.loads(args.report.read_text())["rows"] if row.get("perplexity")]
    unknown = sorted({name for row in rows for name in row["perplexity"]} - texts.keys())
    if unknown or not rows:
        sys.exit(f"no --text for the report's sets {unknown}" if rows else "the report has no measured rows")
    print("| ordering | seed | set | ours | transformers | difference % | key complaints |")
    print("|---|---|---|---|---|---|---|")
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        for row in rows:
            directory = folder(row, args.checkpoints, Path(scratch))
            lines, good = checked(row, directory, texts, args.max_tokens, args.tolerance)
            print("\n".join(lines), flush=True)
            if not good:
                failed.append(row["ordering"])
    print(f"\n{len(rows)} checkpoints opened; " + (f"FAILED: {', '.join(failed)}" if failed else "all agree"))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
