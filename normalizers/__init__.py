"""What printed text means: characters, dates, ranges, agencies. Pure functions and data files; no page, no PDF."""
