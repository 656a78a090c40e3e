"""Whose name is this? Companies' names compared across scripts, and senders found in the buyer's list."""
