"""``hyokasho doctor``: has this machine what hyokasho needs? Checks judge what they are given; report gathers it."""
