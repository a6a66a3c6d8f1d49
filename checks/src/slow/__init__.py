"""Slow clients, a thousand at a time, and another that is served meanwhile."""
