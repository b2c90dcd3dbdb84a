//! Numbers with a point or an exponent, by how they are written: nobody here needs what they are worth.

/// Whether the text is an unsigned decimal number: `1`, `1.`, `.5`, `1.5e-3`.
#[must_use]
pub fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            exponent.strip_prefix(['+', '-']).unwrap_or(exponent),
        ),
        None => (text, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let missing = exponent.is_empty() || whole.is_empty() && fraction.is_empty();
    !missing && digits(whole) && digits(fraction) && digits(exponent)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_a_number_to_the_standard_library_is_one_here(text in "[0-9.][0-9.eE+-]{0,6}") {
            prop_assert_eq!(is_decimal(&text), text.parse::<f64>().is_ok(), "{}", text);
        }
    }

    #[test]
    fn signs_and_words_are_no_numbers() {
        for text in [
            "", ".", "e1", "1e", "-1", "inf", "nan", "1e+-1", "1_0", "1.2.3",
        ] {
            assert!(!is_decimal(text), "{text}");
        }
    }
}
