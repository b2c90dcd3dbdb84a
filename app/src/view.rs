//! What is shown, as data: one type for every view, which `browser::dom` builds and keeps up to date. The
//! words are those of Leptos, whose signals and effects drive it; its renderer gives every view a type of
//! its own, and a page of this size would then weigh twice as much.

use std::borrow::Cow;

use leptos::prelude::{Memo, RenderEffect, StoredValue};

use crate::browser::{Event, Node};

/// What a page's files use: this module, and Leptos's reactive part.
pub mod prelude {
    pub use leptos::prelude::{
        Get, GetUntracked, GetValue, LocalStorage, Memo, Read, ReadUntracked, RwSignal, Set,
        SetValue, StoredValue, Track, Update, UpdateValue, With, WithUntracked, WithValue, Write,
        document, event_target_checked, event_target_value, expect_context, on_cleanup,
        provide_context, window,
    };

    pub use super::{AnyView, CollectView, IntoView, memo, watch};
    pub use postern_view::view;
}

/// Acts now, and again whenever a signal that was read has changed, until the page is left. It is told
/// whether this is the first time.
pub fn watch(act: impl FnMut(bool) + 'static) {
    fn start(mut act: Box<dyn FnMut(bool)>) {
        let effect = RenderEffect::new(move |before: Option<()>| act(before.is_none()));
        // Ends with the page that is being built.
        StoredValue::new_local(effect);
    }
    start(Box::new(act));
}

/// Before each attribute of an element as it is written.
pub const NEXT: char = '\u{1}';
/// Between the name of such an attribute and its value.
pub const IS: char = '\u{2}';

/// A value that follows from signals: what reads it acts again only when the value has changed.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    fn start<T: PartialEq + Send + Sync + 'static>(
        value: Box<dyn Fn() -> T + Send + Sync>,
    ) -> Memo<T> {
        Memo::new(move |_| value())
    }
    start(Box::new(value))
}

/// A view, whatever it is of.
pub type AnyView = View;

/// Something shown.
pub enum View {
    /// A text.
    Text(Cow<'static, str>),
    /// An element.
    Element(Element),
    /// Views after each other; nothing where there are none.
    Many(Vec<Self>),
    /// A view that is made anew whenever a signal it read has changed.
    Live(Box<dyn FnMut() -> Self>),
}

/// An element to be shown: one pointer, since it is handed on from call to call while it is written.
pub struct Element(Box<Parts>);

/// What an element is made of.
pub struct Parts {
    /// It is part of an SVG picture.
    pub is_svg: bool,
    /// Its name and the attributes that are always the same, as [`Element::new`] takes them.
    pub written: &'static str,
    /// What else is set on it.
    pub settings: Vec<Setting>,
    /// What hears its events.
    pub listeners: Vec<(&'static str, Listener)>,
    /// What is called when it stands in the document.
    pub mounted: Option<Box<dyn FnOnce(Node)>>,
    /// What is in it.
    pub children: Vec<View>,
}

/// Something set on an element.
pub struct Setting {
    /// Where.
    pub on: On,
    /// Its name.
    pub name: &'static str,
    /// To what.
    pub value: Value,
}

/// Where something is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// An attribute.
    Attribute,
    /// A property, which stays as it is given.
    Property,
    /// A variable for its style sheets.
    Variable,
}

/// What hears an event.
pub type Listener = Box<dyn Fn(Event)>;

/// What an attribute or property is.
pub enum Value {
    /// Not there.
    Absent,
    /// A text.
    Text(Cow<'static, str>),
    /// Yes or no; an attribute is then there or not.
    Flag(bool),
    /// Made anew whenever a signal it read has changed.
    Live(Box<dyn FnMut() -> Self>),
}

impl Element {
    /// An element of HTML: its name, then each attribute that is always the same behind [`NEXT`], its
    /// value behind [`IS`]. One text, because that is what takes least room among the hundreds there are.
    #[inline(never)]
    pub fn new(written: &'static str) -> Self {
        Self(Box::new(Parts {
            written,
            is_svg: false,
            settings: Vec::new(),
            listeners: Vec::new(),
            mounted: None,
            children: Vec::new(),
        }))
    }

