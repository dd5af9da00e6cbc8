"""What the figures of this project come from: `python -m benchmarks` measures and prints."""
