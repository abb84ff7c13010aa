"""What the shell may complete beside commands, options and files: names that this project declares.

No PDF and no table is opened for it.
"""

from __future__ import annotations


def complete_concept(incomplete: str) -> list[str]:
    """Concepts of any form that begin so, sorted."""
    from pipeline.codebook import codebook_rows

    concepts = {row["concept"] for row in codebook_rows() if row.get("concept")}
    return sorted(concept for concept in concepts if concept.startswith(incomplete))
