//! Steps of pointers to types that stand nowhere in a description: they are made of what stands in one place.

/// To a parent's own members, where its children are a union.
pub(super) const BASE: &str = "x-clientwright-base";

/// To the integers of an enumeration that has texts, too.
pub(super) const INTEGERS: &str = "x-clientwright-integers";

/// To what the items of alternative lists can be.
pub(super) const ITEMS: &str = "x-clientwright-items";

/// To the texts of an enumeration that has integers, too.
pub(super) const TEXTS: &str = "x-clientwright-texts";
