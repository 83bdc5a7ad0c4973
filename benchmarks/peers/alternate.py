"""Runs `ordo bench model` and a peer in turns, and prints the medians of both with their ratios.

    python benchmarks/peers/alternate.py --python PYTHON_WITH_TRANSFORMERS --rounds 5 --rows forward-fp32,kd-step-fp32 --json FILE
    python benchmarks/peers/alternate.py --python PYTHON_WITH_XLLAMACPP --rows decode-int4 --gguf MODEL.gguf

The peer is transformers (model_speed.py); for rows of decoding packed weights it is llama.cpp (llama_decode.py), with the model that --gguf names.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

HOME = Path(__file__).resolve().parents[2]


def ours(row, threads):
    command = [HOME / "ordo", "bench", "model", "--only", row, "--threads", str(threads), "--json", "-"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["results"][0]


def peer(row):
    return "llama.cpp" if row.startswith("decode-int") else "transformers"


def theirs(row, threads, python, gguf):
    script, what = ("llama_decode.py", gguf) if peer(row) == "llama.cpp" else ("model_speed.py", row)
    command = [python, HOME / "benchmarks/peers" / script, what, "--threads", str(threads)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def summary(row, rounds):
    def middle(who, field):
        return median(each[who][field] for each in rounds)

    speed, floor = middle("ordo", "tokensPerSecond"), middle("ordo", "floorTokensPerSecond")
    other = middle(peer(row), "tokensPerSecond")
    return {
        "name": row,
        "rounds": len(rounds),
        "ordo": speed,
        "floor": floor,
        "ofFloor": median(each["ordo"]["tokensPerSecond"] / each["ordo"]["floorTokensPerSecond"] for each in rounds),
        "peer": peer(row),
        "peerTokensPerSecond": other,
        "ratio": speed / other,
        "ordoPeakBytes": middle("ordo", "peakBytes"),
        "peerPeakBytes": middle(peer(row), "peakBytes"),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="a Python that has what the peer needs")
    parser.add_argument("--gguf", help="what llama.cpp decodes with")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", default="forward-fp32,forward-bf16,kd-step-fp32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path, help="where to write medians and every round")
    options = parser.parse_args()
    found = []
    for row in options.rows.split(","):
        rounds = []
        for _ in range(options.rounds):
            mine = ours(row, options.threads)
            rounds.append({"ordo": mine, peer(row): theirs(row, options.threads, options.python, options.gguf)})
        line = summary(row, rounds)
        found.append({**line, "all": rounds})
        print(
            f"{row:14} ordo {line['ordo']:7.1f} tok/s, {line['ofFloor']:.2f} of the floor, {line['ordoPeakBytes'] / 1e6:.0f} MB; "
            f"{line['peer']} {line['peerTokensPerSecond']:7.1f}, {line['peerPeakBytes'] / 1e6:.0f} MB; ratio {line['ratio']:.2f}",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
