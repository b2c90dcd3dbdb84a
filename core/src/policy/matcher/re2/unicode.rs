//! The Unicode classes of the dialect by their exact names (R10): categories and scripts, no aliases.

mod table;
#[cfg(test)]
mod tests;

pub use table::Letters;
pub(super) use table::{Range, cases, ranges};

use crate::policy::spelling::folded;

/// A set of characters by its name in the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnicodeSet {
    /// `Any`: every character.
    Any,
    /// A general category, such as `L` or `Lu`.
    Category(&'static str),
    /// A script, such as `Greek`.
    Script(&'static str),
}

impl UnicodeSet {
    /// The set of this exact name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let find = |names: &[&'static str]| names.iter().copied().find(|known| *known == name);
        if name == "Any" {
            return Some(Self::Any);
        }
        find(CATEGORIES)
            .map(Self::Category)
            .or_else(|| find(SCRIPTS).map(Self::Script))
    }

    /// The name that differs only in letter case or in `_`, `-` and spaces.
    #[must_use]
    pub fn similar(name: &str) -> Option<&'static str> {
        let plain = |name: &str| folded(name.chars().filter(|c| c.is_alphanumeric()));
        let wanted = plain(name);
        CATEGORIES
            .iter()
            .chain(SCRIPTS)
            .copied()
            .find(|known| plain(known) == wanted)
    }
}

/// `C` here is without the unassigned characters; `Cn` and `LC` do not exist.
pub(in crate::policy::matcher) const CATEGORIES: &[&str] = &[
    "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N",
    "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So",
    "Z", "Zl", "Zp", "Zs",
];

/// The scripts of Unicode 15, by their long names.
#[rustfmt::skip]
pub(in crate::policy::matcher) const SCRIPTS: &[&str] = &[
    "Adlam", "Ahom", "Anatolian_Hieroglyphs", "Arabic", "Armenian", "Avestan", "Balinese",
    "Bamum", "Bassa_Vah", "Batak", "Bengali", "Bhaiksuki", "Bopomofo", "Brahmi", "Braille",
    "Buginese", "Buhid", "Canadian_Aboriginal", "Carian", "Caucasian_Albanian", "Chakma", "Cham",
    "Cherokee", "Chorasmian", "Common", "Coptic", "Cuneiform", "Cypriot", "Cypro_Minoan",
    "Cyrillic", "Deseret", "Devanagari", "Dives_Akuru", "Dogra", "Duployan",
    "Egyptian_Hieroglyphs", "Elbasan", "Elymaic", "Ethiopic", "Georgian", "Glagolitic", "Gothic",
    "Grantha", "Greek", "Gujarati", "Gunjala_Gondi", "Gurmukhi", "Han", "Hangul",
    "Hanifi_Rohingya", "Hanunoo", "Hatran", "Hebrew", "Hiragana", "Imperial_Aramaic", "Inherited",
    "Inscriptional_Pahlavi", "Inscriptional_Parthian", "Javanese", "Kaithi", "Kannada",
    "Katakana", "Kawi", "Kayah_Li", "Kharoshthi", "Khitan_Small_Script", "Khmer", "Khojki",
    "Khudawadi", "Lao", "Latin", "Lepcha", "Limbu", "Linear_A", "Linear_B", "Lisu", "Lycian",
    "Lydian", "Mahajani", "Makasar", "Malayalam", "Mandaic", "Manichaean", "Marchen",
    "Masaram_Gondi", "Medefaidrin", "Meetei_Mayek", "Mende_Kikakui", "Meroitic_Cursive",
    "Meroitic_Hieroglyphs", "Miao", "Modi", "Mongolian", "Mro", "Multani", "Myanmar", "Nabataean",
    "Nag_Mundari", "Nandinagari", "New_Tai_Lue", "Newa", "Nko", "Nushu", "Nyiakeng_Puachue_Hmong",
    "Ogham", "Ol_Chiki", "Old_Hungarian", "Old_Italic", "Old_North_Arabian", "Old_Permic",
    "Old_Persian", "Old_Sogdian", "Old_South_Arabian", "Old_Turkic", "Old_Uyghur", "Oriya",
    "Osage", "Osmanya", "Pahawh_Hmong", "Palmyrene", "Pau_Cin_Hau", "Phags_Pa", "Phoenician",
    "Psalter_Pahlavi", "Rejang", "Runic", "Samaritan", "Saurashtra", "Sharada", "Shavian",
    "Siddham", "SignWriting", "Sinhala", "Sogdian", "Sora_Sompeng", "Soyombo", "Sundanese",
    "Syloti_Nagri", "Syriac", "Tagalog", "Tagbanwa", "Tai_Le", "Tai_Tham", "Tai_Viet", "Takri",
    "Tamil", "Tangsa", "Tangut", "Telugu", "Thaana", "Thai", "Tibetan", "Tifinagh", "Tirhuta",
    "Toto", "Ugaritic", "Vai", "Vithkuqi", "Wancho", "Warang_Citi", "Yezidi", "Yi",
    "Zanabazar_Square",
];
