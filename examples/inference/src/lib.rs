//! Nothing: the example is in `service/`.
