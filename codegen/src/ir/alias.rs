//! What things were called in earlier versions, so that code which says that compiles until a major one.

/// The former names of what there is, none of which is the name of anything now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    /// Of types, and of what stands beside them.
    pub types: Vec<TypeAlias>,
    /// Of groups.
    pub groups: Vec<GroupAlias>,
    /// Of operations.
    pub operations: Vec<OperationAlias>,
}

/// A former name of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeAlias {
    /// The former name.
    pub name: String,
    /// The name now.
    pub of: String,
}

/// Former names of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupAlias {
    /// The group: an index into [`Api::groups`](crate::ir::Api::groups).
    pub group: usize,
    /// The former name of its module, and of the method that gives its handle.
    pub name: String,
    /// The former name of its handle, where that differs.
    pub handle: Option<String>,
}

/// A former name of an operation, or one under another tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationAlias {
    /// The former name of the method.
    pub name: String,
    /// The group whose handle had it: an index into [`Api::groups`](crate::ir::Api::groups).
    pub under: usize,
    /// The group that it is in.
    pub group: usize,
    /// The operation: an index into [`Group::operations`](crate::ir::Group::operations).
    pub operation: usize,
    /// The types that its module has for it, by the names that they had in the other.
    pub types: Vec<TypeAlias>,
}
