//! Chips: one of a few lengths of time.

use std::rc::Rc;

use crate::view::prelude::*;

use super::icon::{Icon, icon};

/// One chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What it says.
    pub words: String,
    /// It is the one picked.
    pub picked: bool,
    /// The policy does not allow it; it stays in reach, and the hint below says why.
    pub over: bool,
}

/// The chips, as a group of radio buttons; `pick` gets the place of the one picked.
pub fn chips(
    id: &'static str,
    label: &'static str,
    all: Vec<Chip>,
    pick: impl Fn(usize) + 'static,
) -> AnyView {
    drawn(id, label, all, Rc::new(pick))
}

fn drawn(
    id: &'static str,
    label: &'static str,
    all: Vec<Chip>,
    pick: Rc<dyn Fn(usize)>,
) -> AnyView {
    let chips = all
        .into_iter()
        .enumerate()
        .map(|(at, chip)| {
            let pick = pick.clone();
            view! {
                <label class="chip" data-over=chip.over.then_some("")>
                    <input
                        type="radio"
                        name=id
                        prop:checked=chip.picked
                        aria-describedby=format!("{id}-hint")
                        on:change=move |_| pick(at)
                    />
                    {chip.picked.then(|| icon(Icon::Check))}
                    <span>{chip.words}</span>
                    {chip.over.then(|| view! { <span class="unseen">" (more than allowed)"</span> })}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="chips" id=id tabindex="-1">
            <legend class="unseen">{label}</legend>
            {chips}
        </fieldset>
    }
    .into_any()
}
