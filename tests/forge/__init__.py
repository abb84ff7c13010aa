"""Filled forms for tests: random answers, drawn in many looks, with the truth beside them. See README.md."""