    /// An element of SVG.
    #[inline(never)]
    pub fn svg(written: &'static str) -> Self {
        let mut element = Self::new(written);
        element.0.is_svg = true;
        element
    }

    /// With an attribute.
    pub fn attribute(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(On::Attribute, name, value.into_value())
    }

    /// With a property.
    pub fn prop(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(On::Property, name, value.into_value())
    }

    /// With a variable for its style sheets.
    pub fn variable(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(On::Variable, name, value.into_value())
    }

    #[inline(never)]
    fn set(mut self, on: On, name: &'static str, value: Value) -> Self {
        self.0.settings.push(Setting { on, name, value });
        self
    }

    /// With something that hears an event.
    pub fn on(self, event: &'static str, hear: impl Fn(Event) + 'static) -> Self {
        self.heard(event, Box::new(hear))
    }

    #[inline(never)]
    fn heard(mut self, event: &'static str, hear: Listener) -> Self {
        self.0.listeners.push((event, hear));
        self
    }

    /// With something that is called when the element stands in the document.
    pub fn mounted(mut self, call: impl FnOnce(Node) + 'static) -> Self {
        self.0.mounted = Some(Box::new(call));
        self
    }

    /// With a text in it.
    #[inline(never)]
    pub fn text(self, text: &'static str) -> Self {
        self.child(View::Text(text.into()))
    }

    /// With something in it.
    #[inline(never)]
    pub fn child(mut self, child: View) -> Self {
        self.0.children.push(child);
        self
    }

    /// With another element in it.
    #[inline(never)]
    pub fn element(self, child: Self) -> Self {
        self.child(View::Element(child))
    }

    /// What it is made of.
    pub fn into_parts(self) -> Parts {
        *self.0
    }

    /// What it is made of.
    pub fn parts(&self) -> &Parts {
        &self.0
    }
}

/// What can be shown.
pub trait IntoView: Sized {
    /// As a view.
    fn into_any(self) -> View;
}

impl IntoView for View {
    fn into_any(self) -> View {
        self
    }
}

impl IntoView for () {
    fn into_any(self) -> View {
        View::Many(Vec::new())
    }
}

impl<T: IntoView> IntoView for Option<T> {
    fn into_any(self) -> View {
        match self {
            Some(view) => view.into_any(),
            None => ().into_any(),
        }
    }
}

impl<T: IntoView> IntoView for Vec<T> {
    fn into_any(self) -> View {
        View::Many(self.collect_view())
    }
}

impl<F: FnMut() -> T + 'static, T: IntoView> IntoView for F {
    fn into_any(mut self) -> View {
        View::Live(Box::new(move || self().into_any()))
    }
}

impl From<Element> for View {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<&'static str> for View {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

/// Several views made one after another.
pub trait CollectView {
    /// All of them.
    fn collect_view(self) -> Vec<View>;
}

impl<T: IntoView, I: IntoIterator<Item = T>> CollectView for I {
    fn collect_view(self) -> Vec<View> {
        let mut views = Vec::new();
        for view in self {
            views.push(view.into_any());
        }
        views
    }
}

/// What an attribute or property can be.
pub trait IntoValue {
    /// As a value.
    fn into_value(self) -> Value;
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Flag(self)
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Absent, IntoValue::into_value)
    }
}

impl<F: FnMut() -> T + 'static, T: IntoValue> IntoValue for F {
    fn into_value(mut self) -> Value {
        Value::Live(Box::new(move || self().into_value()))
    }
}

/// Texts and numbers stand in the page and in attributes alike.
macro_rules! texts {
    ($($type:ty => $as_text:expr),*) => {$(
        impl IntoView for $type {
            fn into_any(self) -> View {
                View::Text($as_text(self).into())
            }
        }

        impl IntoValue for $type {
            fn into_value(self) -> Value {
                Value::Text($as_text(self).into())
            }
        }
    )*};
}

texts!(
    &'static str => |text: Self| text,
    String => |text: Self| text,
    Cow<'static, str> => |text: Self| text,
    u8 => |n: Self| n.to_string(),
    u32 => |n: Self| n.to_string(),
    usize => |n: Self| n.to_string()
);
