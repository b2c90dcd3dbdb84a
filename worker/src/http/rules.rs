//! The pages of the linter's rules: the build made them, and what is no rule is not found instead of being the
//! application.

use postern_core::policy::lint::is_rule;
use worker::{Env, Request, Response, web_sys};

use super::not_found;
use crate::error::Error;

/// What `worker/wrangler.toml` calls the static site.
const SITE: &str = "ASSETS";

/// The page of the rule that an address names after `/rules/`, or the list of them all.
pub(super) async fn page(
    rest: &str,
    request: web_sys::Request,
    env: &Env,
) -> Result<Response, Error> {
    let name = rest.strip_suffix('/').unwrap_or(rest);
    if !rest.is_empty() && !is_rule(name) {
        return not_found();
    }
    let site = env.assets(SITE)?;
    Ok(site.fetch_request(Request::from(request)).await?)
}
