"""FastAPI's own tutorial tests over real sockets: start at `__main__.py`."""
