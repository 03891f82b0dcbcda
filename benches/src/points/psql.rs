//! Databases of a PostgreSQL server, and statements given to it by its own tool.

use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::stats::Times;

/// Each statement is asked so often.
const ASKED: usize = 40;

/// Databases of a server, removed when they are dropped.
pub struct Databases<'a> {
    server: &'a str,
    made: Vec<String>,
}

impl<'a> Databases<'a> {
    /// None yet.
    pub fn on(server: &'a str) -> Self {
        Self { server, made: Vec::new() }
    }

    /// Makes one, as a copy of another where that is said.
    pub fn make(&mut self, name: &str, of: Option<&str>) -> Result<String> {
        let name = format!("hilo_bench_{}_{name}", std::process::id());
        let template =
            of.map_or_else(String::new, |of| format!(" TEMPLATE {}", of.rsplit('/').next().unwrap_or(of)));
        psql(&self.url("postgres"), &format!("CREATE DATABASE {name}{template}"))?;
        self.made.push(name.clone());
        Ok(self.url(&name))
    }

    /// The address of one.
    pub fn url(&self, name: &str) -> String {
        format!("{}/{name}", self.server.trim_end_matches('/'))
    }
}

impl Drop for Databases<'_> {
    fn drop(&mut self) {
        for name in &self.made {
            let _ = psql(&self.url("postgres"), &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// Runs SQL, and gives what it answers, a line each row.
pub fn psql(url: &str, sql: &str) -> Result<String> {
    let output = Command::new("psql").args([url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql]).output()?;
    if !output.status.success() {
        return Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// How long some statements take together, as `psql` tells.
pub fn statement(url: &str, sql: &[String]) -> Result<Times> {
    let mut times = Times::default();
    let once = sql.join(";\n");
    let script = format!("\\timing on\n{}", format!("{once};\n").repeat(ASKED));
    let file = std::env::temp_dir().join(format!("hilo-bench-{}.sql", std::process::id()));
    std::fs::write(&file, script)?;
    let output = Command::new("psql").args([url, "-qAtX", "-f"]).arg(&file).output()?;
    std::fs::remove_file(&file)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let told =
        text.lines().filter_map(|line| line.strip_prefix("Time: ")?.split(' ').next()?.parse::<f64>().ok());
    let told: Vec<f64> = told.collect();
    for one in told.chunks(sql.len()).skip(3) {
        times.push(Duration::from_secs_f64(one.iter().sum::<f64>() / 1_000.0));
    }
    Ok(times)
}
