//! The files that are deployed, by path: the static site, whose assets carry their content's hash in
//! their names, and the worker's modules.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{
    module::{MADE_FROM, digest},
    rules,
};
use crate::{command::Run as _, workspace::Workspace};

/// Files by their path, with `/` between folders.
#[derive(Default)]
pub(super) struct Files(pub(super) BTreeMap<String, Vec<u8>>);

impl Files {
    /// Everything in `folder`; nothing when there is no such folder.
    pub(super) fn below(folder: &Path) -> Result<Self> {
        let mut files = Self::default();
        files.add_folder(folder)?;
        Ok(files)
    }

    /// Makes `folder` hold exactly these files. What is right already is not touched.
    pub(super) fn write_to(&self, folder: &Path) -> Result<()> {
        for path in files_below(folder)? {
            if !self.0.contains_key(&relative(folder, &path)) {
                fs::remove_file(path)?;
            }
        }
        for (path, bytes) in &self.0 {
            let file = folder.join(path);
            if fs::read(&file).is_ok_and(|there| there == *bytes) {
                continue;
            }
            fs::create_dir_all(file.parent().unwrap_or(folder))?;
            fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(())
    }

    /// Adds an asset that may be cached for ever; returns the address the page knows it by.
    fn add_asset(&mut self, name: &str, extension: &str, bytes: Vec<u8>) -> String {
        let path = format!("assets/{name}-{}.{extension}", digest(&bytes));
        let address = format!("/{path}");
        self.0.insert(path, bytes);
        address
    }

    /// Adds assets that name each other, in one folder that carries the hash of them all.
    fn add_assets(&mut self, name: &str, files: Self) -> String {
        let all: Vec<u8> = files.0.values().flatten().copied().collect();
        let folder = format!("assets/{name}-{}", digest(&all));
        let address = format!("/{folder}");
        self.0.extend(
            files
                .0
                .into_iter()
                .map(|(path, bytes)| (format!("{folder}/{path}"), bytes)),
        );
        address
    }

    fn add_folder(&mut self, folder: &Path) -> Result<()> {
        for path in files_below(folder)? {
            self.0.insert(relative(folder, &path), fs::read(&path)?);
        }
        Ok(())
    }
}

/// Where the bindings of the browser's modules are.
pub(super) struct Modules<'a> {
    pub(super) page: &'a Path,
    pub(super) administration: &'a Path,
    pub(super) policy: &'a Path,
    pub(super) playground: &'a Path,
    pub(super) engine: &'a Path,
}

