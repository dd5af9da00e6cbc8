"""What the desk talks about: immutable values without behaviour of their own."""
