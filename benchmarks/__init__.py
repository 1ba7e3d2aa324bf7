"""The speed suite: ``python -m benchmarks`` builds networks of growing size and prints what everything costs."""
