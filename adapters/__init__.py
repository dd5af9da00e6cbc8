"""Ways to reach people and places to keep things; each folder implements ports of the core."""
