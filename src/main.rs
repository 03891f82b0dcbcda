//! The binary: see `hilo --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let runtime = actix_web::rt::System::new();
    ExitCode::from(runtime.block_on(hilo::cli::run()))
}
