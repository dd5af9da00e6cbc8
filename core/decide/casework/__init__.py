"""What staff do with a case, one file for each kind of act."""
