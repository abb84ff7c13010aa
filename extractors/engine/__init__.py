"""The generic engine: a form as data, a walk through laid-out pages along it, and the answers it finds."""
