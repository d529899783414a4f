//! What is said where a small slip happened: a wrong name, a wrong place, a second server.

/// Code and sentence.
pub const SENTENCES: &[(&str, &str)] = &[
    ("problem.no_paper", "Hồ sơ này không có giấy đó. Các giấy của hồ sơ: {papers}."),
    ("error.bad_path", "Không ghi được vào chỗ đó: đường dẫn sai, hoặc chỗ đó không cho ghi."),
    ("next.bad_path", "Chọn một thư mục khác có thể ghi vào, rồi làm lại."),
    ("next.conflict", "show"),
    ("error.enrolled_elsewhere", "Máy này đã đăng ký với một máy chủ khác."),
    (
        "next.enrolled_elsewhere",
        "Nếu chuyển sang máy chủ mới, mọi hồ sơ trong máy sẽ được gửi đến đó. Muốn chuyển thật thì làm lại lệnh này và \
         thêm --move.",
    ),
    ("show.papers_kept", "GIẤY ĐÃ GHI (trường hợp đang chọn chưa cần đến)"),
    ("notice.paper_kept", "Giấy đã ghi vẫn còn trong máy: {name}. Trường hợp đang chọn chưa cần đến giấy này."),
    ("wrong.future", "{name}: ngày này chưa đến, xem lại."),
];
