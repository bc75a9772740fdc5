//! The files of a graph directory, written by a thread of their own.
//!
//! A disk is slower than everything that makes what it is to hold. So one thread does nothing but write, hash and sync,
//! a little at a time, while the others go on; when the last file is complete, most of it is on disk already.

use super::manifest::FileCheck;
use super::{StoreError, io_error};
use crate::read::input::hex;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// Bytes handed over at once.
const CHUNK: usize = 1 << 20;
/// Chunks that may wait for the disk.
const WAITING: usize = 64;
/// Bytes written before they are sent on their way to the disk.
const UNSYNCED: usize = 2 << 20;

enum Message {
    Open(FileState),
    Bytes(usize, Vec<u8>),
    Close(usize, Option<u64>),
}

/// Files being written into a folder.
pub(super) struct Files {
    folder: PathBuf,
    send: SyncSender<Message>,
    writing: JoinHandle<Result<Vec<FileCheck>, StoreError>>,
}

struct FileState {
    number: usize,
    name: String,
    path: PathBuf,
    file: File,
    hash: Sha256,
    bytes: u64,
    unsynced: usize,
}

impl Files {
    /// Begins to write files into a folder.
    pub fn new(folder: &Path) -> Result<Self, StoreError> {
        let (send, receive) = sync_channel(WAITING);
        let thread = thread::Builder::new().name("files".into());
        let writing = thread.spawn(move || write_all(&receive)).map_err(io_error(folder))?;
        Ok(Self { folder: folder.to_path_buf(), send, writing })
    }

    /// Where a file will be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Creates a file; `number` tells it from the others.
    pub fn create(&self, number: usize, name: &str) -> Result<Out, StoreError> {
        let path = self.path(name);
        let file = File::create(&path).map_err(io_error(&path))?;
        let (name, hash) = (name.to_string(), Sha256::new());
        let opened = FileState { number, name, path, file, hash, bytes: 0, unsynced: 0 };
        // Where sending fails the disk has failed before, and `finish` tells how.
        let _ = self.send.send(Message::Open(opened));
        Ok(Out { number, send: self.send.clone(), buffer: Vec::with_capacity(CHUNK) })
    }

    /// Waits until every file is on disk; returns their checksums in the order of their numbers.
    pub fn finish(self) -> Result<Vec<FileCheck>, StoreError> {
        drop(self.send);
        let failed = |_| io_error(&self.folder)(io::Error::other("the writing thread broke down"));
        self.writing.join().map_err(failed)?
    }
}

/// A file being written. What is not closed is not in the list of checksums.
pub(super) struct Out {
    number: usize,
    send: SyncSender<Message>,
    buffer: Vec<u8>,
}

impl Out {
    /// Ends the file, a table of so many rows.
    pub fn close(mut self, rows: Option<u64>) -> io::Result<()> {
        self.flush()?;
        self.send(Message::Close(self.number, rows))
    }

    fn send(&self, message: Message) -> io::Result<()> {
        self.send.send(message).map_err(|_| io::Error::other("the disk has failed"))
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let full = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        self.send(Message::Bytes(self.number, full))
    }
}

fn write_all(messages: &Receiver<Message>) -> Result<Vec<FileCheck>, StoreError> {
    let mut open: Vec<FileState> = Vec::new();
    let mut done: Vec<(usize, FileCheck)> = Vec::new();
    for message in messages {
        match message {
            Message::Open(state) => open.push(state),
            Message::Bytes(number, bytes) => {
                let Some(state) = open.iter_mut().find(|state| state.number == number) else { continue };
                state.write(&bytes).map_err(io_error(&state.path))?;
            }
            Message::Close(number, rows) => {
                let Some(at) = open.iter().position(|state| state.number == number) else { continue };
                let state = open.swap_remove(at);
                state.file.sync_all().map_err(io_error(&state.path))?;
                let sha256 = hex(&state.hash.finalize());
                done.push((number, FileCheck { name: state.name, rows, bytes: state.bytes, sha256 }));
            }
        }
    }
    done.sort_by_key(|(number, _)| *number);
    Ok(done.into_iter().map(|(_, check)| check).collect())
}

impl FileState {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.unsynced += bytes.len();
        if self.unsynced >= UNSYNCED {
            self.file.sync_data()?;
            self.unsynced = 0;
        }
        Ok(())
    }
}
