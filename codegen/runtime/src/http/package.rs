//! What the crate that a client is of is called.

use super::observe::Telemetry;

/// The crate that a client is of, as generated code states it by `codegen::package!()`.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// Its name and version, as one product of a `user-agent` (RFC 9110, section 10.1.5).
    pub user_agent: &'static str,
    /// What writes its spans and events.
    pub telemetry: Telemetry,
}

/// Says what the crate is called in which it is written.
#[doc(hidden)]
#[macro_export]
macro_rules! __package {
    () => {
        $crate::codegen::Package {
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
            telemetry: $crate::__telemetry!(),
        }
    };
}

/// That of a client which no generated code has made.
pub(crate) static RUNTIME: Package = crate::__package!();