/// Puts the static site together: documents with their modules, engine, style sheet, and `public/` as it
/// is.
pub(super) fn assemble(workspace: &Workspace, modules: &Modules<'_>) -> Result<Files> {
    let app = workspace.root.join("app");
    let mut site = Files::default();
    site.add_folder(&workspace.root.join("public"))?;

    let theme = fs::read(app.join("boot/theme.js"))?;
    let theme = site.add_asset("theme", "js", minify(workspace, "js", &theme)?);
    let keep = fs::read(app.join("boot/keep.js"))?;
    let keep = site.add_asset("keep", "js", minify(workspace, "js", &keep)?);
    let boot = app.join("boot/page.js");
    let page = site.add_assets("page", browser_module(workspace, modules.page, &boot)?);
    let administration = site.add_assets(
        "administration",
        browser_module(workspace, modules.administration, &boot)?,
    );
    let policy = site.add_assets("policy", browser_module(workspace, modules.policy, &boot)?);
    let playground = site.add_assets(
        "playground",
        browser_module(workspace, modules.playground, &boot)?,
    );
    let engine = site.add_assets(
        "engine",
        browser_module(workspace, modules.engine, &app.join("engine/worker.js"))?,
    );
    let editor = site.add_asset("editor", "js", editor(workspace)?);
    let icon = BASE64_STANDARD.encode(fs::read(workspace.root.join("public/favicon.svg"))?);
    let mut blanks = vec![
        ("theme", theme),
        ("editor", editor),
        ("keep", keep),
        ("administration", format!("{administration}/page.js")),
        ("policy", format!("{policy}/page.js")),
        ("engine", format!("{engine}/worker.js")),
        ("icon", format!("data:image/svg+xml;base64,{icon}")),
        ("icons", fs::read_to_string(app.join("icons/sprite.svg"))?),
    ];
    for (source, path, module, pages) in [
        ("index.html", "index.html", page, Pages::Application),
        (
            "playground.html",
            "playground/index.html",
            playground,
            Pages::Playground,
        ),
    ] {
        let style = minify(workspace, "css", &style_sheet(&app, pages)?)?;
        let style = site.add_asset(pages.style_name(), "css", style);
        let mut blanks = blanks.clone();
        blanks.extend([
            ("style", style),
            ("glue", format!("{module}/module.js")),
            ("wasm", format!("{module}/module_bg.wasm")),
            ("page", format!("{module}/page.js")),
        ]);
        let template = fs::read_to_string(app.join(source))
            .with_context(|| format!("cannot read app/{source}"))?;
        site.0
            .insert(path.into(), fill(&template, &blanks, source)?.into_bytes());
    }
    let mut style = style_of(&ground(&app))?;
    style.extend(fs::read(app.join("rules/rules.css"))?);
    let style = site.add_asset("rules-style", "css", minify(workspace, "css", &style)?);
    blanks.push(("style", style));
    let template = fs::read_to_string(app.join("rules/page.html"))
        .context("cannot read app/rules/page.html")?;
    for page in rules::pages(&Files::below(&workspace.root.join("docs/rules"))?)? {
        let mut blanks = blanks.clone();
        blanks.extend([
            ("title", page.title),
            ("about", page.about),
            ("text", page.text),
        ]);
        let document = fill(&template, &blanks, "rules/page.html")?;
        site.0.insert(page.path, document.into_bytes());
    }
    let offline = offline(workspace, &site)?;
    site.0.insert("offline.js".into(), offline);
    Ok(site)
}

/// What the playground's document is made of, by the beginning of its path.
const PLAYGROUND: &[&str] = &[
    "assets/playground-",
    "assets/engine-",
    "assets/editor-",
    "assets/theme-",
    "assets/keep-",
    "fonts/",
];

/// The script that keeps the playground for visits without a connection. It changes whenever one of the
/// files does.
fn offline(workspace: &Workspace, site: &Files) -> Result<Vec<u8>> {
    let (mut files, mut bytes) = (Vec::new(), Vec::new());
    for (path, content) in &site.0 {
        let is_needed = PLAYGROUND.iter().any(|start| path.starts_with(start));
        if is_needed && !path.ends_with(".txt") {
            files.push(format!("/{path}"));
        }
        if is_needed || path == "playground/index.html" {
            bytes.extend(content);
        }
    }
    let template = fs::read_to_string(workspace.root.join("app/boot/offline.js"))
        .context("cannot read app/boot/offline.js")?;
    let blanks = [
        ("build", digest(&bytes)),
        ("files", serde_json::to_string(&files)?),
    ];
    let script = fill(&template, &blanks, "boot/offline.js")?;
    minify(workspace, "js", script.as_bytes())
}

/// A worker's modules: its entry, the bindings and their snippets.
pub(super) fn worker_modules(bindings: &Path, entry: &Path) -> Result<Files> {
    let mut modules = Files::default();
    modules.add_folder(bindings)?;
    modules.0.remove(MADE_FROM);
    modules.0.insert("entry.mjs".into(), fs::read(entry)?);
    Ok(modules)
}

/// Replaces each `{{name}}` by what belongs there.
fn fill(template: &str, blanks: &[(&str, String)], source: &str) -> Result<String> {
    let filled = blanks
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value)
        });
    ensure!(
        !filled.contains("{{"),
        "app/{source} has a blank that nothing fills; there are {}",
        blanks
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(", ")
    );
    Ok(filled)
}

/// A wasm module for the browser, its bindings and the script that starts it, which name each other.
fn browser_module(workspace: &Workspace, bindings: &Path, start: &Path) -> Result<Files> {
    let mut files = Files::default();
    files.add_folder(bindings)?;
    files.0.remove(MADE_FROM);
    let name = start
        .file_name()
        .context("a start script has a name")?
        .to_string_lossy();
    files.0.insert(name.into_owned(), fs::read(start)?);
    for (path, bytes) in &mut files.0 {
        if path.ends_with(".js") {
            *bytes = minify(workspace, "js", bytes)?;
        }
    }
    Ok(files)
}

