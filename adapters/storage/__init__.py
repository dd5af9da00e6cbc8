"""Keeps cases, questions, turns and deliveries in a database."""
