"""Runs the measurements of this folder by name: `python -m scripts.bench pipelines`."""

import importlib
import sys

importlib.import_module(f"scripts.bench.{sys.argv[1]}").main(sys.argv[2:])
