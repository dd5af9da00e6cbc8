"""What operators do from outside of chat, one file for each subject."""
