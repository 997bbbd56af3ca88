//! Records what a journey's clients send and get, where `RECORDING` names a file: `tests/servers/drive NAME --record`.

use std::env;
use std::sync::{Arc, LazyLock};

use client::clientwright_runtime::{Recorder, Transport};

/// All clients of a journey are recorded in one file.
static RECORDER: LazyLock<Option<Recorder>> = LazyLock::new(|| {
    let file = env::var_os("RECORDING")?;
    Some(Recorder::create(file).expect("the recording is a file that can be written"))
});

/// Puts the recorder around a client's transport.
pub fn wrap(inner: Arc<dyn Transport>) -> Arc<dyn Transport> {
    match &*RECORDER {
        Some(recorder) => recorder.wrap(inner),
        None => inner,
    }
}
