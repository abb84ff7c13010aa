"""A PDF as a bundle: where assessments begin and end, every page's role, and what stands around assessments."""
