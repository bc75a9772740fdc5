//! The place of a graph directory and the names beside it: how a build takes the place of the graph before it.
//!
//! | beside `graph` | what |
//! |---|---|
//! | `.graph.lock` | locked by the build that goes on |
//! | `.graph.building` | what it has written so far; after the exchange, for a moment, the old graph |
//! | `.graph.old` | the old graph between two renames, where the file system cannot exchange; put back if a build was killed there |
//! | `.graph.in-use-N` | an old graph that someone still reads |
//!
//! Each build sweeps what others have left.

use super::{Manifest, StoreError, io_error, manifest};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The place of a graph directory, claimed for a build: no other build can write it as long as this is held.
///
/// Dropped without having been written, it leaves everything as it was.
#[derive(Debug)]
pub struct Slot {
    path: PathBuf,
    /// The folder it lies in.
    parent: PathBuf,
    /// Folders made on the way to it.
    made: Vec<PathBuf>,
    /// Where the new directory comes into being.
    building: PathBuf,
    _lock: File,
    done: bool,
}

impl Slot {
    /// Claims the place of a graph directory, and sweeps what killed builds left beside it.
    ///
    /// # Errors
    /// [`StoreError`] where another build holds it, something else than a graph is there, or nothing can be written.
    pub fn claim(path: &Path) -> Result<Self, StoreError> {
        let not_a_graph = || StoreError::NotAGraph(path.to_path_buf());
        let parent = path.file_name().and(parent(path)).ok_or_else(not_a_graph)?;
        let made = parent.ancestors().take_while(|folder| !folder.exists()).map(Path::to_path_buf).collect();
        fs::create_dir_all(&parent).map_err(io_error(&parent))?;
        let lock = lock(path, &parent)?;
        // From here on, whatever fails lets go of the lock and removes its file.
        let slot = Self {
            path: path.to_path_buf(),
            parent,
            made,
            building: beside(path, "building"),
            _lock: lock,
            done: false,
        };
        slot.recover();
        if path.exists() {
            let empty = path.is_dir() && path.read_dir().map_err(io_error(path))?.next().is_none();
            if !empty {
                super::hold(path).and_then(|folder| Manifest::read(&folder))?;
            }
        }
        slot.sweep()?;
        fs::create_dir(&slot.building).map_err(io_error(&slot.building))?;
        Ok(slot)
    }

    /// The folder to write into.
    pub(super) fn building(&self) -> &Path {
        &self.building
    }

    /// Puts an old directory back that a killed build had moved out of the way and not replaced.
    fn recover(&self) {
        let old = beside(&self.path, "old");
        if !self.path.exists() && old.exists() && fs::rename(&old, &self.path).is_ok() {
            sync(&self.parent);
        }
    }

    /// Removes what other builds left, apart from what is still read.
    fn sweep(&self) -> Result<(), StoreError> {
        for leftover in [&self.building, &beside(&self.path, "old")] {
            if leftover.exists() {
                self.put_away(leftover).map_err(io_error(leftover))?;
            }
        }
        for (_, left) in self.in_use().map_err(io_error(&self.parent))? {
            remove_unless_read(&left).map_err(io_error(&left))?;
        }
        Ok(())
    }

    /// Removes an old directory, or gives it another name until no one reads it.
    fn put_away(&self, old: &Path) -> io::Result<()> {
        if !remove_unless_read(old)? {
            let last = self.in_use()?.into_iter().map(|(number, _)| number).max();
            fs::rename(old, beside(&self.path, &format!("{IN_USE}{}", last.unwrap_or(0) + 1)))?;
        }
        Ok(())
    }

    /// Old directories that were still read when they were replaced, with their numbers.
    fn in_use(&self) -> io::Result<Vec<(u64, PathBuf)>> {
        let start = beside(&self.path, IN_USE);
        let start = start.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let mut found = Vec::new();
        for entry in self.parent.read_dir()? {
            let entry = entry?;
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(&start)?.parse().ok());
            found.extend(number.map(|number| (number, entry.path())));
        }
        Ok(found)
    }

    /// Takes the place of the old directory.
    pub(super) fn replace(self) -> Result<(), StoreError> {
        self.replace_by(exchange)
    }

    fn replace_by(mut self, exchange: impl Fn(&Path, &Path) -> io::Result<()>) -> Result<(), StoreError> {
        sync(&self.building);
        let mut replaced = None;
        if !self.path.exists() {
            fs::rename(&self.building, &self.path).map_err(io_error(&self.path))?;
        } else if exchange(&self.building, &self.path).is_ok() {
            // What was the old directory now has the name of the building place.
            replaced = Some(self.building.clone());
        } else {
            let old = beside(&self.path, "old");
            fs::rename(&self.path, &old).map_err(io_error(&self.path))?;
            if let Err(error) = fs::rename(&self.building, &self.path) {
                self.recover();
                return Err(io_error(&self.path)(error));
            }
            replaced = Some(old);
        }
        self.done = true;
        sync(&self.parent);
        if let Some(old) = replaced {
            // The new graph is in its place; what could not be removed now, the next build sweeps.
            let _ = self.put_away(&old);
        }
        Ok(())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.building);
        }
        // While it is still locked: a build that waits at this file finds that it is gone, and makes its own.
        let _ = fs::remove_file(beside(&self.path, "lock"));
        if !self.done {
            self.made.iter().take_while(|folder| fs::remove_dir(folder).is_ok()).for_each(drop);
        }
    }
}

