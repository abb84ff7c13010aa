"""Checkboxes: rows of brackets, the labels that name them, the texts in parentheses behind these."""
