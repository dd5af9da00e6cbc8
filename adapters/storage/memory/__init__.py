"""Past cases found again by words, and articles proposed from answers."""
