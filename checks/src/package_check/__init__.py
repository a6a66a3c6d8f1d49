"""Crates as they would be published."""
