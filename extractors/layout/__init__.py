"""A page laid out: ink to rulings, grid, cells and lines of text. Knows geometry and characters, no form."""
