//! The editor (`app/editor`), which the playground's document loads beside this module. Places are UTF-16
//! units of the file that is shown, as the browser counts them.

use std::ops::Range;

use js_sys::{Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::Node;

#[wasm_bindgen(js_namespace = posternEditor)]
extern "C" {
    fn create(host: &Node, label: &str, listener: &Function);
    fn open(texts: Vec<String>, index: usize);
    fn add(text: &str);
    fn remove(index: usize);
    fn show(index: usize);
    fn write(from: u32, to: u32, insert: &str, anchor: u32, head: u32);
    fn select(from: u32, to: u32);
    fn mark(findings: &str);
    fn pick(from: i32, to: i32);
    fn learn(kinds: &str, names: &str);
    fn pack(text: &str) -> Promise;
    fn unpack(packed: &str) -> Promise;
}

/// What the editor tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// What stood there is now this.
    Typed(Range<u32>, String),
    /// This is selected.
    Selected(Range<u32>),
    /// Whether the next Tab leaves the editor.
    Leaving(bool),
    /// Apply the fix of this number of the finding of that.
    Mend(usize, usize),
}

/// Puts the editor into `host`, and calls back with what it tells.
pub fn start(host: &Node, label: &str, hear: impl Fn(Told) + 'static) {
    let listener = Closure::<dyn Fn(String, JsValue, JsValue, JsValue)>::new(
        move |what: String, one: JsValue, other: JsValue, text: JsValue| {
            if let Some(told) = told(&what, &one, &other, &text) {
                hear(told);
            }
        },
    );
    create(host, label, listener.as_ref().unchecked_ref());
    listener.forget();
}

fn told(what: &str, one: &JsValue, other: &JsValue, text: &JsValue) -> Option<Told> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "places are whole and small; casting saturates"
    )]
    let number = |value: &JsValue| value.as_f64().map(|number| number as u32);
    Some(match what {
        "typed" => Told::Typed(number(one)?..number(other)?, text.as_string()?),
        "selected" => Told::Selected(number(one)?..number(other)?),
        "leaving" => Told::Leaving(one.is_truthy()),
        "mend" => Told::Mend(number(one)? as usize, number(other)? as usize),
        _ => return None,
    })
}

/// Begins anew with these files, and shows one of them.
pub fn begin(texts: Vec<String>, index: usize) {
    open(texts, index);
}

/// Adds a file behind the others.
pub fn append(text: &str) {
    add(text);
}

/// Forgets a file that is not shown.
pub fn forget(index: usize) {
    remove(index);
}

/// Shows another file.
pub fn turn_to(index: usize) {
    show(index);
}

/// Writes into the file that is shown, so that it can be undone there, and selects. The editor tells of it
/// as of anything typed.
pub fn put(place: &Range<u32>, text: &str, selected: &Range<u32>) {
    write(place.start, place.end, text, selected.start, selected.end);
}

/// Selects a place, brings it into sight and puts the focus there.
pub fn go_to(place: &Range<u32>) {
    select(place.start, place.end);
}

/// Draws what is wrong: a list of findings in JSON.
pub fn show_wrong(findings: &str) {
    mark(findings);
}

/// Tints what was picked, or nothing.
pub fn tint(place: Option<&Range<u32>>) {
    let number = |unit: u32| i32::try_from(unit).unwrap_or(i32::MAX);
    match place {
        Some(place) => pick(number(place.start), number(place.end)),
        None => pick(-1, -1),
    }
}

/// Tells the editor which fields there are (the engine's list), and which names; an empty text leaves what
/// it knows.
pub fn teach(kinds: &str, names: &str) {
    learn(kinds, names);
}

/// A text as a part of an address.
pub async fn packed(text: &str) -> Option<String> {
    JsFuture::from(pack(text)).await.ok()?.as_string()
}

/// What was packed; `None` if it is no such text.
pub async fn unpacked(packed: &str) -> Option<String> {
    JsFuture::from(unpack(packed)).await.ok()?.as_string()
}

/// What stands behind the `#` of the address.
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The address of this page with another fragment.
pub fn address_with(fragment: &str) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    format!("{origin}{path}#{fragment}")
}

/// Takes the fragment out of the address, without a step in the history.
pub fn drop_fragment() {
    let path = window().location().pathname().unwrap_or_default();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
    }
}
