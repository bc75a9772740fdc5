//! PubMed XML: what efetch returns, what PubMed saves, the yearly baseline and its daily updates.
//!
//! A record is a `<PubmedArticle>`, a `<PubmedBookArticle>` or, in MEDLINE's own files, a bare `<MedlineCitation>`.
//! Here records are found, by their tags as plain text; [`article`] reads each of them by itself, so that a broken one
//! is kept as far as it goes and costs none of the others. What stands between records is told: deletions, a server's
//! error, text that should not be there.
//!
//! Elements: [PubMed DTD](https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/index.html), with
//! [descriptions](https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html).

mod article;

use super::input::{Head, xml_root};
use super::xml::{Xml, quote};
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::record::{IdScheme, Identifier};
use crate::text;
use memchr::memmem;
use std::ops::Range;

pub(super) const SPEC: Spec = Spec {
    name: "pubmed-xml",
    title: "PubMed XML",
    extensions: &["xml"],
    media_type: "application/xml",
    detect,
    boundary,
    parse,
};

/// Elements that hold records, and nothing of their own.
const WRAPPERS: &[&str] =
    &["PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet", "BookDocumentSet", "eFetchResult"];
/// Elements that are records, where they stand outside of another record.
const RECORDS: &[&str] = &["PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument"];
/// Elements that list records the source has withdrawn.
const DELETIONS: &[&str] = &["DeleteCitation", "DeleteDocument"];

fn detect(head: &Head) -> Option<String> {
    let text = head.text();
    let root = xml_root(text).filter(|_| text.trim_start().starts_with('<'))?;
    if !WRAPPERS.contains(&root) && !RECORDS.contains(&root) {
        return None;
    }
    let at = memmem::find(text.as_bytes(), root.as_bytes())?;
    // A document type names the root element before it begins.
    let at = memmem::find(text.as_bytes(), ["<", root].concat().as_bytes()).unwrap_or(at);
    Some(format!("line {} `<{root}>`", text::count_lines(text.get(..at)?) + 1))
}

/// Records end where their end tag does, or where the next one begins.
fn boundary(text: &str, _ended: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memrchr_iter(b'<', bytes).find_map(|at| {
        if !matches!(bytes.get(at + 1..)?, [b'P' | b'M' | b'B', ..] | [b'/', b'P' | b'D', ..]) {
            return None;
        }
        let rest = text.get(at..)?;
        let (name, closes) = tag_name(rest)?;
        match name {
            "PubmedArticle" | "PubmedBookArticle" | "DeleteCitation" | "DeleteDocument" if closes => {
                Some(at + memchr::memchr(b'>', rest.as_bytes())? + 1)
            }
            "PubmedArticle" | "PubmedBookArticle" => (at > 0).then_some(at),
            // Within an article they are no records.
            "MedlineCitation" | "BookDocument" => {
                let last = text.get(..at)?.trim_ascii_end().strip_suffix('>')?.strip_suffix(name)?;
                last.ends_with("</").then_some(at)
            }
            _ => None,
        }
    })
}

/// The name in a tag, and whether it is an end tag; nothing where the name is not known to be complete.
fn tag_name(tag: &str) -> Option<(&str, bool)> {
    let inside = tag.strip_prefix('<')?;
    let (name, closes) = inside.strip_prefix('/').map_or((inside, false), |name| (name, true));
    let end = name.bytes().take(64).position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))?;
    Some((name.get(..end)?, closes))
}

