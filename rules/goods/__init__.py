"""What is bought, and whether a scope covers it: classes of goods with their words by language, and the comparison."""
