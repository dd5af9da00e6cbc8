"""What proves an answer: its record, whether it is still current, who was given it, corrections."""