fn parse(sink: &mut Sink<'_>) {
    let text = sink.text();
    let bytes = text.as_bytes();
    let ahead = |needle| Ahead { bytes, needle, at: 0 };
    let (mut comment, mut instruction, mut declaration) = (ahead("-->"), ahead("?>"), ahead("]>"));
    let (mut tag_end, mut record, mut name) = (ahead(">"), ahead("<Pubmed"), ahead("Pubmed"));
    let mut stray: Option<Range<usize>> = None;
    let mut at = 0;
    while at < text.len() {
        let tag = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()).map_or(text.len(), |i| at + i);
        if !text.get(at..tag).unwrap_or_default().trim().is_empty() {
            extend(&mut stray, at..tag);
        }
        let rest = text.get(tag..).unwrap_or_default();
        at = match tag_name(rest) {
            _ if rest.is_empty() => break,
            // Records are found wherever their tags stand, so that pieces of a file are read as the whole would be.
            _ if rest.starts_with("<!--") => {
                let next = record.end(tag);
                comment.end(tag).filter(|end| next.is_none_or(|next| next > *end)).unwrap_or(tag + "<!--".len())
            }
            _ if rest.starts_with("<?") => instruction.end(tag).unwrap_or(tag + "<?".len()),
            _ if rest.starts_with("<!") => {
                let end = if declares(rest) { declaration.end(tag) } else { tag_end.end(tag) };
                end.unwrap_or(tag + "<!".len())
            }
            Some((kind, false)) if RECORDS.contains(&kind) => {
                note_stray(sink, &mut stray);
                let (end, closed) = record_end(text, tag, kind);
                article::read(sink, tag..end, closed);
                end
            }
            Some((list, false)) if DELETIONS.contains(&list) => {
                note_stray(sink, &mut stray);
                let next = name.end(tag).map_or(text.len(), |end| end - "Pubmed".len());
                note_deletions(sink, tag..next)
            }
            Some(("ERROR", false)) => note_error(sink, tag),
            found => {
                let end = tag_end.end(tag).unwrap_or(text.len());
                if !found.is_some_and(|(tag, _)| WRAPPERS.contains(&tag) || RECORDS.contains(&tag)) {
                    extend(&mut stray, tag..end);
                }
                end
            }
        };
    }
    note_stray(sink, &mut stray);
}

/// The next place of something, looked for only when the last one found has been passed.
struct Ahead<'t> {
    bytes: &'t [u8],
    needle: &'static str,
    at: usize,
}

impl Ahead<'_> {
    /// The end of the first one that begins at `from` or later.
    fn end(&mut self, from: usize) -> Option<usize> {
        if self.at < from + self.needle.len() {
            let rest = self.bytes.get(from..).unwrap_or_default();
            let found = memmem::find(rest, self.needle.as_bytes());
            self.at = found.map_or(usize::MAX, |at| from + at + self.needle.len());
        }
        (self.at < usize::MAX).then_some(self.at)
    }
}

/// Whether a document type declares anything of its own.
fn declares(doctype: &str) -> bool {
    memchr::memchr2(b'[', b'>', doctype.as_bytes()).is_some_and(|at| doctype.as_bytes()[at] == b'[')
}

fn extend(stray: &mut Option<Range<usize>>, range: Range<usize>) {
    match stray {
        Some(stray) => stray.end = range.end,
        None => *stray = Some(range),
    }
}

fn note_stray(sink: &mut Sink<'_>, stray: &mut Option<Range<usize>>) {
    if let Some(range) = stray.take() {
        let text = sink.text().get(range.clone()).unwrap_or_default();
        let at = range.start + (text.len() - text.trim_start().len());
        let message = format!("outside of any record: {:?}; left out", quote(text));
        note_outside(sink, Severity::Warning, "outside-records", at, message);
    }
}

/// Writes a message that is about no record.
fn note_outside(sink: &mut Sink<'_>, severity: Severity, code: &'static str, at: usize, message: String) {
    sink.note(severity, code, at, message);
    if let Some(note) = sink.diagnostics.last_mut() {
        note.record = None;
    }
}

