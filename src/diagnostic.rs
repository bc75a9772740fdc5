//! What a reader or a later stage noticed: never printed here, always carried along.
//!
//! Bad content is not an error. A reader that meets something odd writes a [`Diagnostic`] that says
//! what it saw, where, and what it did instead, and goes on. Only input and output fail.

use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// How much a [`Diagnostic`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is wrong; the reader made a choice worth knowing.
    Info,
    /// Something is odd; everything the source says is kept.
    Warning,
    /// A part of the input could not be used; the message says which and why.
    Error,
}

impl Severity {
    /// The word printed before a message.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A stretch of a source's text: characters `start..end` counted from 0 over the decoded text with
/// line ends as one character, as [RFC 5147](https://www.rfc-editor.org/rfc/rfc5147) counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First character.
    pub start: u64,
    /// One past the last character.
    pub end: u64,
    /// Line of the first character, counted from 1; 0 where the span is unknown.
    pub line: u32,
}

impl Span {
    /// Whether the reader knew where the text stood.
    pub fn is_known(self) -> bool {
        self.line > 0
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(serializer)
    }
}

/// One message about the input: what, where, and what was done instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// A short stable name of the kind of message, for machines: `xml-syntax`, `unknown-tag`.
    pub code: &'static str,
    /// The text for people: lower case, no final stop.
    pub message: String,
    /// Name of the source, as the user gave it.
    pub source: Arc<str>,
    /// Line in the source, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Record in the source, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
}

impl fmt::Display for Diagnostic {
    /// Writes `file:line: severity: message (record n) [code]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}: {}", self.severity.name(), self.message)?;
        if let Some(record) = self.record {
            write!(f, " (record {record})")?;
        }
        write!(f, " [{}]", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_file_line_and_record() {
        let d = Diagnostic {
            severity: Severity::Warning,
            code: "unknown-tag",
            message: "tag ZZ is not known; kept in `other`".into(),
            source: "a.ris".into(),
            line: Some(7),
            record: Some(2),
        };
        assert_eq!(d.to_string(), "a.ris:7: warning: tag ZZ is not known; kept in `other` (record 2) [unknown-tag]");
    }
}
