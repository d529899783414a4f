//! Generates the Swift of the face; `cargo xtask bindings` runs it.

fn main() {
    uniffi::uniffi_bindgen_swift();
}
