"""Good certificates, and what may be wrong with them.

`papers.py` holds the former, `flaws.py` the latter, `harmless.py` what only looks wrong.
"""
