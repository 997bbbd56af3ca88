//! How calls are sent again.

/// What differs from the runtime's own policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is sent again at most.
    pub max_retries: Option<u32>,
    /// For how many seconds a server may ask to wait.
    pub max_wait: Option<u64>,
    /// The statuses after which a request that may be sent twice is sent again.
    pub statuses: Option<Vec<u16>>,
    /// The statuses that say that the server has done nothing.
    pub refusals: Option<Vec<u16>>,
    /// The codes of errors after which every request is sent again, or none.
    pub codes: Vec<(String, bool)>,
}
