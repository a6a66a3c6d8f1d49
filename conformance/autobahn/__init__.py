"""Autobahn's cases against the WebSocket protocol."""
