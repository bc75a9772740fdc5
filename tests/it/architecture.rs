//! Data flows one way: a module imports only modules before it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order in which data flows through them; those on one line do not know each other.
const FLOW: &[&[&str]] = &[
    &["text", "diagnostic"],
    &["record"],
    &["read"],
    &["extract"],
    &["resolve"],
    &["graph"],
    &["store"],
    &["query"],
    &["network"],
    &["export"],
    &["lint"],
    &["pipeline"],
    &["cli"],
];

/// Which modules may name the types of these packages.
const PACKAGES: &[(&str, &[&str])] = &[
    ("oxigraph", &["graph", "store", "query", "export", "cli"]),
    ("spargebra", &["query"]),
    ("petgraph", &["network", "export"]),
    ("parquet", &["store", "export"]),
    ("quick_xml", &["read", "network", "export", "lint"]),
    ("clap", &["cli"]),
    ("anyhow", &["cli"]),
    // In `resolve` and `graph` for nothing but maps over rows, whose order does not depend on threads.
    ("rayon", &["resolve", "graph", "store", "network", "export", "pipeline", "cli"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The code of each module: comments and tests left out, since they may show a thing in its place.
fn modules() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut modules = BTreeMap::<String, String>::new();
    // Tests of a whole folder stand in a file of their own.
    for path in files.into_iter().filter(|path| !path.ends_with("tests.rs")) {
        let name =
            path.strip_prefix(&root).unwrap().components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let name = name.trim_end_matches(".rs").to_string();
        if name == "lib" || name == "main" || path.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let code = code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        modules.entry(name).or_default().push_str(&code);
    }
    modules
}

fn place(module: &str) -> Option<usize> {
    FLOW.iter().position(|level| level.contains(&module))
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for (module, code) in modules() {
        let here = place(&module)
            .unwrap_or_else(|| panic!("src/{module} is not in the flow: add it to FLOW and to docs/architecture.md"));
        for other in FLOW.iter().flat_map(|level| level.iter()) {
            let named = code.contains(&format!("crate::{other}::")) || code.contains(&format!("crate::{{{other}::"));
            if named && *other != module && place(other).unwrap() >= here {
                wrong.push(format!("{module} imports {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Whether code names a module: `other::x`, or `other` in a list of what is used from above.
fn names(code: &str, other: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(other).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + other.len()..]);
        let used = before.rfind("use super::").is_some_and(|from| !before[from..].contains(';'));
        let listed = used && after.starts_with([',', '}', ';', ':']);
        !before.ends_with(is_word) && (after.starts_with("::") && before.ends_with("super::") || listed)
    })
}

#[test]
fn no_format_knows_another() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/read");
    let table = fs::read_to_string(root.join("mod.rs")).unwrap();
    let (_, table) = table.split_once("\nformats! {").unwrap();
    let lines = table.lines().take_while(|line| *line != "}").filter(|line| !line.trim_start().starts_with("//"));
    let formats: BTreeSet<&str> =
        lines.filter_map(|line| line.trim().split_once(' ')?.1.split_once("::")).map(|(module, _)| module).collect();
    assert!(formats.len() > 25 && formats.contains("ris"), "{formats:?}");
    let mut wrong = Vec::new();
    for format in &formats {
        let mut files = vec![root.join(format).with_extension("rs")];
        if root.join(format).is_dir() {
            sources(&root.join(format), &mut files);
        }
        for file in files.iter().filter(|file| file.exists()) {
            let text = fs::read_to_string(file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let known = |other: &&&str| *other != format && names(code, other);
            wrong.extend(formats.iter().filter(known).map(|other| format!("{} names {other}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn packages_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (module, code) in modules() {
        for (package, allowed) in PACKAGES {
            if code.contains(&format!("{package}::")) && !allowed.contains(&module.as_str()) {
                wrong.push(format!("{module} names {package}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_library_reads_no_clock_and_no_environment() {
    let mut wrong = Vec::new();
    for (module, code) in modules() {
        for forbidden in ["SystemTime", "Instant::now", "env::var", "temp_dir", "home_dir", "RandomState", "println!"] {
            // A deadline is kept by the clock; what a query answers does not depend on it.
            let deadline = module == "query" && forbidden == "Instant::now";
            if code.contains(forbidden) && module != "cli" && !deadline {
                wrong.push(format!("{module} uses {forbidden}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_architecture_page_names_every_module() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md")).unwrap();
    for module in modules().keys() {
        assert!(
            page.contains(&format!("`{module}`")) || page.contains(&format!("`{module}/`")),
            "docs/architecture.md says nothing of {module}"
        );
    }
}
