//! What is set on an element: attributes, properties and style variables, kept up to date.

use std::borrow::Cow;

use js_sys::Reflect;
use leptos::prelude::RenderEffect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use crate::view::{On, Setting, Value};

/// Something set on an element in the document.
pub(super) struct ShownSetting {
    pub(super) on: On,
    pub(super) name: &'static str,
    value: ShownValue,
}

/// What an attribute or property is; one that changes by itself is kept by its effect.
enum ShownValue {
    Fixed(Option<Cow<'static, str>>),
    Live { _effect: RenderEffect<()> },
}

impl ShownSetting {
    /// Sets it.
    pub(super) fn start(node: &web_sys::Element, setting: Setting) -> Self {
        let Setting { on, name, value } = setting;
        let value = match value {
            Value::Live(mut make) => {
                let node = node.clone();
                ShownValue::Live {
                    _effect: RenderEffect::new(move |_: Option<()>| set(&node, on, name, &make())),
                }
            }
            value => {
                set(node, on, name, &value);
                ShownValue::Fixed(as_text(value))
            }
        };
        Self { on, name, value }
    }

    /// Makes it what it is now, where it changed.
    pub(super) fn patch(&mut self, node: &web_sys::Element, new: Setting) {
        let same = match (&self.value, &new.value) {
            // What somebody did to a control meanwhile is undone where the view says otherwise.
            _ if self.on == On::Property => false,
            (_, Value::Live(_)) | (ShownValue::Live { .. }, _) => false,
            (ShownValue::Fixed(old), Value::Text(new)) => old.as_ref() == Some(new),
            (ShownValue::Fixed(old), Value::Flag(true)) => old.as_deref() == Some(""),
            (ShownValue::Fixed(old), Value::Absent | Value::Flag(false)) => old.is_none(),
        };
        if !same {
            *self = Self::start(node, new);
        }
    }
}

/// A value as an attribute has it.
fn as_text(value: Value) -> Option<Cow<'static, str>> {
    match value {
        Value::Text(text) => Some(text),
        Value::Flag(true) => Some("".into()),
        Value::Absent | Value::Flag(false) | Value::Live(_) => None,
    }
}

fn set(node: &web_sys::Element, on: On, name: &'static str, value: &Value) {
    match on {
        On::Attribute => set_attribute(node, name, value),
        On::Property => set_property(node, name, value),
        On::Variable => set_variable(node, name, value),
    }
}

fn set_attribute(node: &web_sys::Element, name: &'static str, value: &Value) {
    let _ = match value {
        Value::Text(text) => node.set_attribute(name, text),
        Value::Flag(true) => node.set_attribute(name, ""),
        Value::Absent | Value::Flag(false) | Value::Live(_) => node.remove_attribute(name),
    };
}

/// Through the object model: the page's policy allows no style in an attribute.
fn set_variable(node: &web_sys::Element, name: &'static str, value: &Value) {
    if let (Some(element), Value::Text(text)) = (node.dyn_ref::<HtmlElement>(), value) {
        let _ = element.style().set_property(name, text);
    }
}

fn set_property(node: &web_sys::Element, name: &'static str, value: &Value) {
    let new = match value {
        Value::Text(text) => JsValue::from_str(text),
        Value::Flag(flag) => JsValue::from_bool(*flag),
        Value::Absent | Value::Live(_) => JsValue::UNDEFINED,
    };
    let key = JsValue::from_str(name);
    // Setting what is there already would move the caret of some fields.
    if Reflect::get(node, &key).ok().as_ref() != Some(&new) {
        let _ = Reflect::set(node, &key, &new);
    }
}
