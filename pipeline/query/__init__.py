"""Questions to finished tables: DuckDB over them, comparisons, and differences of filings and of runs."""
