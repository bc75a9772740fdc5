//! `citeweave lint`: what programs will make of a network file.

use super::Outcome;
use super::args::Lint;
use super::term::Terminal;
use crate::lint::{Program, RULES, Severity, lint};
use anyhow::{Context, bail};
use serde_json::json;
use std::fmt::Write as _;
use std::fs;

pub fn run(options: Lint, as_json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if options.rules {
        let mut out = String::new();
        for rule in RULES {
            // Writing to a string cannot fail.
            let _ = if as_json {
                let programs: Vec<&str> = rule.programs.iter().map(|program| program.name()).collect();
                writeln!(
                    out,
                    "{}",
                    json!({ "code": rule.code, "severity": rule.severity.name(), "programs": programs, "what": rule.what, "remedy": rule.remedy })
                )
            } else {
                writeln!(
                    out,
                    "{:<28} {:<8} {} ({})\n    {}; {}",
                    rule.code,
                    rule.severity.name(),
                    rule.area,
                    rule.programs,
                    rule.what,
                    rule.remedy
                )
            };
        }
        terminal.write(out.as_bytes())?;
        return Ok(Outcome::Done);
    }
    if options.files.is_empty() {
        bail!("name a network file, or --rules");
    }
    let mut programs = Vec::new();
    for name in &options.programs {
        let known = || Program::ALL.iter().map(|program| program.name()).collect::<Vec<_>>().join(", ");
        programs.push(
            Program::from_name(name).with_context(|| format!("no program is named {name}; there are {}", known()))?,
        );
    }
    let mut worst = None;
    for path in &options.files {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let report = lint(&path.display().to_string(), &bytes, &programs);
        worst = worst.max(report.worst());
        if as_json {
            let findings: Vec<_> = report
                .findings
                .iter()
                .map(|found| {
                    let programs: Vec<&str> = found.programs.iter().map(|program| program.name()).collect();
                    json!({ "severity": found.severity.name(), "code": found.code, "line": found.line, "column": found.column,
                            "programs": programs, "message": found.message, "remedy": found.remedy })
                })
                .collect();
            let format = report.format.map(|format| format.name());
            let counts: serde_json::Map<String, serde_json::Value> =
                report.tallies.iter().map(|tally| (tally.rule.code.to_string(), tally.count.into())).collect();
            let line =
                json!({ "file": path.display().to_string(), "format": format, "findings": findings, "counts": counts });
            terminal.write(format!("{line}\n").as_bytes())?;
        } else {
            let unknown = if report.worst() == Some(Severity::Note) { "not looked into" } else { "no network file" };
            let format = report.format.map_or(unknown, |format| format.name());
            let count = |severity| report.count(severity);
            let counted =
                Severity::ALL.iter().rev().map(|&severity| format!("{} {}", count(severity), severity.name()));
            let counted = counted.collect::<Vec<_>>().join(", ");
            let mut shown = report.clone();
            if !terminal.is_verbose() {
                // Notes do no harm to most; their number tells that there are some.
                shown.findings.retain(|finding| finding.severity > Severity::Note);
                shown.tallies.retain(|tally| tally.rule.severity > Severity::Note);
            }
            terminal.write(format!("{shown}{}: {format}: {counted}\n", path.display()).as_bytes())?;
        }
    }
    Ok(if worst > Some(Severity::Note) { Outcome::Problems } else { Outcome::Done })
}
