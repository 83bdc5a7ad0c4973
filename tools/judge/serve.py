"""Serves a GGUF model by llama.cpp's OpenAI-compatible server, to have a real judge at hand.

python tools/judge/serve.py MODEL.gguf [--port 8081] [--threads 2]

Needs xllamacpp (2026.10), which brings llama.cpp's server. Prints the endpoint and serves until it is interrupted.
"""

import argparse
import signal

import xllamacpp


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    params = xllamacpp.CommonParams()
    params.model.path = args.model
    params.hostnames = ["127.0.0.1"]
    params.port = args.port
    params.cpuparams.n_threads = args.threads
    params.cpuparams_batch.n_threads = args.threads
    params.n_ctx = 8192
    params.n_parallel = 4
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
