//! What the names of fields mean: the standard's, those of databases and reference managers, and their misspellings.
//!
//! The readers of an entry ask for a meaning, never for a name. A field that no line of the table has is kept as it is.

use Meaning::*;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a field means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Title,
    Subtitle,
    ShortTitle,
    /// What kind of work it is, or what it is where it has no title.
    TitleAddon,
    /// The title in another language, as Chinese databases and the programs beside them have it.
    TranslatedTitle,
    Booktitle,
    BookSubtitle,
    Maintitle,
    IssueTitle,
    EventTitle,
    Chapter,
    Journal,
    JournalSubtitle,
    /// The journal's full name beside an abbreviated one in `journal`.
    FullJournal,
    Abbreviation,
    Authors,
    Translators,
    Advisors,
    OtherPeople,
    /// Editors and others whose role another field names.
    Editors,
    Date,
    Year,
    Month,
    Day,
    EarlyAccess,
    Volume,
    Number,
    Issue,
    PageRange,
    PageCount,
    ArticleNumber,
    Issn,
    Isbn,
    Publisher,
    School,
    Institution,
    Organization,
    Doi,
    Pmid,
    Pmcid,
    Arxiv,
    Eprint,
    EprintType,
    EprintClass,
    Accession,
    Dblp,
    Url,
    AbstractText,
    Keywords,
    AuthorKeywords,
    KeywordsPlus,
    Subjects,
    Language,
    Addresses,
    /// Organisations without addresses, beside the addresses of Web of Science.
    Organisations,
    ScopusReferences,
    WosReferences,
    ReferenceCount,
    FundingDetails,
    FundingAcknowledgement,
    Orcids,
    ResearcherIds,
    TimesCitedCount,
    /// How a law or decision is cited.
    Citation,
    Note,
    Type,
    DocumentType,
    Subtype,
    Crossref,
    Xdata,
    Related,
    RelatedType,
    /// An address on the web or in a file, kept.
    KeptAddress,
    Kept,
}

/// Fields in small letters, with `-` for blanks and `_`. What is not here is kept as it is.
#[rustfmt::skip]
const FIELDS: &[(&str, Meaning)] = &[
    ("title", Title), ("subtitle", Subtitle), ("shorttitle", ShortTitle),
    ("booktitle", Booktitle), ("booksubtitle", BookSubtitle), ("maintitle", Maintitle), ("issuetitle", IssueTitle),
    ("titleaddon", TitleAddon), ("translatedtitle", TranslatedTitle), ("title-en", TranslatedTitle),
    ("title-translation", TranslatedTitle), ("eventtitle", EventTitle), ("conference", EventTitle), ("chapter", Chapter),
    ("journal", Journal), ("journaltitle", Journal), ("journalsubtitle", JournalSubtitle), ("fjournal", FullJournal),
    ("journal-full", FullJournal),
    ("shortjournal", Abbreviation), ("journal-iso", Abbreviation), ("abbrev-source-title", Abbreviation),
    ("journal-abbrev", Abbreviation), ("journalabbr", Abbreviation), ("journal-abbreviation", Abbreviation),
    ("author", Authors), ("authors", Authors), ("book-group-author", Kept),
    ("translator", Translators), ("translators", Translators),
    ("advisor", Advisors), ("supervisor", Advisors),
    ("collaborator", OtherPeople), ("director", OtherPeople), ("narrator", OtherPeople),
    ("execproducer", OtherPeople), ("holder", OtherPeople), ("annotator", OtherPeople),
    ("commentator", OtherPeople), ("introduction", OtherPeople), ("foreword", OtherPeople),
    ("afterword", OtherPeople),
    ("editor", Editors), ("editors", Editors), ("editora", Editors), ("editorb", Editors), ("editorc", Editors),
    ("date", Date), ("year", Year), ("month", Month), ("day", Day), ("early-access-date", EarlyAccess),
    ("earlyaccessdate", EarlyAccess),
    ("volume", Volume), ("number", Number), ("issue", Issue), ("pages", PageRange), ("numpages", PageCount),
    ("pagetotal", PageCount), ("page-count", PageCount),
    ("eid", ArticleNumber), ("articleno", ArticleNumber), ("article-number", ArticleNumber), ("art-number", ArticleNumber),
    ("issn", Issn), ("eissn", Issn), ("e-issn", Issn), ("issn-l", Issn), ("sn", Issn), ("isbn", Isbn), ("bn", Isbn), ("eisbn", Isbn), ("isbn-13", Isbn), ("isbn13", Isbn),
    ("publisher", Publisher), ("school", School), ("institution", Institution), ("organization", Organization),
    ("doi", Doi), ("di", Doi), ("pmid", Pmid), ("pubmed-id", Pmid), ("pubmedid", Pmid), ("pmcid", Pmcid), ("pmc", Pmcid),
    ("arxivid", Arxiv), ("arxiv", Arxiv), ("arxiv-id", Arxiv),
    ("eprint", Eprint), ("eprinttype", EprintType), ("archiveprefix", EprintType), ("eprintclass", EprintClass), ("primaryclass", EprintClass),
    ("unique-id", Accession), ("ut", Accession), ("isi", Accession), ("eid-scopus", Accession), ("dblp-key", Dblp),
    ("url", Url), ("link", Url), ("ee", Url), ("biburl", KeptAddress), ("file", KeptAddress), ("adsurl", KeptAddress),
    ("abstract", AbstractText), ("abstractnote", AbstractText),
    ("keywords", Keywords), ("keyword", Keywords), ("key-words", Keywords), ("tags", Keywords), ("author-keywords", AuthorKeywords), ("de", AuthorKeywords),
    ("keywords-plus", KeywordsPlus), ("subject", Subjects), ("subjects", Subjects), ("topic", Subjects), ("research-areas", Subjects),
    ("web-of-science-categories", Subjects), ("sc", Subjects), ("wc", Subjects),
    ("language", Language), ("langid", Language), ("hyphenation", Language), ("la", Language),
    ("affiliation", Addresses), ("affiliations", Organisations), ("author-affiliation", Addresses),
    ("references", ScopusReferences), ("cited-references", WosReferences), ("number-of-cited-references", ReferenceCount), ("nr", ReferenceCount),
    ("funding-details", FundingDetails), ("funding-acknowledgement", FundingAcknowledgement), ("fu", FundingAcknowledgement),
    ("orcid-numbers", Orcids), ("researcherid-numbers", ResearcherIds),
    ("times-cited", TimesCitedCount), ("tc", TimesCitedCount), ("cited-by", TimesCitedCount), ("citedby", TimesCitedCount), ("citation-count", TimesCitedCount),
    ("citation", Citation), ("note", Note), ("type", Type), ("document-type", DocumentType), ("dt", DocumentType), ("entrysubtype", Subtype),
    ("crossref", Crossref), ("xdata", Xdata), ("related", Related), ("relatedtype", RelatedType),
];

static MEANINGS: LazyLock<FxHashMap<&str, Meaning>> = LazyLock::new(|| FIELDS.iter().copied().collect());

/// The meaning of a field's name.
pub(super) fn meaning(name: &str) -> Meaning {
    // Long enough for every name in the table.
    let mut buffer = [0u8; 40];
    let Some(plain) = buffer.get_mut(..name.len()) else { return Kept };
    for (byte, c) in plain.iter_mut().zip(name.bytes()) {
        *byte = if matches!(c, b'_' | b' ') { b'-' } else { c.to_ascii_lowercase() };
    }
    std::str::from_utf8(plain).ok().and_then(|plain| MEANINGS.get(plain).copied()).unwrap_or(Kept)
}
