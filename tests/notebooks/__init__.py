"""The notebooks run on the samples, and the gallery of their pictures is drawn."""
