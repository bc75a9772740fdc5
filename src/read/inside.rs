//! Which vocabulary the content of an envelope is in: harvesting interfaces hand out records of any format.

use super::draft::Draft;
use super::tree::Element;
use super::{arxiv, crossref_xml, datacite_xml, dublin_core, jats, marcxml, mods};

type Map = for<'s, 'p, 'a, 'b> fn(&'a mut Draft<'s, 'p>, Element<'b, 'p>);

/// Elements that no vocabulary here has for texts of a record.
pub(super) use super::jats::PASSED_OVER;

/// Elements in which records stand, with who reads them.
const CONTENTS: &[(&str, Map)] = &[
    ("arXiv", arxiv::map),
    ("arXivRaw", arxiv::map),
    ("crossref", crossref_xml::map),
    ("doi_record", crossref_xml::map),
    ("resource", datacite_xml::map),
    ("article", jats::map),
    ("mods", mods::map),
    ("dc", dublin_core::map),
    ("qualifieddc", dublin_core::map),
    ("Description", dublin_core::map),
    ("record", marcxml::map),
];

/// The element that is the record in an envelope, and who reads it. Dublin Core also comes without an envelope.
pub(super) fn content<'a, 'p>(envelope: Element<'a, 'p>) -> Option<(Element<'a, 'p>, Map)> {
    if matches!(envelope.name(), "dc" | "Description") {
        return Some((envelope, dublin_core::map));
    }
    envelope.descendants().find_map(|element| {
        let (_, map) = CONTENTS.iter().find(|(name, _)| *name == element.name())?;
        Some((element, *map))
    })
}
