"""What a question is about: examples, synonyms and rules of the pack, learned at start.

`mail` cuts what was not written by the asker, `words` and `concepts` read the rest, `model` weighs
it, `rules` overrule it, `sorter` puts them together (the Sorter port).
Why like this: docs/adr/0009-triage.md.
"""
