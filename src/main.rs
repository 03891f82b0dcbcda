//! The binary: see `hilo --help`.

fn main() -> std::process::ExitCode {
    hilo::cli::main()
}
