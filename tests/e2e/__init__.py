"""The product as a person meets it: the page of `make run` in a browser."""
