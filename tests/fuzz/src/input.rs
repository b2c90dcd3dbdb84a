//! Bytes as a fuzzer makes them, cut into the texts that a target takes.

/// The byte between two parts: no text holds it.
const BOUNDARY: u8 = 0xFF;

/// What is left of an input.
pub(crate) struct Input<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: Some(bytes) }
    }

    /// The next part as text, whatever it holds; empty where there is none.
    pub(crate) fn text(&mut self) -> String {
        self.next().unwrap_or_default()
    }
}

impl Iterator for Input<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let rest = self.rest?;
        let mut parts = rest.splitn(2, |byte| *byte == BOUNDARY);
        let part = parts.next().unwrap_or_default();
        self.rest = parts.next();
        Some(String::from_utf8_lossy(part).into_owned())
    }
}

/// The input that is read back as these parts.
pub(crate) fn joined<'t>(parts: impl IntoIterator<Item = &'t str>) -> Vec<u8> {
    let parts: Vec<&[u8]> = parts.into_iter().map(str::as_bytes).collect();
    parts.join(&BOUNDARY)
}
