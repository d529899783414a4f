//! Mistakes that can be planted: each stands for one that a former draft made or a reviewer feared. The simulation must
//! find every one of them, or it is blind.

macro_rules! mistakes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A mistake to plant.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Planted { $($(#[$doc])* $name,)* }

        impl Planted {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What it is called on a command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

mistakes! {
    /// The phone: the cursor moves on although a reply brought edits that were not kept.
    CursorSkips = "cursor-skips",
    /// The phone: edits count as acknowledged once they were sent, whatever the server said.
    SentIsAcknowledged = "sent-is-acknowledged",
}
