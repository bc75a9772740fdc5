//! A graph directory held open: whoever reads through it goes on reading the directory it opened, although a build
//! meanwhile puts another in its place.

use super::manifest;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A graph directory held open for reading. It is shared: the last copy lets go.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// Where it was when it was opened.
    path: PathBuf,
    /// The directory itself, under whatever name. Elsewhere than on Unix it is found by its path.
    #[cfg(unix)]
    handle: Arc<File>,
    /// Its manifest, locked, that no build removes what is being read.
    _in_use: Arc<Option<File>>,
}

impl Folder {
    /// Opens the directory at a path, or nothing where a build is taking it away this very moment.
    ///
    /// # Errors
    /// Where there is no directory, or none with a manifest.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        let mut folder = Self {
            path: path.to_path_buf(),
            #[cfg(unix)]
            handle: Arc::new(File::open(path)?),
            _in_use: Arc::new(None),
        };
        let in_use = folder.file(manifest::FILE)?;
        match in_use.try_lock_shared() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A directory on a file system without locks is read all the same.
            Err(TryLockError::Error(_)) => {}
            // The lock may have come too late.
            Ok(()) if folder.file(manifest::FILE).is_err() => return Ok(None),
            Ok(()) => folder._in_use = Arc::new(Some(in_use)),
        }
        Ok(Some(folder))
    }

    /// Where it was when it was opened, for people.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a file in it.
    pub fn file(&self, name: &str) -> io::Result<File> {
        #[cfg(unix)]
        {
            use rustix::fs::{Mode, OFlags, openat};
            Ok(openat(&*self.handle, name, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?.into())
        }
        #[cfg(not(unix))]
        File::open(self.path.join(name))
    }

    /// A path to something in it, for a database that opens files by itself. Where the system names open directories, it
    /// stays right as long as the directory is held.
    #[cfg(feature = "disk")]
    pub fn path_to(&self, name: &str) -> PathBuf {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            use std::os::fd::AsRawFd;
            let held = PathBuf::from(format!("/proc/self/fd/{}", self.handle.as_raw_fd()));
            if held.is_dir() {
                return held.join(name);
            }
        }
        self.path.join(name)
    }
}
