//! Views in the document: built once, then changed in place, so that focus, selection and what is being
//! read stay where they are.

use std::{borrow::Cow, cell::RefCell, rc::Rc};

use any_spawner::Executor;
use leptos::prelude::{Owner, RenderEffect, document};
use setting::ShownSetting;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Comment, Event, Node, Text};

use super::after;
use crate::view::{IS, Listener, NEXT, Parts, View};

mod setting;

/// The namespace of SVG.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Shows a view in an element, as long as the page lives.
pub fn mount(place: &web_sys::Element, show: impl FnOnce() -> View) {
    // It fails only where an executor is set already, which then serves as well.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let shown = owner.with(|| build(show()));
    if let Some(shown) = shown {
        shown.insert(place, None);
        std::mem::forget(shown);
    }
    std::mem::forget(owner);
}

/// A view in the document.
enum Shown {
    Text {
        node: Text,
        text: Cow<'static, str>,
    },
    Element(Box<ShownElement>),
    /// The comment stands behind the parts, and keeps their place while there are none.
    Many {
        parts: Vec<Self>,
        end: Comment,
    },
    Live {
        inner: Rc<RefCell<Option<Self>>>,
        _effect: RenderEffect<()>,
    },
}

struct ShownElement {
    node: web_sys::Element,
    written: &'static str,
    settings: Vec<ShownSetting>,
    listeners: Vec<(&'static str, Hearing)>,
    children: Vec<Shown>,
}

/// A listener that can be exchanged without touching the document.
struct Hearing {
    hear: Rc<RefCell<Rc<Listener>>>,
    node: web_sys::Element,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Drop for Hearing {
    /// The event that led to this may still be on its way up through the element.
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self
            .node
            .remove_event_listener_with_callback(self.event, function);
    }
}

/// Builds a view, not yet in the document. Nothing only where the browser refuses to make a node.
fn build(view: View) -> Option<Shown> {
    Some(match view {
        View::Text(text) => Shown::Text {
            node: document().create_text_node(&text),
            text,
        },
        View::Element(element) => {
            Shown::Element(Box::new(ShownElement::build(element.into_parts())?))
        }
        View::Many(views) => Shown::Many {
            parts: views.into_iter().filter_map(build).collect(),
            end: document().create_comment(""),
        },
        View::Live(make) => live(make, None),
    })
}

/// Runs `make` now and whenever what it read has changed, and keeps what it shows up to date.
fn live(mut make: Box<dyn FnMut() -> View>, before: Option<Shown>) -> Shown {
    let inner = Rc::new(RefCell::new(before));
    let effect = {
        let inner = inner.clone();
        RenderEffect::new(move |_: Option<()>| {
            let view = make();
            let mut inner = inner.borrow_mut();
            match &mut *inner {
                Some(shown) => shown.patch(view),
                None => *inner = build(view),
            }
        })
    };
    Shown::Live {
        inner,
        _effect: effect,
    }
}

impl Shown {
    /// Puts it into the document, before another node or at the end.
    fn insert(&self, parent: &Node, before: Option<&Node>) {
        let put = |node: &Node| {
            let _ = parent.insert_before(node, before);
        };
        match self {
            Self::Text { node, .. } => put(node),
            Self::Element(element) => put(&element.node),
            Self::Many { parts, end } => {
                for part in parts {
                    part.insert(parent, before);
                }
                put(end);
            }
            Self::Live { inner, .. } => {
                if let Some(inner) = &*inner.borrow() {
                    inner.insert(parent, before);
                }
            }
        }
    }

    /// The node it begins with.
    fn first(&self) -> Option<Node> {
        match self {
            Self::Text { node, .. } => Some(node.clone().into()),
            Self::Element(element) => Some(element.node.clone().into()),
            Self::Many { parts, end } => parts
                .iter()
                .find_map(Self::first)
                .or_else(|| Some(end.clone().into())),
            Self::Live { inner, .. } => inner.borrow().as_ref().and_then(Self::first),
        }
    }

    /// Takes it out of the document.
    fn remove(&self) {
        match self {
            Self::Text { node, .. } => node.remove(),
            Self::Element(element) => element.node.remove(),
            Self::Many { parts, end } => {
                for part in parts {
                    part.remove();
                }
                end.remove();
            }
            Self::Live { inner, .. } => {
                if let Some(inner) = &*inner.borrow() {
                    inner.remove();
                }
            }
        }
    }

