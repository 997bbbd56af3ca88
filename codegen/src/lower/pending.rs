//! Unions that wait until all types are known.

use openapiv3::Discriminator;

use crate::pointer::Pointer;

/// A discriminator whose union has no tags yet.
#[derive(Debug)]
pub(super) struct UnresolvedDiscriminator {
    pub(super) discriminator: Discriminator,
    /// The component that each variant is.
    pub(super) components: Vec<Option<String>>,
    /// The variant that the others extend, if there is one.
    pub(super) base: Option<usize>,
    /// Where the union stands.
    pub(super) at: Pointer,
}
