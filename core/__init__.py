"""The desk: values, rules, decisions. No I/O, no clock, no randomness."""
