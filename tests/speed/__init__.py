"""How fast a large store is judged anew: `make bench`."""
