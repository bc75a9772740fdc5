//! What is on disk when a build is killed, the disk is full or cannot be written, or others build and read at the same time:
//! always one whole graph.

use crate::cli::{GOOD, Place, citeweave, contents, names, text};
use citeweave::store::GraphDirectory;
use std::fs::{self, File, TryLockError};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// So many records that writing them takes a while.
fn many(records: usize) -> String {
    let record = |n: usize| {
        let authors: String = (0..5).map(|k| format!("AU  - Family{}, Given{}\n", n * 7 % 997 + k, n % 89)).collect();
        format!(
            "TY  - JOUR\nTI  - The {n}th study of peer support\n{authors}PY  - {}\nT2  - Journal {}\nKW  - concept {}\nAB  - {}\nDO  - 10.1000/many.{n}\nER  - \n",
            1990 + n % 30,
            n % 53,
            n % 211,
            "Peer workers took part in the study. ".repeat(8),
        )
    };
    (0..records).map(record).collect()
}

fn start(args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_citeweave"))
        .args(args)
        .env_remove("CITEWEAVE_GRAPH")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn start_build(input: &str, graph: &str) -> Child {
    start(&["build", input, "-g", graph, "--store", "nquads"])
}

/// Waits until something is so; fails a test that waits for ever.
fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited a minute: {what}");
        std::thread::yield_now();
    }
}

