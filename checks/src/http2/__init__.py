"""HTTP/2 as its standard says it, and clients that abuse it: `checks/http2`."""
