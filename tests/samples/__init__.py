"""Are the samples complete, true to their generator, and what their manifest says?"""
