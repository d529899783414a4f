//! Values for forms; the fault suite fills them in too.

/// Something that fits a field of the birth registration.
pub fn sample(field: &str) -> String {
    let value = match field {
        date if date.ends_with("date") => "1990-02-01",
        "child_sex" => "female",
        number if number.ends_with("id_number") => "072095001234",
        name if name.ends_with("_name") => "Nguyễn Thị Hoa",
        _ => "Kinh",
    };
    format!("{field}={value}")
}
