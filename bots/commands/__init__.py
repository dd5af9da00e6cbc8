"""The command line in groups: words and switches, nothing else."""
