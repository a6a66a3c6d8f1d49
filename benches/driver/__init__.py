"""Measures Twinlane beside its peers: `benches/run` and `benches/blocked`. Python's standard library only."""
