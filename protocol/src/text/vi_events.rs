//! What `events` and `catalog review` say. `{…}` are filled in.

/// Code and sentence.
pub const SENTENCES: &[(&str, &str)] = &[
    ("error.no_event", "Không có việc nào trong nhà mang tên ấy."),
    ("next.no_event", "Gọi events không ghi tên để xem danh sách."),
    ("cli.events.line", "{key}  {title}"),
    ("cli.events.more", "Xem từng việc, ví dụ: hoso events birth"),
    ("cli.events.step", "{number}. {name} ({code})"),
    ("cli.events.why", "   {why}"),
    ("cli.events.only", "   Chỉ khi: {only}"),
    ("error.no_guide", "Trong thư mục này không có hướng dẫn mang mã ấy."),
    ("next.no_guide", "Xem lại mã và thư mục. Các hướng dẫn nằm trong catalog/guides."),
    ("cli.review.done", "Đã ghi: {by} duyệt ngày {day}."),
    ("cli.review.left", "Còn {count} chỗ chưa đối chiếu. Người xem vẫn thấy dấu ấy."),
];
