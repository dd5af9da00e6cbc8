"""The loop: load, decide, commit, deliver; and the ports to the world."""
