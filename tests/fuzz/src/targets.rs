//! The list of targets. Each is a file of the same name beside it.

use crate::Target;

macro_rules! targets {
    ($($name:ident)*) => {
        $(mod $name;)*

        /// Every target.
        pub const TARGETS: &[Target] = &[$(Target {
            name: stringify!($name),
            check: $name::check,
            seeds: $name::seeds,
        }),*];
    };
}

targets! {
    callback
    claims
    clock
    condition
    email
    explain
    expression
    history
    integration
    matcher
    parameter
    policy
    policy_test
    predicate
    reading
    stream
    template
    text
    trial
    wire
    writing
}
