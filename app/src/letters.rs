//! Upper and lower case. In a browser its own tables serve, so that they need not be downloaded once more.

/// In lower case.
pub fn lower(text: &str) -> String {
    #[cfg(target_family = "wasm")]
    return js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(target_family = "wasm"))]
    return text.to_lowercase();
}

/// In upper case.
pub fn upper(text: &str) -> String {
    #[cfg(target_family = "wasm")]
    return js_sys::JsString::from(text).to_upper_case().into();
    #[cfg(not(target_family = "wasm"))]
    return text.to_uppercase();
}

/// With a capital at its beginning.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => upper(first.encode_utf8(&mut [0; 4])) + chars.as_str(),
        None => String::new(),
    }
}
