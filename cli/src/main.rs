//! The laptop tool of Hồ Sơ.

fn main() {}