const IN_USE: &str = "in-use-";

/// The folder a directory lies in.
fn parent(path: &Path) -> Option<PathBuf> {
    let parent = path.parent()?;
    Some(if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_path_buf() })
}

/// The name of something that belongs to a graph directory and lies beside it.
pub(super) fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{what}"))
}

/// Locks the place for one build.
fn lock(path: &Path, parent: &Path) -> Result<File, StoreError> {
    let at = beside(path, "lock");
    loop {
        // Nothing to be said of the file itself: its folder cannot be written.
        let lock = File::create(&at).map_err(io_error(parent))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked(path.to_path_buf())),
            // No locks on this file system: one writer at a time is then the user's care.
            Err(TryLockError::Error(_)) => return Ok(lock),
        }
        // Between opening and locking, the build that held it may have ended and removed it.
        if is_at(&lock, &at) {
            return Ok(lock);
        }
    }
}

/// Whether an open file is the one at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().map(identity).ok() == path.metadata().map(identity).ok()
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Removes a directory no one reads; whether it did. Its manifest is locked until all is gone, that no one begins to
/// read what is half removed.
fn remove_unless_read(folder: &Path) -> io::Result<bool> {
    let manifest = File::open(folder.join(manifest::FILE));
    if manifest.as_ref().is_ok_and(|m| matches!(m.try_lock(), Err(TryLockError::WouldBlock))) {
        return Ok(false);
    }
    fs::remove_dir_all(folder).map(|()| true)
}

/// Makes sure that the names in a folder are on disk.
pub(super) fn sync(folder: &Path) {
    // Not every file system lets a folder be synced; the files themselves are.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Swaps two directories in one step.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::super::{Folder, hold};
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Puts a graph into place that holds no more than a name.
    fn build(path: &Path, name: &str, exchange: fn(&Path, &Path) -> io::Result<()>) {
        let slot = Slot::claim(path).unwrap();
        write(slot.building(), name);
        slot.replace_by(exchange).unwrap();
    }

    fn write(folder: &Path, name: &str) {
        let nothing = String::new;
        let manifest = Manifest {
            citeweave: name.to_string(),
            layout: 0,
            vocabulary: nothing(),
            options: manifest::Options { base: nothing(), evidence: nothing(), store: nothing() },
            inputs: Vec::new(),
            counts: Default::default(),
            files: Vec::new(),
        };
        manifest.write(folder).unwrap();
    }

    fn name(folder: &Folder) -> String {
        Manifest::read(folder).unwrap().citeweave
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            folder.read_dir().unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn readers_keep_what_they_opened_with_exchange_and_without() {
        let none = |_: &Path, _: &Path| Err(io::ErrorKind::Unsupported.into());
        for exchange in [exchange as fn(&Path, &Path) -> io::Result<()>, none] {
            let place = tempfile::tempdir().unwrap();
            let path = place.path().join("graph");
            let mut held = Vec::new();
            for built in ["first", "second", "third", "fourth"] {
                build(&path, built, exchange);
                held.push((built, hold(&path).unwrap()));
                assert!(held.iter().all(|(opened, folder)| name(folder) == *opened));
            }
            assert_eq!(names(place.path()), [".graph.in-use-1", ".graph.in-use-2", ".graph.in-use-3", "graph"]);
            // Those no one reads any more are swept.
            held.retain(|(opened, _)| *opened == "second");
            drop(Slot::claim(&path).unwrap());
            assert_eq!(names(place.path()), [".graph.in-use-2", "graph"]);
            assert_eq!(name(&held[0].1), "second");
        }
    }

    #[test]
    fn a_build_killed_between_two_renames_is_repaired() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("graph");
        for (name, folder) in [("old", "old"), ("new", "building")] {
            fs::create_dir(beside(&path, folder)).unwrap();
            write(&beside(&path, folder), name);
        }
        // Who reads finds the old graph where it is, and moves nothing.
        assert_eq!(name(&hold(&path).unwrap()), "old");
        assert_eq!(names(place.path()), [".graph.building", ".graph.old"]);
        drop(Slot::claim(&path).unwrap());
        assert_eq!(names(place.path()), ["graph"]);
        assert_eq!(name(&hold(&path).unwrap()), "old");
    }

    #[test]
    fn one_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("graph");
        let held = AtomicBool::new(false);
        let claims = || {
            let claim = || match lock(&path, place.path()) {
                Ok(lock) => {
                    assert!(!held.swap(true, Ordering::SeqCst), "held by two");
                    held.store(false, Ordering::SeqCst);
                    // As a slot does when it is dropped.
                    fs::remove_file(beside(&path, "lock")).unwrap();
                    drop(lock);
                    1
                }
                Err(StoreError::Locked(_)) => 0,
                Err(error) => panic!("{error}"),
            };
            (0..2_000).map(|_| claim()).sum::<u32>()
        };
        let claims: Vec<u32> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(claims)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(claims.iter().sum::<u32>() > 0);
    }
}
