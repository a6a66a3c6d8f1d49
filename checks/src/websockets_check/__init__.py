"""Ends, attacks and stops of WebSockets: `checks/websockets`."""
