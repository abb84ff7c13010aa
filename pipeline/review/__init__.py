"""``hyokasho review``: the pages of a corpus in a browser, each value beside its box. It only reads."""
