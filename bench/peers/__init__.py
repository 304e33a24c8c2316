"""Comparison with other extraction libraries, with the same model and machine."""
