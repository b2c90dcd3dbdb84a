//! What the settings' pages ask of the server.

use postern_core::api::{
    endpoint::{
        CreateToken, DeleteSecret, EndSession, EndSessions, ListConnectors, ListDeliveries,
        ListIdentities, ListIntegrations, ListKeys, ListLocks, ListSecrets, ListSessions,
        ListTokens, ListUsers, LockUser, ReadConnector, ReadIntegration, ReadSettings, ReadUser,
        RedeliverDelivery, RevokeToken, RotateKey, TestIntegration, UnlockUser, WriteSecret,
        WriteSettings,
    },
    settings::NewSecret,
};

use super::{
    Page,
    model::{Act, Command, Listed, Msg, Things},
    place::Place,
};
use crate::{
    api::{self, Answer},
    browser::{self, history},
    load::Failure,
    route::Route,
};

/// How many deliveries are read at once.
const AT_ONCE: (&str, &str) = ("limit", "50");

/// Carries out what the model wants.
pub(super) fn run(page: Page, command: Command) {
    match command {
        Command::Load(cursor) => load(page, cursor),
        Command::ReadText(name) => read_text(page, name),
        Command::Do(act) => carry_out(page, act),
        Command::Say(text) => page.session.say(text, false),
        Command::Focus(id) => browser::focus(format!("#{id}")),
        // A full load: nothing of the last person's stays in memory.
        Command::Leave => history::leave(&Route::Home.href()),
    }
}

fn load(page: Page, cursor: Option<String>) {
    let (place, name, mine) = page.peek(|model| (model.place, model.name.clone(), model.mine));
    let is_more = cursor.is_some();
    let then = page.on(move |answer: Result<Listed, Failure>| match is_more {
        true => Msg::MoreLoaded(answer),
        false => Msg::Loaded(answer),
    });
    match place {
        Place::Start => {}
        Place::People => api::get::<ListUsers>(&[], &[], move |users| match users {
            Err(failure) => then(Err(failure)),
            Ok(users) => api::get::<ListLocks>(&[], &[], move |locks| match locks {
                Err(failure) => then(Err(failure)),
                Ok(locks) => {
                    let query: Vec<_> = cursor
                        .as_deref()
                        .map(|cursor| ("cursor", cursor))
                        .into_iter()
                        .collect();
                    api::get::<ListIdentities>(&[], &query, move |seen| {
                        then(seen.map(|seen| {
                            let things = Things::People(users.items, locks.items, seen.items);
                            (things, seen.next_cursor)
                        }));
                    });
                }
            }),
        }),
        Place::Connectors => api::get::<ListConnectors>(&[], &[], move |answer| {
            then(answer.map(|page| (Things::Connectors(page.items), None)));
        }),
        Place::Integrations if name.is_empty() => {
            api::get::<ListIntegrations>(&[], &[], move |answer| {
                then(answer.map(|page| (Things::Integrations(page.items), None)));
            });
        }
        Place::Integrations => api::get::<ReadIntegration>(&[&name.clone()], &[], move |one| {
            let one = match one {
                Ok(one) => one,
                Err(failure) => return then(Err(failure)),
            };
            let cursor = cursor.as_deref().map(|cursor| ("cursor", cursor));
            let query: Vec<_> = [AT_ONCE].into_iter().chain(cursor).collect();
            api::get::<ListDeliveries>(&[&name], &query, move |told| {
                then(told.map(|told| {
                    let things = Things::Integration(Box::new(one), told.items);
                    (things, told.next_cursor)
                }));
            });
        }),
        Place::Tokens => {
            let me = page.session.user().unwrap_or_default();
            let user = mine.then_some(("user", me.as_str()));
            let cursor = cursor.as_deref().map(|cursor| ("cursor", cursor));
            let query: Vec<_> = user.into_iter().chain(cursor).collect();
            api::get::<ListTokens>(&[], &query, move |answer| {
                then(answer.map(|page| (Things::Tokens(page.items), page.next_cursor)));
            });
        }
        Place::Sessions => api::get::<ListSessions>(&[], &[], move |answer| {
            then(answer.map(|page| (Things::Sessions(page.items), None)));
        }),
        Place::Keys => api::get::<ListKeys>(&[], &[], move |answer| {
            then(answer.map(|page| (Things::Keys(page.items), None)));
        }),
        Place::Secrets => api::get::<ListSecrets>(&[], &[], move |answer| {
            then(answer.map(|list| (Things::Secrets(list.items), None)));
        }),
        Place::Cluster => api::get::<ReadSettings>(&[], &[], move |answer| {
            then(answer.map(|view| (Things::Cluster(Box::new(view)), None)));
        }),
    }
}

fn read_text(page: Page, name: String) {
    let opened = name.clone();
    let then = page.on(move |answer| Msg::TextCame(opened, answer));
    if page.peek(|model| model.place == Place::Connectors) {
        api::get::<ReadConnector>(&[&name], &[], move |answer| {
            then(answer.map(|document| document.text));
        });
    } else {
        api::get::<ReadUser>(&[&name], &[], move |answer| {
            then(answer.map(|document| document.text));
        });
    }
}

fn carry_out(page: Page, act: Act) {
    let done = act.clone();
    let issued = page.on(move |answer| Msg::Done(done, answer));
    match act {
        Act::CreateToken(new) => api::call::<CreateToken>(&[], &[], &new, move |answer| {
            issued(answer.map(Some));
        }),
        Act::Lock(user, lock) => {
            api::call::<LockUser>(&[&user], &[], &lock, plain::<LockUser>(issued))
        }
        Act::Unlock(user) => api::get::<UnlockUser>(&[&user], &[], plain::<UnlockUser>(issued)),
        Act::Revoke(id) => api::get::<RevokeToken>(&[&id], &[], plain::<RevokeToken>(issued)),
        Act::EndSession(id, _) => api::get::<EndSession>(&[&id], &[], plain::<EndSession>(issued)),
        Act::EndSessions => api::get::<EndSessions>(&[], &[], plain::<EndSessions>(issued)),
        Act::Rotate => api::get::<RotateKey>(&[], &[], plain::<RotateKey>(issued)),
        Act::SetSecret(name) => {
            let value = page.peek(|model| model.form.value.clone());
            let body = NewSecret { value };
            api::call::<WriteSecret>(&[&name], &[], &body, plain::<WriteSecret>(issued));
        }
        Act::DeleteSecret(name) => {
            api::get::<DeleteSecret>(&[&name], &[], plain::<DeleteSecret>(issued));
        }
        Act::Test(name) => {
            api::get::<TestIntegration>(&[&name], &[], plain::<TestIntegration>(issued));
        }
        Act::Redeliver(id) => {
            api::get::<RedeliverDelivery>(&[&id], &[], plain::<RedeliverDelivery>(issued));
        }
        Act::WriteSettings(version, settings) => {
            let tag = version.to_string();
            api::replace::<WriteSettings>(&[], &tag, &settings, plain::<WriteSettings>(issued));
        }
    }
}

/// What hands on only that it is done.
fn plain<E: postern_core::api::endpoint::Endpoint>(
    then: impl FnOnce(Result<Option<postern_core::api::credentials::IssuedToken>, Failure>) + 'static,
) -> impl FnOnce(Answer<E>) + 'static {
    move |answer| then(answer.map(|_| None))
}
