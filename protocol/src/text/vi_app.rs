//! What the app's screens say beside the sentences of the engine. `{…}` are filled in.

/// Code and sentence.
pub const SENTENCES: &[(&str, &str)] = &[
    // Where a dossier is.
    ("app.where.phone", "Chỉ có trong máy này"),
    ("app.where.sending", "Đang chờ gửi lên máy chủ"),
    ("app.where.server", "Đã chép lên máy chủ"),
    ("app.where.handed_in", "Đã gửi trước cho xã xem"),
    // How much is left.
    ("app.left", "Còn {n} việc"),
    ("app.left.none", "Đã đủ"),
    ("app.missing.papers", "Còn thiếu {n} giấy tờ"),
    ("app.missing.fields", "Còn {n} ô chưa điền"),
    ("app.missing.answers", "Còn {n} câu chưa trả lời"),
    ("app.missing.wrong", "Có {n} chỗ cần xem lại"),
    ("app.ready.send", "Hồ sơ đã đủ, gửi trước cho xã xem được"),
    ("app.ready.bring", "Hồ sơ đã đủ để mang đi"),
    // What to know about a dossier.
    ("app.note.deleted", "Hồ sơ này đã xóa. Lấy lại được."),
    ("app.note.came_back", "Đã xóa trên máy kia, ở đây vừa sửa."),
    ("app.note.changed", "Đã sửa sau khi gửi, chưa gửi lại."),
    ("app.note.not_accepted", "Có {n} lần sửa máy chủ không nhận. Nội dung vẫn còn trong máy, ghi lại được."),
    ("app.note.waiting", "Có {n} lần sửa đang chờ phần khác tới."),
    ("app.note.conflicts", "Hai máy ghi khác nhau ở {n} chỗ, cần chọn."),
    ("app.note.no_guide", "Máy chưa có hướng dẫn của hồ sơ này. Đồng bộ để lấy về."),
    // The line under the list.
    ("app.offline", "Không có sóng – mọi thứ vẫn được lưu"),
    ("app.synced", "Đồng bộ lần cuối: {at}"),
    ("app.never_synced", "Chưa đồng bộ lần nào"),
    ("app.not_enrolled", "Máy này chưa đăng ký với xã. Mọi thứ vẫn được lưu trong máy."),
    (
        "app.where_code",
        "Mã đăng ký do cán bộ một cửa của xã hoặc tổ công nghệ số cộng đồng cấp. Chưa có mã vẫn chuẩn bị hồ sơ được.",
    ),
    // Who the phone is.
    ("app.role.citizen", "Máy của người dân"),
    ("app.role.member", "Máy của tổ công nghệ số cộng đồng"),
    ("app.role.officer", "Máy của bộ phận một cửa"),
    ("app.role.viewer", "Máy xem số liệu"),
    ("app.invited", "Máy mới sẽ thấy cả {n} hồ sơ của bạn."),
    // The next step where a command line names a command.
    ("app.next.check", "Mở mục kiểm tra để xem còn thiếu gì."),
    ("app.next.conflicts", "Mở mục “Hai máy ghi khác nhau” rồi chọn một."),
    ("app.next.enrol", "Nhập mã đăng ký do xã hoặc tổ công nghệ số cộng đồng cấp."),
    ("app.next.sync", "Bấm đồng bộ khi có mạng."),
    ("app.next.undelete", "Bấm lấy lại hồ sơ rồi ghi tiếp."),
    ("app.next.home", "Về trang đầu rồi chọn lại hồ sơ."),
    ("app.next.search", "Tìm lại thủ tục theo tên."),
    ("app.next.reopen", "Mở lại hồ sơ này."),
    // Errors of the app itself.
    ("error.closed", "Kho hồ sơ đã đóng."),
    ("next.closed", "Mở lại ứng dụng. Những gì đã lưu vẫn còn nguyên."),
    ("error.internal", "Ứng dụng gặp lỗi ở bước này. Những gì đã lưu vẫn còn nguyên."),
    ("next.internal", "Thử lại; nếu vẫn vậy, tắt ứng dụng rồi mở lại."),
    ("error.platform", "Máy không mở được nơi giữ chìa khóa của kho hồ sơ."),
    ("next.platform", "Mở khóa máy rồi thử lại."),
    ("error.photo_elsewhere", "Ảnh này đang ở máy khác hoặc trên máy chủ."),
    ("next.photo_elsewhere", "Đồng bộ khi có mạng để lấy ảnh về."),
    ("error.no_photo", "Chưa có ảnh nào được chọn."),
    ("next.no_photo", "Chụp hoặc chọn một ảnh."),
    ("error.no_conflict_choice", "Chưa chọn giá trị nào."),
    ("next.no_conflict_choice", "Chọn một giá trị hoặc ghi giá trị đúng."),
];