/// Which pages a document shows.
#[derive(Clone, Copy)]
enum Pages {
    /// All but the playground's own.
    Application,
    /// The playground alone.
    Playground,
}

impl Pages {
    const fn style_name(self) -> &'static str {
        match self {
            Self::Application => "page-style",
            Self::Playground => "playground-style",
        }
    }

    /// Whether a style sheet is for one of these pages, or for all.
    fn need(self, sheet: &Path) -> bool {
        let sheet = sheet.to_string_lossy().replace('\\', "/");
        match self {
            // The policy in force stands in the playground's panes.
            Self::Application => true,
            Self::Playground => sheet.contains("/pages/playground") || !sheet.contains("/pages/"),
        }
    }
}

/// One style sheet for a document: layers, tokens and base first, then every other that it needs, by path.
/// Cascade layers, which the first one puts in order, decide between rules; the order of files never has to.
fn style_sheet(app: &Path, pages: Pages) -> Result<Vec<u8>> {
    let first = ground(app);
    let mut sheets = files_below(&app.join("styles"))?;
    sheets.extend(files_below(&app.join("src"))?);
    sheets.retain(|path| {
        let is_style = path.extension().is_some_and(|extension| extension == "css");
        is_style && pages.need(path)
    });
    sheets.sort_by_key(|path| {
        (
            first
                .iter()
                .position(|sheet| sheet == path)
                .unwrap_or(first.len()),
            path.clone(),
        )
    });
    style_of(&sheets)
}

/// The sheets that every document begins with.
fn ground(app: &Path) -> [PathBuf; 3] {
    ["layers.css", "tokens.css", "base.css"].map(|name| app.join("styles").join(name))
}

/// Several sheets as one.
fn style_of(sheets: &[PathBuf]) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    for sheet in sheets {
        text.extend(fs::read(sheet)?);
        text.push(b'\n');
    }
    Ok(text)
}

/// The same text, smaller.
fn minify(workspace: &Workspace, loader: &str, text: &[u8]) -> Result<Vec<u8>> {
    remember(workspace, &format!("{}.{loader}", digest(text)), || {
        Command::new(workspace.node_program("esbuild"))
            .arg(format!("--loader={loader}"))
            .args(["--minify", "--target=es2022", "--log-level=warning"])
            .current_dir(&workspace.root)
            .pipe(text)
    })
}

/// The playground's editor with everything it is made of, as one script.
fn editor(workspace: &Workspace) -> Result<Vec<u8>> {
    let folder = workspace.root.join("app/editor");
    let mut sources = fs::read(workspace.root.join("package-lock.json"))?;
    for file in files_below(&folder)? {
        sources.extend(fs::read(file)?);
    }
    remember(
        workspace,
        &format!("{}.editor.js", digest(&sources)),
        || {
            Command::new(workspace.node_program("esbuild"))
                .arg(folder.join("main.js"))
                .args(["--bundle", "--format=esm", "--minify"])
                .args(["--target=es2022", "--log-level=warning"])
                .args(["--legal-comments=none", EDITOR_NOTICE])
                .current_dir(&workspace.root)
                .read()
        },
    )
}

/// Whose work the editor is, in front of it.
const EDITOR_NOTICE: &str = "--banner:js=/*! CodeMirror and Lezer, (c) Marijn Haverbeke and others, MIT: /licences/codemirror.txt */";

/// What was made under a name before, or what is made now. Starting Node costs more than the rest of a
/// build in which nothing changed.
fn remember(
    workspace: &Workspace,
    name: &str,
    make: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let folder = workspace.built.join("minified");
    let remembered = folder.join(name);
    if let Ok(made) = fs::read(&remembered) {
        return Ok(made);
    }
    let made = make()?;
    fs::create_dir_all(folder)?;
    fs::write(&remembered, &made)?;
    Ok(made)
}

/// Every file in `folder` and below, sorted; none when there is no such folder.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop().filter(|folder| folder.exists()) {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path)
            } else {
                files.push(path)
            }
        }
    }
    files.sort();
    Ok(files)
}

fn relative(folder: &Path, file: &Path) -> String {
    let path = file.strip_prefix(folder).unwrap_or(file);
    path.iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
