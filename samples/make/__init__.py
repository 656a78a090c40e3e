"""The generator: knowledge in `data/`, drawing in `sheet` and `blocks`, wear and tear in `damage`."""
