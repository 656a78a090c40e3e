"""Documents that the project makes itself, with their truth and their generator."""
