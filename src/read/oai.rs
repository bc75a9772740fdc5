//! OAI-PMH: records of any format in the envelope of a harvesting interface, and bare `record`s cut out of one.
//!
//! After the [protocol](https://www.openarchives.org/OAI/openarchivesprotocol.html): a header with identifier, date and
//! sets, then the record in `metadata`. Europe PMC's Dublin Core comes without a header.

use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft};
use super::input::Head;
use super::inside::{self, content};
use super::tree::Element;
use super::xml::quote;
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::record::IdScheme;
use std::ops::Range;

pub(super) const SPEC: Spec = Spec {
    name: "oai",
    title: "OAI-PMH",
    extensions: &["xml"],
    media_type: "application/xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| {
        cut::read_all(sink, &RECORDS, read);
    },
};

const RECORDS: Records = Records {
    names: &["record", "Description", "dc"],
    guards: &["metadata", "about"],
    outside: &[
        "OAI-PMH",
        "responseDate",
        "request",
        "ListRecords",
        "GetRecord",
        "resumptionToken",
        "OAI",
        "responseWrapper",
        "version",
        "hitCount",
        "nextCursorMark",
        "nextPageUrl",
        "queryString",
        "resultType",
        "cursorMark",
        "pageSize",
        "sort",
        "synonym",
        "RDF",
        "records",
    ],
    errors: &["error"],
};

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    let text = head.text();
    let envelope = match root {
        "OAI-PMH" | "OAI" => true,
        "record" => text.contains("<metadata") && text.contains("<header"),
        "dc" => text.contains("purl.org/dc/elements"),
        "responseWrapper" => text.contains("<rdf:RDF") && text.contains("purl.org/dc/elements"),
        _ => false,
    };
    if envelope { evidence(head, root) } else { None }
}

fn read(sink: &mut Sink<'_>, range: Range<usize>, closed: bool) {
    let text = sink.text().get(range.clone()).unwrap_or_default();
    let header = text.get(..text.find("</").unwrap_or(0)).unwrap_or_default();
    if header.contains("\"deleted\"") || header.contains("'deleted'") {
        let message =
            format!("the source has deleted a record: {:?}", quote(header.rsplit('>').next().unwrap_or_default()));
        sink.note(Severity::Info, "deleted-by-source", range.start, message);
        return;
    }
    draft::read(sink, range, closed, inside::PASSED_OVER, map);
}

fn map<'p>(draft: &mut Draft<'_, 'p>, record: Element<'_, 'p>) {
    let header = record.child("header");
    if let Some(header) = header {
        for part in header.children() {
            draft.keep(["oai ", part.name()].concat().as_str(), part);
        }
    }
    let place = record.child("metadata").unwrap_or(record);
    match content(place) {
        Some((element, map)) => map(draft, element),
        None => {
            if let Some(first) = place.children().next() {
                let message = format!("<{}> is of no format read here; its texts are kept in `other`", first.name());
                draft.note(Severity::Warning, "unknown-format", first.start(), message);
            }
        }
    }
    // The identifier of the repository's record tells arXiv's number.
    if draft.record.ids.get(IdScheme::Arxiv).is_none()
        && let Some(id) = header.and_then(|header| header.child("identifier")).map(|id| id.text())
        && let Some(number) = id.text.strip_prefix("oai:arXiv.org:")
    {
        let leaf = super::xml::Leaf { text: number.to_string().into(), range: id.range.clone(), whole: true };
        draft.id(IdScheme::Arxiv, leaf);
    }
}
