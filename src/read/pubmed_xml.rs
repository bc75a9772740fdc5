//! placeholder
use super::{Sink, Spec};
pub(super) const SPEC: Spec = Spec {
    name: "pubmed_xml",
    title: "",
    extensions: &[],
    media_type: "",
    detect: |_| None,
    boundary: |_, _| None,
    parse,
};
fn parse(_sink: &mut Sink<'_>) {}
