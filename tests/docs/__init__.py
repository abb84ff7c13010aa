"""The documentation, held to the program: what is generated in it, and what a reader is told to type."""
