//! The pages of the linter's rules, `docs/rules`, as documents of the site: text and nothing that runs. Links
//! from one to another lead to what the site serves.

use anyhow::{Context, Result, bail, ensure};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

use super::site::Files;

/// The list of all rules among the sources.
const LIST: &str = "README.md";

/// A document of the site.
pub(super) struct Page {
    /// Its path in the site.
    pub(super) path: String,
    /// What it is called, as HTML.
    pub(super) title: String,
    /// What it says in a sentence, as HTML.
    pub(super) about: String,
    /// Its text, as HTML.
    pub(super) text: String,
}

/// A page for each source: `README.md` is the list, `GROUP/NAME.md` the page of a rule.
pub(super) fn pages(sources: &Files) -> Result<Vec<Page>> {
    let page = |(path, bytes): (&String, &Vec<u8>)| {
        let text = std::str::from_utf8(bytes)?;
        page(path, text, sources).with_context(|| format!("docs/rules/{path}"))
    };
    sources.0.iter().map(page).collect()
}

fn page(path: &str, source: &str, sources: &Files) -> Result<Page> {
    let mut lines = source.lines().filter(|line| !line.is_empty());
    let title = lines.next().and_then(|line| line.strip_prefix("# "));
    let title = title.context("it does not begin with its title, `# NAME`")?;
    let about = lines.next().context("it says nothing")?;
    let name = path.strip_suffix(".md").context("it is no Markdown")?;
    let (folder, file) = if path == LIST {
        (None, "rules/index.html".into())
    } else {
        ensure!(
            name == title,
            "its title is `{title}`, and its name says `{name}`"
        );
        (
            name.split_once('/').map(|(group, _)| group),
            format!("rules/{name}/index.html"),
        )
    };
    let events = Parser::new_ext(source, Options::ENABLE_TABLES)
        .map(|event| drawn(event, folder, sources))
        .collect::<Result<Vec<_>>>()?;
    let mut text = String::new();
    html::push_html(&mut text, events.into_iter());
    if path != LIST {
        text += &silencing(title, about);
    }
    Ok(Page {
        path: file,
        title: escaped(if path == LIST { "Rules" } else { title }),
        about: escaped(about),
        // Blanks of the template are written so, and templates of the policy language too.
        text: text.replace("{{", "&#123;&#123;"),
    })
}

/// What stands for an event of the source on the page.
fn drawn<'s>(event: Event<'s>, folder: Option<&str>, sources: &Files) -> Result<Event<'s>> {
    Ok(match event {
        Event::Start(Tag::CodeBlock(kind)) => Event::Html(example(&kind).into()),
        Event::End(TagEnd::CodeBlock) => Event::Html("</code></pre></figure>\n".into()),
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: address(&dest_url, folder, sources)?.into(),
            title,
            id,
        }),
        Event::Html(html) | Event::InlineHtml(html) => {
            bail!("it holds HTML, and is to be text alone: {html}")
        }
        other => other,
    })
}

/// How an example begins: what it shows, and a box that scrolls by itself, by keyboard too.
fn example(kind: &CodeBlockKind<'_>) -> String {
    let words = match kind {
        CodeBlockKind::Fenced(words) => words.as_ref(),
        CodeBlockKind::Indented => "",
    };
    let mut words = words.split_whitespace().skip(1);
    let (says, caption) = match (words.next(), words.next().and_then(|at| at.split_once(':'))) {
        (Some("wrong"), Some((line, column))) => {
            ("wrong", format!("Found in line {line}, column {column}"))
        }
        (Some("right"), _) => ("right", "Nothing is found".into()),
        _ => ("", "Example".into()),
    };
    format!(
        "<figure data-says=\"{says}\"><figcaption>{caption}</figcaption><pre tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><code>"
    )
}

/// Where a link of a source leads on the site.
fn address(link: &str, folder: Option<&str>, sources: &Files) -> Result<String> {
    if link.starts_with("https://") || link.starts_with('#') {
        return Ok(link.into());
    }
    let (folder, rest) = match link.strip_prefix("../") {
        Some(rest) => (None, rest),
        None => (folder, link),
    };
    let path = folder.map_or_else(|| rest.to_owned(), |folder| format!("{folder}/{rest}"));
    ensure!(
        sources.0.contains_key(&path),
        "it links to `{link}`, and there is no docs/rules/{path}"
    );
    Ok(match path.strip_suffix(".md") {
        Some(name) if path != LIST => format!("/rules/{name}/"),
        _ => "/rules/".into(),
    })
}

/// How a finding of the rule is silenced, if it is.
fn silencing(rule: &str, about: &str) -> String {
    let text = if about.starts_with("Error:") {
        "An error cannot be silenced: it refuses a save until it is mended.".to_owned()
    } else if rule.starts_with("lint/") {
        "What is wrong with a silencer cannot be silenced: mend or remove it.".to_owned()
    } else {
        format!(
            "Where it is meant so, <code># postern: allow({}) reason</code> silences it: at the end of the line, or alone on the line before.",
            escaped(rule)
        )
    };
    format!("<h2>Silence it</h2>\n<p>{text}</p>\n")
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, [Event::Text(text.into())].into_iter());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(pages: &[(&str, &str)]) -> Files {
        let file = |(path, text): &(&str, &str)| ((*path).into(), text.as_bytes().to_vec());
        Files(pages.iter().map(file).collect())
    }

    #[test]
    fn links_lead_to_what_the_site_serves_and_examples_say_what_they_show() -> Result<()> {
        let rule = "# a/b\n\nInfo: x < y.\n\n[other](c.md) [far](../d/e.md) [all](../README.md)\n\n```yaml wrong 8:24\na: '{{b}}'\n```\n";
        let sources = sources(&[
            ("README.md", "# Rules\n\n[b](a/b.md)\n"),
            ("a/b.md", rule),
            ("a/c.md", "# a/c\n\nError: x.\n"),
            ("lint/x.md", "# lint/x\n\nWarning: x.\n"),
            ("d/e.md", "# d/e\n\nError: x.\n"),
        ]);
        let pages = pages(&sources)?;
        let paths: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
        let expected = [
            "rules/index.html",
            "rules/a/b/index.html",
            "rules/a/c/index.html",
            "rules/d/e/index.html",
            "rules/lint/x/index.html",
        ];
        assert_eq!(paths, expected);
        let text = |at: usize| pages.get(at).map_or("", |page| page.text.as_str());
        assert!(text(0).contains("href=\"/rules/a/b/\""));
        for part in [
            "href=\"/rules/a/c/\"",
            "href=\"/rules/d/e/\"",
            "href=\"/rules/\"",
            "x &lt; y",
            "Found in line 8, column 24",
            "&#123;&#123;b}}",
            "allow(a/b) reason",
        ] {
            assert!(text(1).contains(part), "{part} in {}", text(1));
        }
        assert!(text(2).contains("An error cannot be silenced"));
        assert!(text(4).contains("silencer cannot be silenced"));
        Ok(())
    }

    #[test]
    fn what_would_be_broken_on_the_site_is_refused() {
        for (path, text) in [
            ("a/b.md", "# a/c\n\nInfo: x.\n"),
            ("a/b.md", "# a/b\n\n[gone](gone.md)\n"),
            ("a/b.md", "# a/b\n\n<script>x</script>\n"),
            ("a/b.md", "a/b\n\nInfo: x.\n"),
            ("a/b.md", "# a/b\n"),
        ] {
            assert!(pages(&sources(&[(path, text)])).is_err(), "{text}");
        }
    }
}
