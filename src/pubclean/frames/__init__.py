"""Bridges to other houses: data frames and datasketch; each is imported by its own name."""
