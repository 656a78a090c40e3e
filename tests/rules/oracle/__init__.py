"""What a careful expert would say, written from the project's notes on the trade, without a look at the rules.

Nothing here is shared with `rules/` but the builder of certificates and the door `judge`. `facts.py` holds the few facts
of the world that the expert needs, `opinion.py` what is concluded from them, one module a question; `papers.py` makes
certificates, `topics.py` says which rules speak of which topic.
"""
