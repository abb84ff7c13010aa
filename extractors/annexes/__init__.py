"""The annexes of an assessment (別添): lists of record items and change tables."""
