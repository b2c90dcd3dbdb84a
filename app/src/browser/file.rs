//! Files that the reader opens and saves, and texts kept in this browser.

use js_sys::Array;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
pub use web_sys::File;
use web_sys::{
    Blob, BlobPropertyBag, DragEvent, Event, FileList, HtmlAnchorElement, HtmlInputElement, Url,
};

/// The files that were chosen in a file field. The field forgets them, so that they can be chosen again.
pub fn chosen(event: &Event) -> Vec<File> {
    let field = event
        .target()
        .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field else { return vec![] };
    let files = listed(field.files());
    field.set_value("");
    files
}

/// The files that were dropped.
pub fn dropped(event: &DragEvent) -> Vec<File> {
    listed(event.data_transfer().and_then(|it| it.files()))
}

fn listed(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return vec![] };
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is longer than what was wanted.
    TooLarge,
    /// The browser could not read it.
    Unreadable,
}

/// The text of a file of at most so many bytes.
///
/// # Errors
/// Why it was not read.
pub async fn read(file: File, most: u32) -> Result<String, Unread> {
    if file.size() > f64::from(most) {
        return Err(Unread::TooLarge);
    }
    let text = JsFuture::from(file.text()).await.ok();
    text.and_then(|text| text.as_string())
        .ok_or(Unread::Unreadable)
}

/// Gives the reader a text as a file.
pub fn save(name: &str, text: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/yaml");
    let parts: Array = [JsValue::from_str(text)].into_iter().collect();
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &kind) else {
        return;
    };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else {
        return;
    };
    let link = document()
        .create_element("a")
        .ok()
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    super::after(1_000, move || {
        let _ = Url::revoke_object_url(&address);
    });
}

/// What was kept under a name.
pub fn kept(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Forgets what was kept.
pub fn forget(name: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(name);
    }
}

/// Keeps a text for the next visit. Where the browser keeps nothing, nothing is kept.
pub fn keep(name: &str, text: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(name, text);
    }
}