fn assert_sound(graph: &str) {
    let output = citeweave(&["verify", "-g", graph]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
}

/// Asserts that a command was refused for a reason told in these words.
fn assert_refused(output: &Output, words: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for word in words {
        assert!(said.contains(word), "nothing of {word:?} in: {said}");
    }
}

#[test]
fn a_killed_build_leaves_the_old_graph_or_the_new_one() {
    let place = Place::new();
    let (old, new) = (place.file("old.ris", GOOD.as_bytes()), place.file("new.ris", many(3_000).as_bytes()));
    let graph = place.path("graph");
    let folder = Path::new(&graph);
    let rebuilt = |input: &str| {
        let started = Instant::now();
        let output = place.build(&[input], &[]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(place.names(), ["graph", "new.ris", "old.ris"]);
        (contents(folder), started.elapsed())
    };
    let (whole_new, took) = rebuilt(&new);
    let (whole_old, _) = rebuilt(&old);

    // As soon as a file is there, and after every tenth of the time that a build takes.
    enum Moment {
        There(&'static str),
        Replaced,
        After(Duration),
    }
    let building = [
        ".graph.lock",
        ".graph.building",
        ".graph.building/graph.nq.zst",
        ".graph.building/tables/works.parquet",
        ".graph.building/tables/concept_assignments.parquet",
        ".graph.building/manifest.json",
    ];
    let moments = building.map(Moment::There).into_iter().chain([Moment::Replaced]);
    let (mut kept, mut replaced, mut swept) = (0, 0, 0);
    for moment in moments.chain((0..=10).map(|tenths| Moment::After(took * tenths / 10))) {
        let started = Instant::now();
        let mut child = start_build(&new, &graph);
        wait("a moment to kill a build", || {
            let now = match moment {
                Moment::There(name) => Path::new(&place.path(name)).exists(),
                Moment::Replaced => fs::read(folder.join("manifest.json")).ok().as_ref() != Some(&whole_old[1].1),
                Moment::After(time) => started.elapsed() >= time,
            };
            now || child.try_wait().unwrap().is_some()
        });
        child.kill().unwrap();
        child.wait().unwrap();
        swept += usize::from(Path::new(&place.path(".graph.building")).exists());
        let found = contents(folder);
        match found {
            found if found == whole_old => kept += 1,
            found if found == whole_new => replaced += 1,
            found => panic!("neither graph: {:?}", found.iter().map(|file| &file.0).collect::<Vec<_>>()),
        }
        assert_sound(&graph);
        assert!(rebuilt(&old).0 == whole_old);
    }
    assert!(kept > 3 && replaced > 0 && swept > 3, "{kept} kept, {replaced} replaced, {swept} with leftovers");
}

/// A build cannot begin before it knows that it may write; one that cannot read on is killed without a trace.
#[test]
fn a_second_build_is_refused() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    let graph = place.path("graph");
    assert_eq!(place.build(&[&good], &[]).status.code(), Some(0));
    let before = contents(Path::new(&graph));

    // A pipe that no one writes to: the first build waits for its input.
    let pipe = place.path("slow.ris");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut first = start_build(&pipe, &graph);
    let lock = place.path(".graph.lock");
    wait("a build to claim its place", || {
        File::open(&lock).is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    });
    for _ in 0..2 {
        let second = place.build(&[&good], &[]);
        assert_refused(&second, &["another build is writing", &graph, "hint: wait until the other build has ended"]);
    }
    // Who reads is not disturbed.
    assert_sound(&graph);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(place.build(&[&good], &[]).status.code(), Some(0));
    assert!(contents(Path::new(&graph)) == before);
    assert_eq!(place.names(), ["good.ris", "graph", "slow.ris"]);
}

#[test]
fn of_many_builds_at_once_each_is_done_or_refused() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    let graph = place.path("graph");
    for _ in 0..5 {
        let builds: Vec<Child> = (0..6).map(|_| start_build(&good, &graph)).collect();
        let ended: Vec<Output> = builds.into_iter().map(|build| build.wait_with_output().unwrap()).collect();
        let (done, refused): (Vec<&Output>, Vec<&Output>) = ended.iter().partition(|output| output.status.success());
        assert!(!done.is_empty());
        refused.iter().for_each(|output| assert_refused(output, &["another build is writing"]));
        assert_sound(&graph);
        assert_eq!(place.names(), ["good.ris", "graph"]);
    }
}

#[test]
fn a_graph_being_read_stays_what_it_was() {
    let place = Place::new();
    let (old, new) = (place.file("old.ris", many(300).as_bytes()), place.file("new.ris", GOOD.as_bytes()));
    let graph = place.path("graph");
    assert_eq!(place.build(&[&old], &[]).status.code(), Some(0));
    let whole = ["export", "nq", "-g", &graph];
    let query = ["query", "-e", "SELECT * { ?s ?p ?o }", "--to", "csv", "-g", &graph];
    let expected = [&whole[..], &query].map(|args| citeweave(args).stdout);
    let held = GraphDirectory::open(Path::new(&graph)).unwrap();
    let people = held.tables().texts("people", "name").unwrap();

    // Their output is longer than a pipe holds: they have begun, and cannot end before it is read.
    let mut readers = [start(&whole), start(&query)];
    let mut begun = readers.each_mut().map(|reader| {
        let mut byte = [0];
        reader.stdout.as_mut().unwrap().read_exact(&mut byte).unwrap();
        byte.to_vec()
    });
    for input in [&new, &old, &new] {
        let output = place.build(&[input], &[]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        // What is opened now is the new graph.
        let now = citeweave(&["query", "-e", "SELECT (COUNT(*) AS ?n) { ?w prism:doi ?doi }", "-g", &graph]);
        let works = if input == &new { 1 } else { 300 };
        assert_eq!(text(&now.stdout).lines().last(), Some(works.to_string().as_str()), "{}", text(&now.stderr));
    }
    for ((reader, begun), expected) in readers.iter_mut().zip(&mut begun).zip(&expected) {
        reader.stdout.take().unwrap().read_to_end(begun).unwrap();
        assert!(reader.wait().unwrap().success());
        assert!(begun == expected);
    }
    // Manifest, tables and RDF are of one graph.
    assert_eq!(held.manifest().counts.records, 300);
    assert_eq!(held.tables().texts("people", "name").unwrap(), people);
    assert_eq!(held.rdf().unwrap().len().unwrap() as u64, held.manifest().counts.quads);
    assert_eq!(held.verify().unwrap(), Vec::<String>::new());
    // Once no one reads it, the old graph is swept.
    drop(held);
    assert_eq!(place.build(&[&new], &[]).status.code(), Some(0));
    assert_eq!(place.names(), ["graph", "new.ris", "old.ris"]);
}

/// A file system in memory that only a shell of its own sees mounted, and we through `/proc`: nothing is left of it.
struct Disk {
    shell: Child,
    answers: BufReader<std::process::ChildStdout>,
    folder: PathBuf,
}

impl Disk {
    /// Nothing where the system lets no one mount.
    fn mount(place: &Place, kilobytes: u64) -> Option<Self> {
        let folder = PathBuf::from(place.path("disk"));
        fs::create_dir(&folder).unwrap();
        // As root there may be no namespace of users, for everybody else there has to be one.
        for how in ["-m", "-rm"] {
            let shell = Command::new("unshare")
                .args([how, "sh", "-c", "while read -r line; do eval \"$line\" >/dev/null 2>&1; echo $?; done"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn();
            let Ok(mut shell) = shell else { break };
            let answers = BufReader::new(shell.stdout.take().unwrap());
            let mut disk = Self { shell, answers, folder: folder.clone() };
            let mounted = disk.run(&format!("mount -t tmpfs -o size={kilobytes}k none '{}'", folder.display()));
            disk.folder = PathBuf::from(format!("/proc/{}/root{}", disk.shell.id(), folder.display()));
            if mounted && fs::write(disk.folder.join("probe"), "").is_ok() {
                fs::remove_file(disk.folder.join("probe")).unwrap();
                assert!(names(&folder).is_empty(), "mounted for everybody");
                return Some(disk);
            }
        }
        None
    }

    /// Runs a line of shell inside; whether it succeeded.
    fn run(&mut self, line: &str) -> bool {
        let mut answer = String::new();
        let asked = writeln!(self.shell.stdin.as_mut().unwrap(), "{line}");
        asked.is_ok() && self.answers.read_line(&mut answer).is_ok() && answer == "0\n"
    }

    /// Writes until nothing more can be written, then gives a number of bytes back.
    fn fill(&self, left: u64) {
        let path = self.folder.join("filler");
        let mut filler = File::create(&path).unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
        let full = path.metadata().unwrap().len();
        filler.set_len(full - left).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

/// Bytes of disk that files take, in pages.
fn pages(files: &[(PathBuf, Vec<u8>)]) -> u64 {
    files.iter().map(|(_, bytes)| bytes.len().next_multiple_of(4096) as u64).sum()
}

#[test]
fn a_full_disk_leaves_the_old_graph() {
    let place = Place::new();
    let (old, new) = (place.file("old.ris", GOOD.as_bytes()), place.file("new.ris", many(300).as_bytes()));
    assert_eq!(place.build(&[&new], &[]).status.code(), Some(0));
    let needed = pages(&contents(Path::new(&place.path("graph"))));
    let Some(disk) = Disk::mount(&place, 16 * 1024) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let graph = disk.folder.join("graph").to_string_lossy().into_owned();
    let build = |input: &str| citeweave(&["build", input, "-g", &graph, "--store", "nquads"]);
    assert_eq!(build(&old).status.code(), Some(0));
    let before = contents(Path::new(&graph));
    // Nothing fits; a table does; nearly everything does.
    for left in [0, 4096, 65_536, needed / 2, needed - 4096] {
        disk.fill(left);
        let output = build(&new);
        assert_refused(&output, &[".graph.building", "No space left on device", "hint: make room"]);
        assert!(contents(Path::new(&graph)) == before, "{left} bytes left");
        assert_sound(&graph);
        assert_eq!(names(&disk.folder), ["filler", "graph"], "{left} bytes left");
    }
    disk.fill(needed);
    let output = build(&new);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_sound(&graph);
}

/// The same for a limit on the size of files, which needs no right to mount.
#[test]
fn a_limit_on_files_leaves_the_old_graph() {
    let place = Place::new();
    let (old, new) = (place.file("old.ris", GOOD.as_bytes()), place.file("new.ris", many(300).as_bytes()));
    assert_eq!(place.build(&[&old], &[]).status.code(), Some(0));
    let before = contents(Path::new(&place.path("graph")));
    for blocks in ["0", "8", "200"] {
        let output = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", blocks, env!("CARGO_BIN_EXE_citeweave")])
            .args(["build", &new, "-g", &place.path("graph"), "--store", "nquads"])
            .output()
            .unwrap();
        assert_refused(&output, &[".graph.building", "File too large", "hint: make room"]);
        assert!(contents(Path::new(&place.path("graph"))) == before);
        assert_sound(&place.path("graph"));
        assert_eq!(place.names(), ["graph", "new.ris", "old.ris"]);
    }
}

#[test]
fn where_nothing_can_be_written_graphs_are_read() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    let check = |folder: &Path, reason: &str| {
        let graph = folder.join("graph").to_string_lossy().into_owned();
        let before = contents(Path::new(&graph));
        let folder = folder.to_string_lossy();
        for place in ["graph", "another", "new/deep/graph"] {
            let output = citeweave(&["build", &good, "-g", &format!("{folder}/{place}"), "--store", "nquads"]);
            assert_refused(&output, &[&folder, reason]);
        }
        assert_eq!(names(Path::new(&*folder)), ["graph"]);
        assert!(contents(Path::new(&graph)) == before);
        assert_sound(&graph);
        assert_eq!(citeweave(&["query", "merges", "-g", &graph]).status.code(), Some(1));
        assert_eq!(citeweave(&["info", "-g", &graph]).status.code(), Some(0));
    };
    let build = |graph: &Path| citeweave(&["build", &good, "-g", &graph.to_string_lossy(), "--store", "nquads"]);

    // Permissions bind everybody but root.
    let folder = PathBuf::from(place.path("protected"));
    assert_eq!(build(&folder.join("graph")).status.code(), Some(0));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.join("probe"), "").is_err() {
        check(&folder, "Permission denied");
    } else {
        fs::remove_file(folder.join("probe")).unwrap();
        eprintln!("skipped: permissions do not bind this user");
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();

    // A file system that is mounted for reading binds root as well.
    let Some(mut disk) = Disk::mount(&place, 4 * 1024) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    assert_eq!(build(&disk.folder.join("graph")).status.code(), Some(0));
    assert!(disk.run(&format!("mount -o remount,ro '{}'", place.path("disk"))));
    check(&disk.folder, "Read-only file system");
}

/// Answers, exports and networks that do not fit are no success, and the message says which file.
#[test]
fn a_result_that_cannot_be_written_is_told() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: no /dev/full here");
        return;
    }
    let place = Place::new();
    let input = place.file("many.ris", many(30).as_bytes());
    assert_eq!(place.build(&[&input], &[]).status.code(), Some(0));
    let graph = place.path("graph");
    fs::create_dir(place.path("tables")).unwrap();
    for (args, name) in [
        (&["query", "-e", "SELECT * { ?s ?p ?o }"][..], "answer.csv"),
        (&["query", "-e", "SELECT * { ?s ?p ?o } LIMIT 1"], "short.csv"),
        (&["export", "nq"], "graph.nq"),
        (&["export", "ttl"], "graph.ttl"),
        (&["export", "csv"], "tables/works.csv"),
        (&["network", "coauthors"], "network.graphml"),
        (&["network", "coauthors"], "network.gexf"),
    ] {
        let file = place.path(name);
        std::os::unix::fs::symlink("/dev/full", &file).unwrap();
        let output = if name.starts_with("tables/") { place.path("tables/") } else { file.clone() };
        let output = citeweave(&[args, &["-g", &graph, "-o", &output]].concat());
        assert_refused(&output, &[&file, "No space left on device"]);
    }
    for args in [&["query", "-e", "SELECT * { ?s ?p ?o }"][..], &["export", "nq"], &["info"], &["verify"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output =
            Command::new(env!("CARGO_BIN_EXE_citeweave")).args(args).args(["-g", &graph]).stdout(full).output();
        assert_refused(&output.unwrap(), &["standard output", "No space left on device"]);
    }
    // Messages that cannot be written are no reason to end.
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut build = Command::new(env!("CARGO_BIN_EXE_citeweave"));
    build.args(["build", &input, "-g", &graph, "--store", "nquads"]).stderr(full);
    assert_eq!(build.status().unwrap().code(), Some(0));
}
