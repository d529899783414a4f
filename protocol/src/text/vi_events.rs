//! What `events` says. `{…}` are filled in.

/// Code and sentence.
pub const SENTENCES: &[(&str, &str)] = &[
    ("error.no_event", "Không có việc nào trong nhà mang tên ấy."),
    ("next.no_event", "Gọi events không ghi tên để xem danh sách."),
    ("cli.events.line", "{key}  {title}"),
    ("cli.events.more", "Xem từng việc, ví dụ: hoso events birth"),
    ("cli.events.step", "{number}. {name} ({code})"),
    ("cli.events.why", "   {why}"),
    ("cli.events.only", "   Chỉ khi: {only}"),
];
