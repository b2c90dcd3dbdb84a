//! The list of everything that can be wrong with a call: code, status, title, and what the page says.

use serde::{Deserialize, Serialize};

/// What is told about one kind of problem.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What kind of thing happened.
    pub title: &'static str,
    /// What it means, for the page.
    pub meaning: &'static str,
    /// What to do about it, for the page.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($($name:ident: $status:literal $code:literal $title:literal, $meaning:literal, $remedy:literal;)*) => {
        /// The kinds of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Code { $(#[doc = $title] $name),* }

        impl Code {
            /// All of them, in the order of their statuses.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// What is told about it.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self {
                    $(Self::$name => Kind {
                        code: $code, status: $status, title: $title, meaning: $meaning, remedy: $remedy,
                    }),*
                }
            }
        }
    };
}

codes! {
    MalformedJson: 400 "malformed-json" "The body is not JSON",
        "The body of the call could not be read as one JSON object in UTF-8.",
        "Send a JSON object; the problem says at which line and column reading stopped.";
    InvalidBody: 400 "invalid-body" "The body does not fit",
        "A field of the body is missing, unknown, of the wrong type or out of bounds. Nothing was done.",
        "Correct the fields that the problem points to and send the call again.";
    InvalidQuery: 400 "invalid-query" "The query does not fit",
        "A query parameter is unknown, given twice, or has a value that cannot be used.",
        "Correct the parameter that the problem names.";
    InvalidHeader: 400 "invalid-header" "A header does not fit",
        "A header of the call has a value that cannot be used.",
        "Correct the header that the problem names.";
    InvalidPolicy: 400 "invalid-policy" "The policy has errors",
        "The documents that were to become the policy have errors. Nothing of them was stored; the policy in force stays.",
        "Correct each finding: it has a line, a column, the rule it comes from and, where there is one, the cure.";
    InvalidIntegration: 400 "invalid-integration" "The integration has errors",
        "The document has errors. Nothing of it was stored; the integration stays as it was.",
        "Correct each finding: it has a line, a column, the rule it comes from and, where there is one, the cure.";
    InvalidBackup: 400 "invalid-backup" "This is no whole backup",
        "The file was cut off or changed, or is no backup. What was read of it is forgotten: the ledger is as empty as before.",
        "Take the file from where it was kept once more; the detail says where it stops being right.";
    NoRoles: 400 "no-roles" "No role was named",
        "A request names at least one role.",
        "Name a role, or exactly * for everything you may request.";
    ReasonTooLong: 400 "reason-too-long" "The reason is too long",
        "Reasons have at most 4096 bytes.",
        "Shorten it, and link to the rest.";
    NarrowedDenial: 400 "narrowed-denial" "A denial cannot be narrowed",
        "Only an approval can name fewer roles or a shorter time. A denial refuses the whole request.",
        "Leave roles and max_duration out, or approve.";
    RolesOnDenial: 400 "roles-on-denial" "A denial names no roles",
        "A denial refuses the whole request.",
        "Leave the roles out.";
    OtherRequest: 400 "other-request" "That is for another request",
        "What was sent belongs to another request.",
        "Load the request again.";
    LoginNotFound: 400 "login-not-found" "This sign-in cannot be finished",
        "It was begun more than ten minutes ago, was finished already, or was begun in another browser.",
        "Begin again from the sign-in page.";
    NotSignedIn: 401 "not-signed-in" "Not signed in",
        "This needs a session, and the call had none, or one that is over. Sessions end some hours after the last use, and at the latest as long after sign-in as the cluster allows.",
        "Sign in and try again.";
    InvalidToken: 401 "invalid-token" "This token is not in force",
        "The Authorization header has no token of Postern's, or one that is unknown, expired or revoked, or whose owner is locked or gone. Postern does not tell these apart.",
        "Check that the token was copied whole, or make a new one.";
    InvalidBootstrapSecret: 401 "invalid-bootstrap-secret" "This is not the bootstrap secret",
        "A new deployment takes its first policy from whoever knows the secret POSTERN_BOOTSTRAP. The call had none or another one, or the deployment has none of at least 32 characters.",
        "Set the secret of the worker, and send it as a bearer token.";
    NotSigned: 401 "not-signed" "No valid signature",
        "Calls of integrations are signed as Standard Webhooks say, with the integration's incoming secret, over the body as sent. Whatever is wrong, the answer is this one.",
        "Check the name in the address, that the integration is neither disabled nor stopped and names users, the secret, and that the clocks are less than five minutes apart.";
    ProviderRefused: 403 "provider-refused" "The identity provider did not sign you in",
        "The provider sent the browser back without a code, or did not accept the one that it had sent.",
        "Begin again; if it stays, ask whoever runs the provider whether you may use this application.";
    IdentityRejected: 403 "identity-rejected" "What the identity provider said cannot be trusted",
        "What says who somebody is was not signed by the provider, is for somebody else, is not valid now, or does not belong to this sign-in.",
        "Begin again; if it stays, tell whoever runs Postern. The detail names the check that failed.";
    NoUsableName: 403 "no-usable-name" "The provider gave no name that can be used",
        "The claim that names the person is missing, is no name, or is an e-mail address that the provider has not verified.",
        "Verify the e-mail address with the provider, or ask whoever owns the policy to set username_claim on the connector.";
    TooManyClaims: 403 "too-many-claims" "The provider sent too many claims",
        "More was said about a person than Postern keeps.",
        "Ask whoever runs the provider to send this application only the groups that matter to it.";
    NoRoleHere: 403 "no-role-here" "You have no role here",
        "The provider knows you, but the policy gives no role for what it says about you.",
        "Ask whoever owns the policy, or whoever keeps the groups, to give you one; then sign in again.";
    ClaimsTooOld: 403 "claims-too-old" "Sign in again first",
        "What the identity provider said about you is too old to decide or to take up access by. Reading still works.",
        "Sign in again.";
    CrossSite: 403 "cross-site" "Refused: the call comes from another site",
        "A call that changes something was sent by a page of another site, or by something that does not say where it comes from.",
        "Use Postern's own page. Programs that act with a session cookie send an Origin header that equals the address they call.";
    NotAllowed: 403 "not-allowed" "Not allowed",
        "The policy does not let you do this. The explanation lists the steps that led to the answer.",
        "Read the explanation; ask whoever owns the policy if it is not what it should be.";
    ScopeMissing: 403 "scope-missing" "The token was not made for this",
        "A token does what its scopes name, as far as its owner may do it. This operation needs another scope, or is closed to tokens.",
        "Make a token with the scope that the detail names.";
    CannotReview: 403 "cannot-review" "You cannot review this",
        "Your roles do not let you review this request. Nobody reviews their own.",
        "Read the explanation; ask one of the people who can review it.";
    CannotSubmitReviews: 403 "cannot-submit-reviews" "You cannot review anything",
        "None of your roles lets you review requests.",
        "Ask whoever owns the policy if it should.";
    UnknownActor: 403 "unknown-actor" "Nobody here is that user",
        "An integration decides only for users that its document names, and only while they can act here.",
        "Add the user to the integration's users, or decide on the request's page.";
    NotRequester: 403 "not-requester" "Only the requester can",
        "A request is taken back, given back and taken up by the person who made it.",
        "An administrator can deny or revoke it instead.";
    OwnRequest: 403 "own-request" "Nobody settles their own request",
        "The request is yours, and an administrator's override needs a second person.",
        "Ask another administrator or a reviewer.";
    Locked: 403 "locked" "This user is locked",
        "Locked users can neither sign in nor act.",
        "Ask an administrator.";
    NotFound: 404 "not-found" "Nothing here",
        "There is nothing at this address, or nothing that you may see. Postern does not tell the two apart.",
        "Check the address. If someone sent it to you, ask them whether you are meant to see it.";
    UnknownConnector: 404 "unknown-connector" "No such way to sign in",
        "The policy in force has no connector of that name.",
        "Choose one that the sign-in page offers.";
    MethodNotAllowed: 405 "method-not-allowed" "This method does not exist here",
        "The address exists, but not with this HTTP method.",
        "Use one of the methods in the Allow header.";
    UnknownRole: 409 "unknown-role" "No such role",
        "A role that was named does not exist in the policy in force.",
        "Choose among the roles that the request page offers.";
    RoleNotRequestable: 409 "role-not-requestable" "This role cannot be requested",
        "No role of the requester lets them ask for it, or one forbids it. The explanation says which and where.",
        "Leave that role out, or ask whoever owns the policy.";
    NothingRequestable: 409 "nothing-requestable" "There is nothing to request",
        "None of your roles lets you ask for a role that you do not have already.",
        "Ask whoever owns the policy if it should.";
    CannotEvaluate: 409 "cannot-evaluate" "The policy cannot be evaluated",
        "Something in the policy cannot be read or computed, so nothing can be allowed by it.",
        "Tell whoever owns the policy; the explanation names the place.";
    TooManyThresholds: 409 "too-many-thresholds" "Too many people would have to agree",
        "More different thresholds apply than a request can have.",
        "Ask for fewer roles at once.";
    ReasonRequired: 409 "reason-required" "A reason is required",
        "The policy wants a reason for this request. White space is not a reason.",
        "Say why the access is needed; the prompt says what to write.";
    AccessInPast: 409 "access-in-past" "Access must last some time",
        "The time asked for is nothing or less.",
        "Ask for a longer time, or leave it out.";
    AccessTooLong: 409 "access-too-long" "Access cannot last that long",
        "The time asked for is longer than access may last.",
        "Ask for less; the detail says how much is possible.";
    SessionTooLong: 409 "session-too-long" "Credentials cannot live that long",
        "The life asked for is longer than the roles permit.",
        "Ask for less; the detail says how much is possible.";
    InvalidRequestTtl: 409 "invalid-request-ttl" "A request cannot wait that long",
        "The time to wait for a decision is out of bounds.",
        "Ask for less; the detail says how much is possible.";
    StartsBeforeCreation: 409 "starts-before-creation" "Access cannot begin in the past",
        "Access begins when the request is made, or later.",
        "Choose a later time, or leave it out.";
    StartsAfterExpiry: 409 "starts-after-expiry" "Access would be over before it begins",
        "Access is counted from the creation of the request, so it has to begin before it ends.",
        "Choose an earlier time, or ask for longer access.";
    StartsTooLate: 409 "starts-too-late" "Access cannot begin that late",
        "Access begins within seven days of the request.",
        "Choose an earlier time.";
    UnknownAudience: 409 "unknown-audience" "No such audience",
        "The cluster issues no tokens for the audience that was named.",
        "Name one of those that the detail lists, or leave it out.";
    AlreadyReviewed: 409 "already-reviewed" "Already reviewed",
        "Each person reviews a request once, and you have.",
        "Nothing needs doing. An administrator can still resolve the request.";
    RoleNotInRequest: 409 "role-not-in-request" "That role is not in the request",
        "A role that was named is not, or no longer, among the roles of the request.",
        "Name roles of the request.";
    NothingLeft: 409 "nothing-left" "No role would be left",
        "Together with the other approvals no role would be granted.",
        "Name at least one role that the others left, or deny the request.";
    LongerThanAsked: 409 "longer-than-asked" "Longer than asked for",
        "A reviewer can shorten the access, not lengthen it.",
        "Name a shorter time, or leave it out.";
    NoTimeLeft: 409 "no-time-left" "That time is over already",
        "Access is counted from the creation of the request, and the time named has passed.",
        "Name a longer time, or leave it out.";
    Pending: 409 "pending" "Not decided yet",
        "The request waits for a decision.",
        "Wait for it; the request's page changes by itself.";
    AlreadyApproved: 409 "already-approved" "Approved already",
        "The request was approved before this call arrived.",
        "Load the request again. An administrator can revoke it.";
    AlreadyDenied: 409 "already-denied" "Denied already",
        "The request was denied before this call arrived.",
        "Make a new request if the access is still needed.";
    Expired: 409 "expired" "Nobody decided in time",
        "The request expired while it waited.",
        "Make a new request if the access is still needed.";
    Withdrawn: 409 "withdrawn" "Withdrawn",
        "The requester took the request back.",
        "Make a new request if the access is still needed.";
    Revoked: 409 "revoked" "Revoked",
        "An administrator ended the access.",
        "Ask them why; make a new request if the access is still needed.";
    Dropped: 409 "dropped" "Given back",
        "The requester gave the access back.",
        "Make a new request if the access is still needed.";
    Ended: 409 "ended" "Access has ended",
        "The time of this access is over.",
        "Make a new request if the access is still needed.";
    NotStarted: 409 "not-started" "Access has not begun",
        "The access is approved for a later time.",
        "Wait until it begins; the request's page says when.";
    DropInstead: 409 "drop-instead" "Approved already: drop it instead",
        "Only a pending request is withdrawn.",
        "Drop the access to give it back.";
    WithdrawInstead: 409 "withdraw-instead" "Not decided yet: withdraw it instead",
        "Only approved access is dropped.",
        "Withdraw the request to take it back.";
    DenyInstead: 409 "deny-instead" "Not decided yet: deny it instead",
        "Nobody has decided yet, and only what is approved can be revoked, only what is over hidden.",
        "Deny the request.";
    RevokeInstead: 409 "revoke-instead" "Approved already: revoke it instead",
        "An approved request is neither denied nor hidden.",
        "Revoke it to end the access.";
    AlreadyHidden: 409 "already-hidden" "Out of the lists already",
        "The request was taken out of the lists before.",
        "Nothing needs doing.";
    NothingToNarrow: 409 "nothing-to-narrow" "Approved already, with these roles",
        "The resolution would change nothing.",
        "Name fewer roles to narrow it, or revoke it.";
    NothingDue: 409 "nothing-due" "Nothing is due",
        "The clock has nothing to do with this request yet.",
        "Nothing needs doing.";
    Conflict: 409 "conflict" "Not possible as things stand",
        "The call is well formed, but the policy or the state of the request does not permit it.",
        "Read the detail and the explanation; load the request again to see how it stands.";
    AlreadyIssued: 409 "already-issued" "Already issued, and shown once",
        "A call with the same Idempotency-Key issued a credential. Credentials are never stored, so it cannot be shown again.",
        "Send the call again with another key to issue a new credential.";
    IntegrationOff: 409 "integration-off" "The integration is not called",
        "The integration is disabled, or its receiver said that it wants to hear nothing more.",
        "Write its document again, without disabled.";
    KeptElsewhere: 409 "kept-elsewhere" "That secret is kept elsewhere",
        "The integration's document refers to a named secret, so Postern has none of its own to replace.",
        "Set the named secret, or take the reference out of the document and Postern makes one.";
    Lockout: 409 "lockout" "Nobody could change the policy afterwards",
        "The policy would leave nobody who can sign in with the right to update it. It was not stored.",
        "Keep a user, not locked, with an identity at a provider, or a connector whose claims give roles, so that static roles allow them update on role. Service accounts do not count.";
    FailingTests: 409 "failing-tests" "The policy's own tests fail",
        "The policy has documents of kind policy_test, and by what was to be saved one of them does not come out as it says, or cannot be run. Nothing was stored.",
        "Each finding says what was expected and what came. Change the roles, or change or remove the test, and save again.";
    Bootstrapped: 409 "bootstrapped" "There is a policy already",
        "The bootstrap secret permits one policy, the first. This cluster has had it.",
        "Sign in as someone whose roles let them change the policy.";
    BootstrapOver: 409 "bootstrap-over" "The time to bootstrap is over",
        "A ledger takes its first policy within 24 hours of its first start, so that a forgotten deployment does not wait for whoever finds the secret.",
        "Give the cluster another id, which begins an empty ledger, and bootstrap that.";
    BackupUnfit: 409 "backup-unfit" "This backup does not belong here",
        "A backup is restored into the cluster that it was taken of, by the same or a newer version of Postern, which has the key that its secrets are sealed under.",
        "Read the detail: it says what differs.";
    NameTaken: 409 "name-taken" "This name belongs to somebody else",
        "Another person already has the name that the identity provider gave. Names are never shared or passed on by themselves.",
        "Ask whoever owns the policy: the two people need different names at the provider, or a user document that links the identity.";
    Stale: 412 "stale" "It changed meanwhile",
        "The If-Match header names a version that is no longer the current one. Nothing was done.",
        "Look at the current version, which the problem carries, decide again, and send its ETag.";
    TooLarge: 413 "too-large" "The body is too large",
        "Bodies are limited to 256 KiB, policies to 4 MiB.",
        "Send less.";
    UnsupportedMediaType: 415 "unsupported-media-type" "The body is of the wrong kind",
        "The Content-Type header says that the body is something this operation does not read.",
        "Send application/json, or application/yaml for a policy.";
    UnknownHost: 421 "unknown-host" "Nobody lives at this host name",
        "Each cluster answers to exact host names, and this is none of them.",
        "Check the host name, or add it to the configuration of the cluster.";
    KeyReused: 422 "key-reused" "This Idempotency-Key belongs to another call",
        "The key was used within the last 24 hours for a call with another body.",
        "Use a new key for a new call.";
    UpgradeRequired: 426 "upgrade-required" "This is a WebSocket",
        "Live changes are told over a WebSocket, and the call did not ask for one.",
        "Connect with the WebSocket protocol, or poll the list of requests.";
    PreconditionRequired: 428 "precondition-required" "If-Match is required",
        "Replacing the policy needs the ETag of the one to be replaced, so that nobody's change is lost.",
        "Read the policy, then send its ETag in If-Match.";
    TooManyRequests: 429 "too-many-requests" "Too many calls",
        "This caller made more calls than the limit permits.",
        "Wait as long as the Retry-After header says.";
    Internal: 500 "internal" "Something broke",
        "Postern failed. What was acknowledged before stays; whether this call took effect is not known.",
        "Look, or repeat the call with the same Idempotency-Key. If it stays, tell whoever runs Postern the request id; the log has the details.";
    ProviderUnusable: 502 "provider-unusable" "The identity provider cannot be used",
        "The provider did not answer in time, or answered with something that cannot be used.",
        "Try again; if it stays, tell whoever runs Postern. The detail says which answer it was.";
    Restoring: 503 "restoring" "A backup is being restored",
        "While a backup is read, the ledger answers nothing else. One that broke off is forgotten ten minutes after it was last heard of.",
        "Wait until the restore has ended, or send the file again from its beginning.";
    NotConfigured: 503 "not-configured" "Not set up yet",
        "Whoever runs this cluster has not configured what this needs.",
        "Tell them what the detail says.";
}

impl Code {
    /// The kind of this name; `None` where there is none.
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.kind().code == code)
    }
}
