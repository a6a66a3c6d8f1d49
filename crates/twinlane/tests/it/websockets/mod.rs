//! WebSockets, by the test client.

mod basics;
