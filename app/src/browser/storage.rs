//! What is kept on this device: choices for good, and marks for as long as the tab is open. Storage may be
//! closed to the page; then nothing is kept.

use leptos::prelude::window;
use web_sys::Storage;

/// A choice that was kept on this device.
pub fn kept(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Keeps a choice on this device; nothing takes it away again.
pub fn keep(key: &str, value: Option<&str>) {
    if let Some(storage) = local() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Leaves a mark for as long as the tab is open. Whether it is new there.
pub fn mark(key: &str, value: &str) -> bool {
    let Ok(Some(storage)) = window().session_storage() else {
        return false;
    };
    let known = storage.get_item(key).ok().flatten();
    known.as_deref() != Some(value) && storage.set_item(key, value).is_ok()
}

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
