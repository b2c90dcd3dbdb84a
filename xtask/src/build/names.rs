//! The names by which a wasm module imports functions: each ends in a hash that nothing but the glue beside
//! it knows, and that does not compress. A number of the same length takes its place, in both.

use std::collections::BTreeMap;

/// How long the hash is.
const HASH: usize = 16;

/// The glue and the module with numbers in place of hashes.
pub(super) fn shorten(glue: &str, module: &[u8]) -> (String, Vec<u8>) {
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut text = glue.to_owned();
    let mut bytes = module.to_owned();
    let mut names: Vec<&str> = names(glue).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let Some((stem, _)) = name.split_at_checked(name.len() - HASH) else {
            continue;
        };
        let number = used.entry(stem).or_default();
        let short = format!("{stem}{number:0HASH$}");
        *number += 1;
        text = text.replace(name, &short);
        replace(&mut bytes, name.as_bytes(), short.as_bytes());
    }
    (text, bytes)
}

/// Words of the glue that end in an underscore and a hash.
fn names(glue: &str) -> impl Iterator<Item = &str> {
    glue.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("__wb"))
        .filter(|word| {
            word.rsplit_once('_').is_some_and(|(_, hash)| {
                hash.len() == HASH && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            })
        })
}

/// Puts `new`, which is as long, in place of `old` wherever it stands.
fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let starts: Vec<usize> = memchr::memmem::find_iter(bytes, old).collect();
    for start in starts {
        if let Some(there) = bytes.get_mut(start..start + old.len()) {
            there.copy_from_slice(new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glue_and_module_agree_and_no_two_names_become_one() {
        let glue =
            "imports.a.__wbg_new_00ff00ff00ff00ff=1;__wbg_new_aaaaaaaaaaaaaaaa=2;__wbg_set_12=3";
        let module =
            b"\x18__wbg_new_aaaaaaaaaaaaaaaa\x18__wbg_new_00ff00ff00ff00ff\x0c__wbg_set_12";
        let (glue, module) = shorten(glue, module);
        assert_eq!(
            glue,
            "imports.a.__wbg_new_0000000000000000=1;__wbg_new_0000000000000001=2;__wbg_set_12=3"
        );
        assert_eq!(
            module,
            b"\x18__wbg_new_0000000000000001\x18__wbg_new_0000000000000000\x0c__wbg_set_12"
        );
    }
}