    /// Makes it show another view, keeping every node that still fits.
    fn patch(&mut self, view: View) {
        match (&mut *self, view) {
            (Self::Text { node, text }, View::Text(new)) => {
                if *text != new {
                    node.set_data(&new);
                    *text = new;
                }
            }
            (Self::Element(shown), View::Element(element)) if shown.fits(element.parts()) => {
                shown.patch(element.into_parts());
            }
            (Self::Many { parts, end }, View::Many(views)) => {
                let parent = end.parent_node();
                patch_all(parts, views, |new| {
                    if let Some(parent) = &parent {
                        new.insert(parent, Some(end));
                    }
                });
            }
            (Self::Live { inner, .. }, View::Live(make)) => {
                let before = inner.take();
                *self = live(make, before);
            }
            (_, view) => self.replace(view),
        }
    }

    fn replace(&mut self, view: View) {
        let Some(new) = build(view) else {
            return;
        };
        if let Some(first) = self.first()
            && let Some(parent) = first.parent_node()
        {
            new.insert(&parent, Some(&first));
        }
        self.remove();
        *self = new;
    }
}

/// Patches views one after another; `add` puts a new one behind the last.
fn patch_all(shown: &mut Vec<Shown>, views: Vec<View>, add: impl Fn(&Shown)) {
    for gone in shown.drain(views.len().min(shown.len())..) {
        gone.remove();
    }
    let known = shown.len();
    for (at, view) in views.into_iter().enumerate() {
        match shown.get_mut(at) {
            Some(old) if at < known => old.patch(view),
            _ => {
                if let Some(new) = build(view) {
                    add(&new);
                    shown.push(new);
                }
            }
        }
    }
}

impl ShownElement {
    fn build(element: Parts) -> Option<Self> {
        let mut written = element.written.split(NEXT);
        let tag = written.next()?;
        let node = if element.is_svg {
            document().create_element_ns(Some(SVG), tag)
        } else {
            document().create_element(tag)
        }
        .ok()?;
        for (name, value) in written.filter_map(|attribute| attribute.split_once(IS)) {
            let _ = node.set_attribute(name, value);
        }
        let children: Vec<Shown> = element.children.into_iter().filter_map(build).collect();
        for child in &children {
            child.insert(&node, None);
        }
        // After the children: what a `select` shows is one of them.
        let settings = element
            .settings
            .into_iter()
            .map(|setting| ShownSetting::start(&node, setting))
            .collect();
        let listeners = element
            .listeners
            .into_iter()
            .map(|(event, hear)| (event, Hearing::start(&node, event, hear)))
            .collect();
        if let Some(call) = element.mounted {
            let node = node.clone();
            after(0, move || call(node));
        }
        Some(Self {
            node,
            written: element.written,
            settings,
            listeners,
            children,
        })
    }

    /// Whether it can become another element by changes in place.
    fn fits(&self, element: &Parts) -> bool {
        let settings = self.settings.iter().map(|old| (old.on, old.name));
        let listeners = self.listeners.iter().map(|(event, _)| event);
        self.written == element.written
            && settings.eq(element.settings.iter().map(|new| (new.on, new.name)))
            && listeners.eq(element.listeners.iter().map(|(event, _)| event))
    }

    fn patch(&mut self, element: Parts) {
        let Self { node, .. } = self;
        patch_all(&mut self.children, element.children, |new| {
            new.insert(node, None)
        });
        for (old, new) in self.settings.iter_mut().zip(element.settings) {
            old.patch(node, new);
        }
        for ((_, old), (_, new)) in self.listeners.iter().zip(element.listeners) {
            *old.hear.borrow_mut() = Rc::new(new);
        }
    }
}

impl Hearing {
    fn start(node: &web_sys::Element, event: &'static str, hear: Listener) -> Self {
        let hear = Rc::new(RefCell::new(Rc::new(hear)));
        let closure = {
            let hear = hear.clone();
            Closure::<dyn Fn(Event)>::new(move |event| {
                // Taken out first: what hears may lead to its own replacement.
                let hear = hear.borrow().clone();
                hear(event);
            })
        };
        let _ = node.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self {
            hear,
            node: node.clone(),
            event,
            closure,
        }
    }
}
