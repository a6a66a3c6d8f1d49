//! Path templates through their public interface.

mod template;
