//! The machine that figures are of.

use crate::Result;
use crate::report::Report;

/// Processor, memory and kernel; what was built with what; how the run was started.
pub fn describe(report: &mut Report, versions: &str, command: &str) -> Result<()> {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let (processors, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let of = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let kilobytes: f64 = of(&memory, "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
    let cores = std::thread::available_parallelism()?;
    report.fact(
        "Machine",
        format!(
            "{cores} cores ({}), {:.0} GB of memory, Linux {}",
            of(&processors, "model name"),
            kilobytes / 1024.0 / 1024.0,
            read("/proc/sys/kernel/osrelease").trim()
        ),
    );
    report.fact("Versions", format!("{versions}, SQLite {}", rusqlite::version()));
    report.fact("Command", format!("`{command}`"));
    Ok(())
}
