"""Sends the same requests to FastAPI and to Twinlane, and compares the answers."""
