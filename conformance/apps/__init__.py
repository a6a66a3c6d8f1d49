"""The applications in Python. Each has its counterpart of the same name in `src/apps`."""