/// Where a record that begins at `start` ends, and whether its end tag is there. One without ends where anything
/// begins that cannot be inside a record.
fn record_end(text: &str, start: usize, name: &str) -> (usize, bool) {
    let needle = if name.starts_with("Pubmed") { "Pubmed" } else { name };
    let from = start + 1 + name.len();
    let inside = text.get(from..).unwrap_or_default();
    for hit in memmem::find_iter(inside.as_bytes(), needle.as_bytes()) {
        let before = inside.get(..hit).unwrap_or_default();
        let bracket = if before.ends_with('<') {
            hit - 1
        } else if before.ends_with("</") {
            hit - 2
        } else {
            continue;
        };
        let Some((found, closes)) = inside.get(bracket..).and_then(tag_name) else { continue };
        if found == name && closes {
            let end = memchr::memchr(b'>', &inside.as_bytes()[bracket..]).map_or(inside.len(), |i| bracket + i + 1);
            return (from + end, true);
        }
        if RECORDS.contains(&found) || WRAPPERS.contains(&found) {
            return (from + resumption(&inside[..bracket]), false);
        }
    }
    (from + resumption(inside), false)
}

/// Where, in a record without an end tag, something begins that is no part of it.
fn resumption(inside: &str) -> usize {
    [
        "<?xml",
        "<!DOCTYPE",
        "<DeleteCitation",
        "<DeleteDocument",
        "<Pubmed",
        "</PubmedArticleSet",
        "</MedlineCitationSet",
    ]
    .iter()
    .filter_map(|needle| {
        memmem::find_iter(inside.as_bytes(), needle).find(|at| {
            inside
                .get(*at..)
                .and_then(tag_name)
                .is_none_or(|(name, _)| !matches!(name, "PubmedData" | "PubmedBookData"))
        })
    })
    .min()
    .unwrap_or(inside.len())
}

/// Tells which records the source has deleted, in a list that ends before `range` does; returns where.
fn note_deletions(sink: &mut Sink<'_>, range: Range<usize>) -> usize {
    let text = sink.text();
    // The next record's `<` or `</` is still in the range.
    let list = text.get(range.clone()).unwrap_or_default().trim_end_matches(['<', '/']);
    let (at, end) = (range.start, range.start + list.len());
    let mut xml = Xml::new(text, at..end);
    let mut pmids = Vec::new();
    if let Some(root) = xml.root() {
        while let Some(tag) = xml.child(&root) {
            let pmid = xml.text(&tag);
            match Identifier::parse(IdScheme::Pmid, &pmid.text) {
                Ok(id) if pmid.whole => pmids.push(id.value().to_string()),
                _ => {
                    let message = format!("{:?} is no PMID of a deleted record; left out", quote(&pmid.text));
                    note_outside(sink, Severity::Warning, "identifier", tag.start, message);
                }
            }
        }
    }
    if !pmids.is_empty() {
        let message = format!(
            "{} deleted by the source; where another file still holds them they are out of date: PMID {}",
            if pmids.len() == 1 { "1 record".to_string() } else { format!("{} records", pmids.len()) },
            pmids.join(", ")
        );
        note_outside(sink, Severity::Info, "deleted-by-source", at, message);
    }
    xml.position().clamp(at + 1, end.max(at + 1))
}

