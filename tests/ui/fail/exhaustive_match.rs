//! An enum that may get more values is not matched without a last arm.

use flow_webinars::types::AccessStatus;

fn call(status: AccessStatus) -> bool {
    match status {
        AccessStatus::Open => true,
        AccessStatus::TooEarly | AccessStatus::Closed | AccessStatus::Other(_) => false,
    }
}

fn main() {}
