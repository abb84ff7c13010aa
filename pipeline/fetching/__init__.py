"""PDFs from the web into ``data/raw``: politely, resumably, and each content once."""
