//! Globs whose beginning and end would have to share letters to accept a role that there is (M3).

use alloc::{format, string::String};

use super::{
    across::{Part, Report},
    directory::{Names, Plain, Steps},
    finding,
};
use crate::{
    policy::{
        matcher::glob::Glob,
        role::{Role, Text},
    },
    yaml::diagnostic::Severity,
};

/// Longer globs than this, in bytes, are no names with a part left open.
const LONGEST: usize = 256;

/// Reports globs such as `dev-*-db` where there is a role `dev-db`, which the list does not accept otherwise.
pub(super) fn check(
    part: &Part<'_>,
    role: &Role,
    names: &Names<'_>,
    steps: &mut Steps,
    report: &mut Report<'_>,
) {
    let (allow, deny) = (&role.allow, &role.deny);
    let lists = [
        &allow.request.roles,
        &allow.review.roles,
        &deny.request.roles,
        &deny.review.roles,
    ];
    for list in lists {
        for text in list {
            let Some(name) = nearly(&text.value, names).filter(|name| !accepts(list, name, steps))
            else {
                continue;
            };
            report.push(
                part,
                finding(
                    "matcher/overlapping-affixes",
                    Severity::Info,
                    text.span,
                    format!(
                        "`{}` does not accept the role `{name}`: what stands before and after `*` may not share letters (M3)",
                        text.value
                    ),
                )
                .help(format!("if `{name}` is meant, write it beside this")),
            );
        }
    }
}

/// The role that the glob would accept if its beginning and its end could share letters.
fn nearly(text: &str, names: &Names<'_>) -> Option<String> {
    let Plain::Glob(Glob {
        prefix,
        infixes,
        suffix,
    }) = Plain::of(text)
    else {
        return None;
    };
    if !infixes.is_empty() || text.len() > LONGEST {
        return None;
    }
    let ends = suffix.char_indices().map(|(at, char)| at + char.len_utf8());
    ends.filter_map(|end| suffix.split_at_checked(end))
        .filter(|(shared, _)| prefix.ends_with(shared))
        .map(|(_, rest)| [prefix.as_str(), rest].concat())
        .find(|name| names.has(name))
}

/// Whether anything of the list accepts the name; true where that is not found out.
fn accepts(list: &[Text], name: &str, steps: &mut Steps) -> bool {
    list.iter().any(|text| {
        !steps.take()
            || match Plain::of(&text.value) {
                Plain::Literal(text) => text == name,
                Plain::Glob(glob) => glob.accepts(name),
                Plain::Other => true,
            }
    })
}
