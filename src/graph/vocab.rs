//! The terms the graph is written in, as constants.
//!
//! [`cw`] is citeweave's own small vocabulary, published as `ontology/citeweave.ttl`; a test holds the two equal. All
//! other terms belong to vocabularies others keep.

macro_rules! vocabulary {
    ($(#[$meta:meta])* $module:ident $namespace:literal: $($(#[$doc:meta])* $name:ident $local:literal),* $(,)?) => {
        $(#[$meta])*
        pub mod $module {
            use oxigraph::model::NamedNodeRef;
            /// The namespace.
            pub const NAMESPACE: &str = $namespace;
            $(
                $(#[$doc])*
                #[doc = concat!("`", stringify!($module), ":", $local, "`")]
                pub const $name: NamedNodeRef<'_> = NamedNodeRef::new_unchecked(concat!($namespace, $local));
            )*
            /// Every term above.
            pub const ALL: &[NamedNodeRef<'_>] = &[$($name),*];
        }
    };
}

vocabulary! {
    /// citeweave's own terms.
    cw "https://w3id.org/citeweave/ontology#":
    SOURCE_FILE "SourceFile", SOURCE_RECORD "SourceRecord", EVIDENCE_CLASS "Evidence", EXTRACTION_RULE "ExtractionRule",
    AFFILIATION "Affiliation", CONCEPT_ASSIGNMENT "ConceptAssignment", RELATED_LISTING "RelatedListing",
    RELATION "Relation", MERGE_DECISION "MergeDecision",
    NAME_AS_WRITTEN "nameAsWritten", AFFILIATION_AS_WRITTEN "affiliationAsWritten", MARKER "marker",
    HAS_AFFILIATION "hasAffiliation", HAS_RECORD_AFFILIATION "hasRecordAffiliation", ORGANIZATION "organization",
    COUNTRY "country", HAS_CONCEPT_ASSIGNMENT "hasConceptAssignment", CONCEPT "concept", ASSIGNED_FROM "assignedFrom",
    KEYWORD_AS_WRITTEN "keywordAsWritten", MAJOR_TOPIC "majorTopic", HAS_CITATION "hasCitation",
    HAS_RELATED_LISTING "hasRelatedListing", LISTED "listed", HAS_RELATION "hasRelation", RELATION_TYPE "relationType",
    RELATED_WORK "relatedWork", EVIDENCE "evidence", FROM_RECORD "fromRecord",
    SPAN "span", RULE "rule", CONFIDENCE "confidence", DESCRIBES "describes", FIRST_LINE "firstLine",
    LAST_LINE "lastLine", TRANSLATION_OF "translationOf", DECISION "decision", METHOD "method", LEFT "left",
    RIGHT "right", SCORE "score", INVESTIGATOR "investigator",
}
vocabulary! {
    /// [RDF](https://www.w3.org/TR/rdf-schema/).
    rdf "http://www.w3.org/1999/02/22-rdf-syntax-ns#":
    TYPE "type", SUBJECT "subject", PREDICATE "predicate", OBJECT "object",
}
vocabulary! {
    /// [RDF Schema](https://www.w3.org/TR/rdf-schema/).
    rdfs "http://www.w3.org/2000/01/rdf-schema#": LABEL "label",
}
vocabulary! {
    /// [OWL](https://www.w3.org/TR/owl2-overview/).
    owl "http://www.w3.org/2002/07/owl#": SAME_AS "sameAs",
}
vocabulary! {
    /// [SKOS](https://www.w3.org/TR/skos-reference/).
    skos "http://www.w3.org/2004/02/skos/core#":
    CONCEPT "Concept", CONCEPT_SCHEME "ConceptScheme", PREF_LABEL "prefLabel", ALT_LABEL "altLabel", IN_SCHEME "inScheme",
    NOTATION "notation",
}
vocabulary! {
    /// [PROV-O](https://www.w3.org/TR/prov-o/).
    prov "http://www.w3.org/ns/prov#":
    ACTIVITY "Activity", SOFTWARE_AGENT "SoftwareAgent", USED "used", WAS_ASSOCIATED_WITH "wasAssociatedWith",
    WAS_DERIVED_FROM "wasDerivedFrom", WAS_GENERATED_BY "wasGeneratedBy",
}
vocabulary! {
    /// [Dublin Core terms](https://www.dublincore.org/specifications/dublin-core/dcmi-terms/).
    dcterms "http://purl.org/dc/terms/":
    TITLE "title", ABSTRACT "abstract", ISSUED "issued", AVAILABLE "available", CREATOR "creator", SUBJECT "subject",
    RELATION "relation", LANGUAGE "language", TYPE "type", PUBLISHER "publisher", IDENTIFIER "identifier",
    IS_PART_OF "isPartOf", FORMAT "format", IS_REPLACED_BY "isReplacedBy", BIBLIOGRAPHIC_CITATION "bibliographicCitation",
}
vocabulary! {
    /// [FOAF](http://xmlns.com/foaf/spec/).
    foaf "http://xmlns.com/foaf/0.1/":
    PERSON "Person", GROUP "Group", ORGANIZATION "Organization", NAME "name", FAMILY_NAME "familyName", GIVEN_NAME "givenName",
}
vocabulary! {
    /// [FaBiO](http://purl.org/spar/fabio), bibliographic objects.
    fabio "http://purl.org/spar/fabio/":
    EXPRESSION "Expression", JOURNAL_ARTICLE "JournalArticle", REVIEW_ARTICLE "ReviewArticle", EDITORIAL "Editorial",
    LETTER "Letter", RETRACTION_NOTICE "RetractionNotice", PREPRINT "Preprint", CONFERENCE_PAPER "ConferencePaper",
    ACADEMIC_PROCEEDINGS "AcademicProceedings", BOOK "Book", BOOK_CHAPTER "BookChapter", THESIS "Thesis",
    REPORT_DOCUMENT "ReportDocument", DATA_FILE "DataFile", NEWSPAPER_ARTICLE "NewspaperArticle",
    PATENT_DOCUMENT "PatentDocument", JOURNAL "Journal",
    HAS_PUBLICATION_YEAR "hasPublicationYear", HAS_PUBMED_ID "hasPubMedId", HAS_PUBMED_CENTRAL_ID "hasPubMedCentralId",
    HAS_ISSN_L "hasIssnL", HAS_NLM_JOURNAL_TITLE_ABBREVIATION "hasNLMJournalTitleAbbreviation",
    HAS_NLM_JOURNAL_ID "hasNationalLibraryOfMedicineJournalId",
    HAS_ELECTRONIC_ARTICLE_IDENTIFIER "hasElectronicArticleIdentifier", HAS_PAGE_COUNT "hasPageCount",
}
vocabulary! {
    /// [FRBR core](http://purl.org/vocab/frbr/core).
    frbr "http://purl.org/vocab/frbr/core#": PART_OF "partOf", PART "part",
}
vocabulary! {
    /// [PRISM](https://www.w3.org/submissions/2020/SUBM-prism-20200910/).
    prism "http://prismstandard.org/namespaces/basic/2.0/":
    DOI "doi", ISSN "issn", ISBN "isbn", VOLUME "volume", ISSUE_IDENTIFIER "issueIdentifier", STARTING_PAGE "startingPage",
    ENDING_PAGE "endingPage",
}
vocabulary! {
    /// [PRO](http://purl.org/spar/pro), publishing roles.
    pro "http://purl.org/spar/pro/":
    ROLE_IN_TIME "RoleInTime", WITH_ROLE "withRole", IS_HELD_BY "isHeldBy", IS_DOCUMENT_CONTEXT_FOR "isDocumentContextFor",
    RELATES_TO_ORGANIZATION "relatesToOrganization", AUTHOR "author", EDITOR "editor", TRANSLATOR "translator",
    CONTRIBUTOR "contributor",
}
vocabulary! {
    /// [SCoRO](http://purl.org/spar/scoro), contributions and roles.
    scoro "http://purl.org/spar/scoro/": CORRESPONDING_AUTHOR "corresponding-author", SUPERVISOR "supervisor",
}
vocabulary! {
    /// [DataCite ontology](http://purl.org/spar/datacite), identifiers.
    datacite "http://purl.org/spar/datacite/":
    IDENTIFIER "Identifier", HAS_IDENTIFIER "hasIdentifier", USES_IDENTIFIER_SCHEME "usesIdentifierScheme",
    ISSN_SCHEME "issn",
}
vocabulary! {
    /// [Literal reification](http://www.essepuntato.it/2010/06/literalreification).
    literal "http://www.essepuntato.it/2010/06/literalreification/": HAS_LITERAL_VALUE "hasLiteralValue",
}
vocabulary! {
    /// [FRAPO](http://purl.org/cerif/frapo), organisations and projects.
    frapo "http://purl.org/cerif/frapo/":
    UNIVERSITY "University", DEPARTMENT "Department", COMPANY "Company", NOT_FOR_PROFIT_ORGANIZATION "NotForProfitOrganization",
    GOVERNMENT_ORGANIZATION "GovernmentOrganization", HAS_CITY_OR_TOWN "hasCityOrTown", HAS_COUNTRY_CODE "hasCountryCode",
    FUNDING "Funding", GRANT "Grant", FUNDING_AGENCY "FundingAgency", IS_FUNDED_BY "isFundedBy", HAS_GRANT_NUMBER "hasGrantNumber",
    IS_AWARDED_BY "isAwardedBy",
}
vocabulary! {
    /// [ORG](https://www.w3.org/TR/vocab-org/), organisations.
    org "http://www.w3.org/ns/org#": SUB_ORGANIZATION_OF "subOrganizationOf",
}
vocabulary! {
    /// [CiTO](http://purl.org/spar/cito), citations.
    cito "http://purl.org/spar/cito/": CITATION "Citation", CITES "cites", HAS_CITED_ENTITY "hasCitedEntity",
    CORRECTS "corrects", IS_CORRECTED_BY "isCorrectedBy", RETRACTS "retracts", IS_RETRACTED_BY "isRetractedBy",
    UPDATES "updates", IS_UPDATED_BY "isUpdatedBy", REPLIES_TO "repliesTo", HAS_REPLY_FROM "hasReplyFrom",
}
vocabulary! {
    /// [C4O](http://purl.org/spar/c4o), citation counting and context.
    c4o "http://purl.org/spar/c4o/":
    HAS_CONTENT "hasContent", GLOBAL_CITATION_COUNT "GlobalCitationCount",
    HAS_GLOBAL_CITATION_FREQUENCY "hasGlobalCitationFrequency", HAS_GLOBAL_COUNT_VALUE "hasGlobalCountValue",
    HAS_GLOBAL_COUNT_SOURCE "hasGlobalCountSource",
}
vocabulary! {
    /// [DEO](http://purl.org/spar/deo), elements of discourse.
    deo "http://purl.org/spar/deo/":
    DISCOURSE_ELEMENT "DiscourseElement", BACKGROUND "Background", INTRODUCTION "Introduction", MOTIVATION "Motivation",
    METHODS "Methods", RESULTS "Results", DISCUSSION "Discussion", CONCLUSION "Conclusion",
}
vocabulary! {
    /// [Collections](http://purl.org/co), for order.
    co "http://purl.org/co/": INDEX "index",
}
vocabulary! {
    /// [Web Annotation](https://www.w3.org/TR/annotation-vocab/).
    oa "http://www.w3.org/ns/oa#":
    SPECIFIC_RESOURCE "SpecificResource", TEXT_POSITION_SELECTOR "TextPositionSelector",
    TEXT_QUOTE_SELECTOR "TextQuoteSelector", HAS_SOURCE "hasSource", HAS_SELECTOR "hasSelector", START "start", END "end",
    EXACT "exact",
}
vocabulary! {
    /// [schema.org](https://schema.org).
    schema "https://schema.org/": COUNTRY "Country", IDENTIFIER "identifier", SHA256 "sha256",
}
vocabulary! {
    /// [VoID](https://www.w3.org/TR/void/), descriptions of data sets.
    void "http://rdfs.org/ns/void#": DATASET "Dataset", VOCABULARY "vocabulary", URI_SPACE "uriSpace",
}
vocabulary! {
    /// [XML Schema data types](https://www.w3.org/TR/xmlschema11-2/).
    xsd "http://www.w3.org/2001/XMLSchema#":
    INTEGER "integer", DECIMAL "decimal", BOOLEAN "boolean", DATE "date", G_YEAR_MONTH "gYearMonth", G_YEAR "gYear",
}

/// Prefixes every query may use without declaring them, in alphabetical order.
pub const PREFIXES: &[(&str, &str)] = &[
    ("c4o", c4o::NAMESPACE),
    ("cito", cito::NAMESPACE),
    ("co", co::NAMESPACE),
    ("cw", cw::NAMESPACE),
    ("datacite", datacite::NAMESPACE),
    ("dcterms", dcterms::NAMESPACE),
    ("deo", deo::NAMESPACE),
    ("fabio", fabio::NAMESPACE),
    ("foaf", foaf::NAMESPACE),
    ("frapo", frapo::NAMESPACE),
    ("frbr", frbr::NAMESPACE),
    ("literal", literal::NAMESPACE),
    ("oa", oa::NAMESPACE),
    ("org", org::NAMESPACE),
    ("owl", owl::NAMESPACE),
    ("prism", prism::NAMESPACE),
    ("pro", pro::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("schema", schema::NAMESPACE),
    ("scoro", scoro::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("void", void::NAMESPACE),
    ("xsd", xsd::NAMESPACE),
];
