//! From an operation to the message that the ledger gets: one file per resource parses the call.

use postern_core::api::endpoint::{Entry, Operation};
use worker::Env;

#[cfg(feature = "demo")]
use super::identity;
use super::{
    audit, bootstrap, call::Call, credentials, documents, identities, integrations, locks, metrics,
    not_found, policy, requests, settings,
};
use crate::{
    config,
    error::Error,
    ledger::{message::Message, policy::single::Kind},
};

/// One file per resource: parse the call, name the message.
pub(super) fn message(
    entry: &Entry,
    call: &Call,
    segments: &[&str],
    body: &[u8],
    env: &Env,
) -> Result<Message, Error> {
    match entry.operation {
        Operation::Health | Operation::Discovery | Operation::ReadDocument => not_found(),
        Operation::Ready => Ok(Message::Ready),
        Operation::Keys => Ok(Message::Keys),
        Operation::Metrics => metrics::read(call, config::metrics_token(env).as_ref()),
        #[cfg(feature = "demo")]
        Operation::DemoUsers => Ok(Message::DemoUsers),
        #[cfg(feature = "demo")]
        Operation::DemoSignIn => identity::demo_sign_in(call, body),
        #[cfg(not(feature = "demo"))]
        Operation::DemoUsers | Operation::DemoSignIn => not_found(),
        // Answered before there is a message.
        Operation::BeginLogin | Operation::FinishLogin | Operation::Restore => not_found(),
        Operation::Backup => Ok(Message::BackupBegin),
        Operation::ListWaysIn => Ok(Message::Connectors),
        Operation::SignOut => Ok(Message::SignOut),
        Operation::ReadMe => Ok(Message::Me),
        Operation::ReadCapabilities => Ok(Message::Capabilities),
        Operation::Bootstrap => {
            bootstrap::write(call, body, config::bootstrap_secret(env).as_ref())
        }
        Operation::ExplainRole => requests::explain(call),
        Operation::SubmitRequest => requests::submit(call, body),
        Operation::ListRequests => Ok(requests::list(call)),
        Operation::ReadRequest => requests::read(segments),
        Operation::ListEvents => requests::events(call, segments),
        Operation::HideRequest => requests::hide(segments),
        Operation::SubmitReview => requests::review(call, segments, body),
        Operation::ResolveRequest => requests::resolve(call, segments, body),
        Operation::WithdrawRequest => requests::withdraw(call, segments, body),
        Operation::RevokeRequest => requests::revoke(call, segments, body),
        Operation::DropRequest => requests::give_back(call, segments, body),
        Operation::AssumeRequest => requests::assume(call, segments, body),
        Operation::ReadPolicy => Ok(Message::ReadPolicy),
        Operation::WritePolicy => policy::write(call, body),
        Operation::ListPolicyVersions => Ok(policy::versions(call)),
        Operation::ReadPolicyVersion => policy::version(call, segments),
        Operation::LintPolicy => policy::lint(call, body),
        Operation::ExplainPolicy => policy::explain(call, body),
        Operation::SimulatePolicy => policy::simulate(call, body),
        Operation::TestPolicy => policy::test(call, body),
        Operation::DiffPolicy => policy::diff(call, body),
        Operation::ListRoles => Ok(Message::ListDocuments(Kind::Role)),
        Operation::ReadRole => documents::read(call, Kind::Role, segments),
        Operation::WriteRole => documents::write(call, Kind::Role, segments, body),
        Operation::DeleteRole => documents::delete(call, Kind::Role, segments),
        Operation::ListUsers => Ok(Message::ListDocuments(Kind::User)),
        Operation::ReadUser => documents::read(call, Kind::User, segments),
        Operation::WriteUser => documents::write(call, Kind::User, segments, body),
        Operation::DeleteUser => documents::delete(call, Kind::User, segments),
        Operation::ListConnectors => Ok(Message::ListDocuments(Kind::Connector)),
        Operation::ReadConnector => documents::read(call, Kind::Connector, segments),
        Operation::WriteConnector => documents::write(call, Kind::Connector, segments, body),
        Operation::DeleteConnector => documents::delete(call, Kind::Connector, segments),
        Operation::ListIdentities => Ok(identities::list(call)),
        Operation::ListLocks => Ok(Message::ListLocks),
        Operation::LockUser => locks::lock(call, segments, body),
        Operation::UnlockUser => locks::unlock(call, segments),
        Operation::ExportAudit | Operation::ExportAuditTable => Ok(audit::export::first_page(call)),
        Operation::ReadCheckpoint => Ok(Message::Checkpoint { seq: None }),
        Operation::ProveAudit => Ok(audit::prove(call)),
        Operation::ReadSettings => Ok(Message::ReadSettings),
        Operation::WriteSettings => settings::write(call, body),
        Operation::ListKeys => Ok(Message::ListKeys),
        Operation::RotateKey => Ok(Message::RotateKey),
        Operation::ListSecrets => Ok(Message::ListSecrets),
        Operation::WriteSecret => settings::write_secret(call, segments, body),
        Operation::DeleteSecret => settings::delete_secret(segments),
        Operation::ListIntegrations => Ok(Message::ListIntegrations),
        Operation::ReadIntegration => integrations::read(segments),
        Operation::WriteIntegration => integrations::write(call, segments, body),
        Operation::DeleteIntegration => integrations::delete(segments),
        Operation::TestIntegration => integrations::test(segments),
        Operation::RotateIntegrationSecret => integrations::rotate(call, segments, body),
        Operation::ListDeliveries => integrations::deliveries(call, segments),
        Operation::RedeliverDelivery => Ok(integrations::redeliver(segments)),
        Operation::ReviewByCallback => Ok(integrations::callback(call, segments, body)),
        Operation::ListAudit => Ok(audit::list(call)),
        Operation::ListSessions => Ok(credentials::sessions(call)),
        Operation::EndSessions => Ok(credentials::end_sessions(call)),
        Operation::EndSession => credentials::end_session(segments),
        Operation::ListTokens => Ok(credentials::tokens(call)),
        Operation::CreateToken => credentials::create_token(call, body),
        Operation::RevokeToken => credentials::revoke_token(segments),
        Operation::Stream => requests::stream(call),
    }
}
