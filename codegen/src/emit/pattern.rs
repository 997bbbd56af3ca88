//! Patterns of a `match` over numbers, as a person would write them: runs are ranges, and no two arms overlap.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::Status;

/// How many numbers in a row are written as a range.
const RUN: usize = 3;

/// Any of some numbers; `None` where there are none.
pub(super) fn any_of(numbers: &[u64]) -> Option<TokenStream> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let runs = sorted.chunk_by(|a, b| a + 1 == *b).flat_map(|run| match run {
        [first, .., last] if run.len() >= RUN => vec![range(*first, *last)],
        run => run.iter().copied().map(number).collect(),
    });
    let runs = runs.collect::<Vec<_>>();
    (!runs.is_empty()).then(|| quote!(#(#runs)|*))
}

/// The numbers of a status, without those at the ends of a class that other arms have: `codes`.
pub(super) fn of_status(status: Status, codes: &[u16]) -> TokenStream {
    match status {
        Status::Code(code) => number(code.into()),
        Status::Class(class) => {
            let first = u16::from(class) * 100;
            let free = || (first..first + 100).filter(|it| !codes.contains(it)).map(u64::from);
            range(free().min().unwrap_or(first.into()), free().max().unwrap_or(first.into()))
        }
        Status::Default => quote!(_),
    }
}

fn number(number: u64) -> TokenStream {
    let number = Literal::u64_unsuffixed(number);
    quote!(#number)
}

fn range(first: u64, last: u64) -> TokenStream {
    let (first, last) = (number(first), number(last));
    quote!(#first..=#last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_ranges() {
        let shown = |numbers: &[u64]| any_of(numbers).map(|it| it.to_string());
        assert_eq!(shown(&[]), None);
        assert_eq!(shown(&[4]).as_deref(), Some("4"));
        assert_eq!(shown(&[1, 0]).as_deref(), Some("0 | 1"));
        assert_eq!(shown(&[7, 0, 1, 2, 9]).as_deref(), Some("0 ..= 2 | 7 | 9"));
    }

    #[test]
    fn a_class_leaves_its_ends_to_the_codes() {
        let shown = |codes: &[u16]| of_status(Status::Class(2), codes).to_string();
        assert_eq!(shown(&[404]), "200 ..= 299");
        assert_eq!(shown(&[200, 201, 204]), "202 ..= 299");
        assert_eq!(shown(&[299]), "200 ..= 298");
    }
}