/// Tells what a server answered instead of records; returns where the answer ends.
fn note_error(sink: &mut Sink<'_>, at: usize) -> usize {
    let text = sink.text();
    let mut xml = Xml::new(text, at..text.len());
    let message = xml.root().map(|root| xml.text(&root).text).unwrap_or_default();
    let message = format!("the server answered with an error: {message:?}");
    note_outside(sink, Severity::Error, "source-error", at, message);
    xml.position().clamp(at + 1, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Format;
    use crate::read::tests::parse;

    #[test]
    fn recognised_by_its_root() {
        for (text, evidence) in [
            (
                "<?xml version='1.0'?>\n<!DOCTYPE PubmedArticleSet>\n<PubmedArticleSet>",
                Some("line 3 `<PubmedArticleSet>`"),
            ),
            ("\n<PubmedArticle>", Some("line 2 `<PubmedArticle>`")),
            ("<eFetchResult><ERROR>x</ERROR>", Some("line 1 `<eFetchResult>`")),
            ("<article><front/></article>", None),
            ("see <PubmedArticle>", None),
            ("<1. >\nVN  - Ovid", None),
        ] {
            let found = Head::new(text.as_bytes(), true).ok().and_then(|head| detect(&head));
            assert_eq!(found.as_deref(), evidence, "{text}");
        }
    }

    #[test]
    fn pieces_end_where_records_do() {
        for (text, end) in [
            ("<PubmedArticleSet><PubmedArticle>a</PubmedArticle>|<Pubmed", true),
            ("<PubmedArticle>a</PubmedArticle>|\n</PubmedArticleSet>", true),
            ("<PubmedArticle>never closed|<PubmedArticle>a", true),
            ("<PubmedArticleSet>|<PubmedArticle><PubmedData></PubmedData>", true),
            ("<PubmedArticle><MedlineCitation>a</MedlineCitation><PubmedData>", false),
            ("<PubmedArticle><MedlineCitation>a</MedlineCitation></PubmedArticle", false),
            ("<MedlineCitation>a</MedlineCitation>\n|<MedlineCitation>b</MedlineCitation>", true),
            ("</PubmedArticle><DeleteCitation><PMID>1</PMID></DeleteCitation>|\n", true),
            ("no tags", false),
            ("", false),
        ] {
            let cut = text.find('|').filter(|_| end);
            assert_eq!(boundary(&text.replace('|', ""), false), cut, "{text}");
        }
    }

    #[test]
    fn relations_and_dates_in_odd_dress() {
        let text = "<PubmedArticle><MedlineCitation><PMID>7</PMID>\
            <CommentsCorrectionsList><CommentsCorrections RefType='SomethingNew'><RefSource>J. 1</RefSource>\
            </CommentsCorrections></CommentsCorrectionsList>\
            <Article><Journal><JournalIssue><PubDate><Year>2013</Year><Month>05</Month></PubDate></JournalIssue></Journal>\
            <ArticleDate DateType='Other'><Year>2012</Year></ArticleDate></Article></MedlineCitation></PubmedArticle>";
        let parsed = parse(Format::PubmedXml, text);
        assert_eq!(parsed.diagnostics, []);
        let record = &parsed.records[0];
        assert_eq!(record.relations[0].kind, "something-new");
        assert_eq!(record.issued.map(|date| date.to_string()).as_deref(), Some("2013-05"));
        assert_eq!(record.available, None);
        assert_eq!(record.other["ArticleDate"], ["Other: 2012"]);
    }

    #[test]
    fn records_in_a_comment_are_read_where_pieces_would_begin_with_them() {
        let text = "<!-- no <b>record</b> --><PubmedArticleSet><!-- <PubmedArticle><MedlineCitation><PMID>7</PMID>\
            </MedlineCitation></PubmedArticle> --></PubmedArticleSet>";
        let parsed = parse(Format::PubmedXml, text);
        assert_eq!(parsed.records.len(), 1);
        assert_eq!(parsed.diagnostics.len(), 1);
        assert_eq!(parsed.diagnostics[0].code, "outside-records");
    }

    /// No element's reader calls itself.
    #[test]
    fn elements_may_be_nested_to_any_depth() {
        let names = article::GROUPS.iter().chain(WRAPPERS).chain(RECORDS).chain(DELETIONS).copied();
        let others = "Abstract OtherAbstract AbstractText AuthorList Author AffiliationInfo Affiliation History PubDate \
            ReferenceList Reference ArticleIdList ArticleId MeshHeadingList MeshHeading DescriptorName KeywordList \
            Keyword ChemicalList Chemical GrantList Grant DataBankList CommentsCorrectionsList InvestigatorList \
            PersonalNameSubjectList ERROR new New !-- !DOCTYPE ![CDATA[ ? /";
        for name in names.chain(others.split_whitespace()) {
            for before in ["", "<PubmedArticle><MedlineCitation><AuthorList><Author>"] {
                let parsed = parse(Format::PubmedXml, &[before, &format!("<{name}>").repeat(4_000)].concat());
                assert!(parsed.records.is_empty(), "{name}");
            }
        }
    }
}
