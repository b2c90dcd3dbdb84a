//! What taking up access gives, and what to do with it. Secrets stay in memory, for this page only.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::{Endpoint, Keys},
    requests::Credential,
};

use crate::{
    browser::history,
    components::{
        copy::copy_line,
        icon::{Icon, icon},
        sentence::role_list,
        times,
    },
    words,
};

/// The token, and how to use it.
pub fn credential(credential: &Credential) -> AnyView {
    let keys = format!("{}{}", history::origin(), Keys::ENTRY.path);
    let logins: Vec<&str> = credential.logins.iter().map(String::as_str).collect();
    let logins = match logins.as_slice() {
        [] => view! { <p class="hint">"These roles give no login."</p> }.into_any(),
        logins => {
            view! { <p class="hint">"Signs in as "<code>{words::names(logins)}</code>"."</p> }
                .into_any()
        }
    };
    view! {
        <div class="card-part credential">
            <h3>{icon(Icon::Key)}"Token"<span class="small muted">"for "{credential.token.audience.clone()}</span></h3>
            {copy_line("Copy token", credential.token.value.clone(), true)}
            <p class="hint">
                "Carries " {role_list(&credential.roles)} ", stops working at "
                {times::when(credential.token.expires_at)} ". Shown until you leave this page."
            </p>
            {logins}
        </div>
        <div class="card-part credential">
            <h3>{icon(Icon::Lock)}"Check it"<span class="small muted">"for whoever receives it"</span></h3>
            {copy_line("Copy", keys, false)}
            <p class="hint">"The public keys that its signature can be verified with."</p>
        </div>
    }
    .into_any()
}
