//! Promises of reading a portal export.
