//! Sentences about versions of a procedure.

/// By code.
pub(super) const SENTENCES: &[(&str, &str)] = &[
    ("doctor.catalog", "Danh mục thủ tục đã cài không đọc được. Hồ sơ không sao; cài lại danh mục."),
    ("step.rebase", "theo hướng dẫn mới"),
    ("error.no_newer_version", "Hồ sơ này đang theo hướng dẫn mới nhất mà máy có."),
    ("next.no_newer_version", "check"),
    ("error.rebase_handed_in", "Hồ sơ đã gửi trước cho xã nên giữ nguyên theo hướng dẫn của ngày gửi."),
    ("next.rebase_handed_in", "show"),
    ("error.stale_rebase", "Hồ sơ vừa thay đổi, xin xem lại rồi đồng ý."),
    ("next.stale_rebase", "rebase"),
    ("notice.newer", "Thủ tục này có hướng dẫn mới. Xem có gì đổi rồi hãy làm tiếp."),
    ("notice.ended", "Hướng dẫn của hồ sơ này chỉ dùng đến hết ngày {day}. Xem hướng dẫn mới trước khi nộp."),
    ("notice.not_yet", "Hướng dẫn của hồ sơ này dùng từ ngày {day}. Nộp trước ngày đó thì hỏi lại xã."),
    ("cli.rebase.none", "Hồ sơ đang theo hướng dẫn mới nhất mà máy có, không có gì đổi."),
    ("cli.rebase.head", "Thủ tục có hướng dẫn mới: {name}"),
    ("cli.rebase.from", "Dùng từ ngày {day}."),
    ("cli.rebase.new", "Cần thêm:"),
    ("cli.rebase.kept", "Vẫn dùng: {count} mục đã ghi."),
    ("cli.rebase.gone", "Không cần nữa:"),
    ("cli.rebase.gone_written", "- {name} (đã ghi, vẫn giữ trong phần Đã ghi trước đây)"),
    ("cli.rebase.nothing_new", "Không phải làm thêm gì."),
    ("cli.rebase.accept", "Chưa đổi gì cả. Đồng ý thì gõ: hoso rebase {id} --accept {basis}"),
    ("cli.rebase.done", "Đã theo hướng dẫn mới. Những gì đã ghi vẫn còn nguyên. Muốn trở lại: hoso undo {id}"),
];
