//! Hands the target triple to the code: only build scripts know it.

fn main() {
    println!("cargo:rustc-env=HOSO_TARGET={}", std::env::var("TARGET").unwrap_or_default());
}
