//! placeholder
use super::{Sink, Spec};
pub(super) const SPEC: Spec =
    Spec { name: "page", title: "", extensions: &[], media_type: "", detect: |_| None, boundary: |_, _| None, parse };
fn parse(_sink: &mut Sink<'_>) {}
