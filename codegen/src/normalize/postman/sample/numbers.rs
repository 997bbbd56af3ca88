//! Numbers as they are written.

/// How many digits every number keeps as a double.
pub(super) const ALWAYS_EXACT: usize = 15;

/// Whether a number, as JSON writes it, has digits that neither an integer of 64 bits nor a double keeps.
pub(super) fn is_rounded(text: &str) -> bool {
    let is_integer = text.bytes().all(|it| it.is_ascii_digit() || it == b'-');
    if is_integer {
        return text.parse::<i64>().is_err() && text.parse::<u64>().is_err();
    }
    let Some((digits, exponent)) = digits(text) else { return false };
    if digits.len() <= ALWAYS_EXACT {
        return false;
    }
    // A double is written with the fewest digits that tell it apart.
    let kept = text.parse::<f64>().ok().and_then(|it| self::digits(&format!("{it:e}")));
    kept != Some((digits, exponent))
}

/// The digits of a number without zeros at either end, and the power of ten that the last one counts.
fn digits(text: &str) -> Option<(String, i64)> {
    let text = text.trim_start_matches('-').to_ascii_lowercase();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let kept = all.trim_end_matches('0');
    let behind = i64::try_from(fraction.len()).ok()?;
    let zeros = i64::try_from(all.len() - kept.len()).ok()?;
    Some((kept.trim_start_matches('0').to_owned(), exponent.checked_add(zeros - behind)?))
}

#[cfg(test)]
mod tests {
    use super::is_rounded;

    #[test]
    fn what_keeps_its_digits_is_not_rounded() {
        for text in [
            "0",
            "-0",
            "0.1",
            "9223372036854775807",
            "18446744073709551615",
            "1e400000000000000000000",
            "-9223372036854775808",
            "0.30000000000000004",
            "1.10",
            "1000000000000000000000.0",
            "1e21",
            "12345678901234567000.0",
        ] {
            assert!(!is_rounded(text), "{text}");
        }
    }

    #[test]
    fn what_loses_digits_is_rounded() {
        for text in [
            "18446744073709551616",
            "-9223372036854775809",
            "0.12345678901234567890",
            "12345678901234567890.5",
            "1.2345678901234567891e5",
            "100000000000000000000000000001",
        ] {
            assert!(is_rounded(text), "{text}");
        }
    }
}
