"""What the desk answers by itself, from the pack: articles, fees, trees, timelines, terms."""
