//! The examples run and say what they promise.

use std::path::PathBuf;
use std::process::Command;

/// Examples are built beside the tests.
fn example(name: &str) -> String {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples");
    path.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(&path).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn read_records() {
    let printed = example("read_records");
    assert!(printed.contains("10.1080/14719037.2024.2397471"), "{printed}");
    assert!(printed.contains("Akerblom, Kristina Bakke → Western Norway Univ Appl Sci, Bergen, Norway"), "{printed}");
}

#[test]
fn build_graph() {
    let printed = example("build_graph");
    assert!(printed.contains("name-fold+full-given+org"), "{printed}");
}

#[test]
fn ask_sparql() {
    let printed = example("ask_sparql");
    assert!(printed.contains("Kristina Bakke Åkerblom wrote 3"), "{printed}");
}

#[test]
fn coauthor_network() {
    let printed = example("coauthor_network");
    assert!(printed.contains("Kristina Bakke Åkerblom — Jonathan Quetzal Tritter"), "{printed}");
}
