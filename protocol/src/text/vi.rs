//! Plain everyday Vietnamese. `{…}` are filled in.

/// Code and sentence.
pub const SENTENCES: &[(&str, &str)] = &[
    // The check.
    ("missing.answer", "Chưa trả lời câu hỏi: {name}"),
    ("missing.answer_conflict", "Hai máy trả lời khác nhau, cần chọn lại: {name}"),
    ("missing.field", "Chưa điền: {name}."),
    ("missing.paper", "Chưa biết đã có giấy này hay chưa: {name}."),
    ("missing.dont_have", "Còn thiếu giấy: {name}."),
    ("missing.bring_later", "Nhớ mang theo: {name}. Giấy này chưa có sẵn trong tay."),
    ("missing.original", "Cần bản chính: {name}. Bản sao thì chưa đủ."),
    ("missing.certified_copy", "Cần bản sao có chứng thực: {name}. Bản photo thường thì chưa đủ."),
    ("missing.shown", "Cần mang theo để đưa cán bộ xem: {name}."),
    ("missing.photo", "Chưa chụp ảnh: {name}."),
    ("wrong.conflict", "Hai máy ghi khác nhau, cần chọn một: {name}."),
    ("wrong.answer", "Câu trả lời này không còn dùng, xin chọn lại: {name}"),
    ("wrong.paper_state", "Xin chọn lại tình trạng của giấy: {name}."),
    ("wrong.name", "{name}: trong tên không có chữ số, xin xem lại."),
    ("wrong.date", "{name}: ngày này không có thật. Ghi ngày/tháng/năm, ví dụ 02/09/1990."),
    ("wrong.choice", "{name}: xin chọn một trong các mục có sẵn."),
    ("wrong.number", "{name}: chỗ này chỉ ghi số."),
    ("wrong.id_number", "{name}: số căn cước có 12 chữ số (chứng minh cũ có 9 chữ số), xin đếm lại."),
    ("wrong.phone", "{name}: số điện thoại có 10 chữ số và bắt đầu bằng số 0, xin xem lại."),
    ("wrong.email", "{name}: địa chỉ thư điện tử này chưa đúng, ví dụ ten@example.com."),
    // States of a paper.
    ("paper.have", "có bản chính"),
    ("paper.copy", "có bản photo"),
    ("paper.certified_copy", "có bản sao chứng thực"),
    ("paper.shown", "mang theo để cho xem"),
    ("paper.held_by_state", "Nhà nước đã có, không phải nộp"),
    ("paper.bring_later", "sẽ mang sau"),
    ("paper.dont_have", "chưa có"),
    // Statuses exchanged between one-stop systems.
    ("status.1", "Mới gửi, xã chưa xem"),
    ("status.2", "Xã đã tiếp nhận hồ sơ"),
    ("status.3", "Xã không tiếp nhận hồ sơ"),
    ("status.4", "Đang giải quyết"),
    ("status.5", "Xã yêu cầu bổ sung giấy tờ"),
    ("status.6", "Xã yêu cầu nộp phí hoặc làm nghĩa vụ tài chính"),
    ("status.7", "Người dân đã rút hồ sơ"),
    ("status.8", "Hồ sơ dừng xử lý"),
    ("status.9", "Đã giải quyết xong"),
    ("status.10", "Đã trả kết quả"),
    // The receipt.
    (
        "receipt.text",
        "Xã đã nhận bản gửi trước. Đây chưa phải Giấy tiếp nhận hồ sơ và hẹn trả kết quả. Mang bản chính đến {place}.",
    ),
    // Reasons for which the server can never take an edit.
    ("void.form", "Phần này bị hỏng trên đường đi. Nội dung vẫn còn trong máy này, có thể ghi lại."),
    ("void.signature", "Phần này không đúng chữ ký của máy. Nội dung vẫn còn trong máy này, có thể ghi lại."),
    ("void.too_large", "Phần này quá lớn. Nội dung vẫn còn trong máy này, xin ghi ngắn lại."),
    ("void.key", "Phần này máy chủ không hiểu. Xin cập nhật ứng dụng rồi ghi lại."),
    ("void.chain", "Phần này không khớp với phần trước. Nội dung vẫn còn trong máy này, có thể ghi lại."),
    ("void.revoked", "Máy này đã bị khóa quyền gửi. Xin mang máy đến xã để mở lại."),
    ("void.not_allowed", "Máy này không có quyền sửa hồ sơ này. Nội dung vẫn còn trong máy này."),
    ("void.newer", "Phần này do bản ứng dụng mới hơn ghi. Xin cập nhật ứng dụng."),
];
