//! What search says.

pub(super) const SENTENCES: &[(&str, &str)] = &[
    ("search.nearest", "Không thấy việc nào khớp hẳn với câu này. Gần nhất là:"),
    ("search.fields", "Xem thử việc trong các lĩnh vực: {fields}."),
    ("search.suggestions", "Có thể muốn hỏi: {list}."),
    ("search.filtered", "Chỉ tìm trong phạm vi đã chọn. Bỏ bớt điều kiện thì có thể thấy thêm."),
];
