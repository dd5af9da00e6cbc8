"""What is kept about a person, taken out of the database, or kept no longer."""
