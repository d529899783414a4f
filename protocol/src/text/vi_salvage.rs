//! Saving what can be read of a damaged store.

/// By code.
pub(super) const SENTENCES: &[(&str, &str)] = &[
    ("error.nothing_salvaged", "Kho hồ sơ hỏng nặng, không cứu được hồ sơ nào. Các tệp vẫn để nguyên."),
    (
        "next.nothing_salvaged",
        "Hãy sao thư mục này ra chỗ khác rồi tìm người giúp. Nếu đã đăng ký với xã: đồng bộ trên máy khác để lấy lại.",
    ),
    (
        "cli.doctor.next_salvage",
        "Chạy hoso doctor --salvage để cứu những gì còn đọc được; phần hỏng được cất nguyên qua một bên.",
    ),
    (
        "cli.doctor.salvaged",
        "Đã cứu {dossiers} hồ sơ, {edits} lần sửa, {typed} chỗ vừa ghi, {photos} ảnh ({copy} dòng lấy từ bản lưu).",
    ),
    (
        "cli.doctor.unreadable",
        "Có {n} chỗ không đọc được. Hãy xem lại từng hồ sơ; nếu đã đăng ký với xã, đồng bộ để lấy về những gì xã có.",
    ),
    ("cli.doctor.salvage_whole", "Mọi dòng đều đọc được."),
    ("cli.doctor.salvage_aside", "Phần hỏng nằm nguyên trong thư mục {folder}, không xóa gì."),
];
