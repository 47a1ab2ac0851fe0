"""The cleaning half: `python -m benchmarks pages`."""
