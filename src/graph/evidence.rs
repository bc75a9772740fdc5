//! Where statements come from, and how the mapping writes them down.

use super::iri::{Iris, push_number};
use super::vocab::{cw, dcterms, oa, prov, rdf, xsd};
use crate::read::Format;
use crate::read::input::hex;
use crate::resolve::{Corpus, Evidence};
use oxigraph::model::{GraphNameRef, LiteralRef, NamedNodeRef, QuadRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use std::rc::Rc;

/// How much is said of where each statement comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EvidenceLevel {
    /// Characters, rule and confidence on every node that links things.
    #[default]
    Compact,
    /// Besides, a description of each piece of evidence with line and quotation, also for single values.
    Full,
}

impl EvidenceLevel {
    /// The level's name on the command line and in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Full => "full",
        }
    }
}

/// How sure it is that a format's reader took a statement as it was meant: tags and elements say what they hold, the
/// lines of a page have to be told apart.
fn confidence(format: Format) -> &'static str {
    if format == Format::Page { "0.95" } else { "1.0" }
}

/// What a [`Writer`] does with what it is told.
pub(super) enum Mode {
    /// Writes facts; evidence in compact form, with a link to its description where there will be one.
    Facts { described: bool },
    /// Writes nothing but the descriptions of evidence, each span once.
    Descriptions { spans: FxHashSet<String> },
}

/// Writes triples of one graph, in the words of the mapping.
pub(super) struct Writer<'w> {
    pub corpus: &'w Corpus,
    pub iris: &'w Iris,
    pub mode: Mode,
    pub graph: GraphNameRef<'w>,
    pub to: &'w mut dyn FnMut(QuadRef<'_>),
    /// IRI of the run, for the descriptions of evidence.
    pub run: &'w str,
    /// IRIs of rules by format and kind of statement, and of others of a few words.
    pub named: FxHashMap<(&'static str, &'static str), Rc<str>>,
    /// Buffers for IRIs and numbers made on the way.
    pub scratch: String,
    pub digits: String,
}

impl<'w> Writer<'w> {
    fn write<'t>(&mut self, subject: &'t str, predicate: NamedNodeRef<'t>, object: impl Into<TermRef<'t>>)
    where
        'w: 't,
    {
        if let Mode::Facts { .. } = self.mode {
            (self.to)(QuadRef::new(NamedNodeRef::new_unchecked(subject), predicate, object, self.graph));
        }
    }

    /// `subject` is a `class`.
    pub fn class(&mut self, subject: &str, class: NamedNodeRef<'_>) {
        self.write(subject, rdf::TYPE, class);
    }

    /// A link to another node.
    pub fn link(&mut self, subject: &str, predicate: NamedNodeRef<'_>, object: &str) {
        self.write(subject, predicate, NamedNodeRef::new_unchecked(object));
    }

    /// A plain text; empty ones say nothing.
    pub fn text(&mut self, subject: &str, predicate: NamedNodeRef<'_>, text: &str) {
        if !text.is_empty() {
            self.write(subject, predicate, LiteralRef::new_simple_literal(text));
        }
    }

    /// A text in a language; `und` where it is not known.
    pub fn lang_text(&mut self, subject: &str, predicate: NamedNodeRef<'_>, text: &str, lang: &str) {
        if !text.is_empty() {
            let lang = if lang.is_empty() { "und" } else { lang };
            self.write(subject, predicate, LiteralRef::new_language_tagged_literal_unchecked(text, lang));
        }
    }

    /// A value of a data type.
    pub fn typed(&mut self, subject: &str, predicate: NamedNodeRef<'_>, value: &str, datatype: NamedNodeRef<'_>) {
        self.write(subject, predicate, LiteralRef::new_typed_literal(value, datatype));
    }

    /// A whole number.
    pub fn integer(&mut self, subject: &str, predicate: NamedNodeRef<'_>, value: impl Into<u64>) {
        let mut digits = std::mem::take(&mut self.digits);
        digits.clear();
        push_number(value.into(), &mut digits);
        self.typed(subject, predicate, &digits, xsd::INTEGER);
        self.digits = digits;
    }

    /// A score in hundredths.
    pub fn score(&mut self, subject: &str, predicate: NamedNodeRef<'_>, hundredths: u8) {
        let value = match hundredths {
            100.. => "1.0".to_string(),
            n if n % 10 == 0 => format!("0.{}", n / 10),
            n => format!("0.{n:02}"),
        };
        self.typed(subject, predicate, &value, xsd::DECIMAL);
    }

    fn rule(&mut self, format: Format, what: &'static str) -> Rc<str> {
        let iris = self.iris;
        let rule = || iris.named("rule", &format!("{}.{what}@1", format.name())).into();
        self.named.entry((format.name(), what)).or_insert_with(rule).clone()
    }

    /// The IRI of something named by its class and one of a few words.
    pub fn named(&mut self, class: &'static str, name: &'static str) -> Rc<str> {
        let iris = self.iris;
        self.named.entry((class, name)).or_insert_with(|| iris.named(class, name).into()).clone()
    }

    /// The evidence of a node: where it was read, by which rule, how surely.
    pub fn evidence(&mut self, node: &str, what: &'static str, evidence: Evidence) {
        let format = self.format(evidence.record);
        self.evidence_of(node, what, confidence(format), evidence);
    }

    /// As [`Writer::evidence`], of a rule less sure than its format.
    pub fn evidence_of(&mut self, node: &str, what: &'static str, confidence: &str, evidence: Evidence) {
        let format = self.format(evidence.record);
        let rule = self.rule(format, what);
        let mut span = std::mem::take(&mut self.scratch);
        span.clear();
        self.iris.span(self.corpus, evidence.record, evidence.span, &mut span);
        match self.mode {
            Mode::Facts { described } => {
                self.link(node, cw::EVIDENCE, &span);
                self.link(node, cw::RULE, &rule);
                self.typed(node, cw::CONFIDENCE, confidence, xsd::DECIMAL);
                if described {
                    let description = self.description(node, &span, &rule, "");
                    self.link(node, cw::EVIDENCE, &description);
                }
            }
            Mode::Descriptions { .. } => {
                let description = self.description(node, &span, &rule, "");
                self.describe(&description, &span, &rule, confidence, evidence);
            }
        }
        self.scratch = span;
    }

    /// The evidence of a single value of a node; said in full or not at all.
    pub fn value_evidence(
        &mut self,
        node: &str,
        predicate: NamedNodeRef<'_>,
        value: LiteralRef<'_>,
        what: &'static str,
        evidence: Evidence,
    ) {
        if !matches!(self.mode, Mode::Descriptions { .. }) || !evidence.span.is_known() {
            return;
        }
        let format = self.format(evidence.record);
        let rule = self.rule(format, what);
        let mut span = String::new();
        self.iris.span(self.corpus, evidence.record, evidence.span, &mut span);
        let description = self.description(node, &span, &rule, &format!("{predicate} {value}"));
        self.described(&description, rdf::SUBJECT, NamedNodeRef::new_unchecked(node));
        self.described(&description, rdf::PREDICATE, predicate);
        self.described(&description, rdf::OBJECT, value);
        self.describe(&description, &span, &rule, confidence(format), evidence);
    }

    fn format(&self, record: u32) -> Format {
        self.corpus.items.sources[self.corpus.items.records[record as usize].source as usize].format
    }

    fn description(&self, node: &str, span: &str, rule: &str, value: &str) -> String {
        let mut hash = Sha256::new();
        for part in [node, span, rule, value] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        format!("{}evidence/{}", self.iris.base, hex(&hash.finalize()[..8]))
    }

    fn described<'t>(&mut self, subject: &'t str, predicate: NamedNodeRef<'t>, object: impl Into<TermRef<'t>>)
    where
        'w: 't,
    {
        (self.to)(QuadRef::new(NamedNodeRef::new_unchecked(subject), predicate, object, self.graph));
    }

    fn describe(&mut self, description: &str, span: &str, rule: &str, confidence: &str, evidence: Evidence) {
        let mut record = String::new();
        self.iris.record(self.corpus, evidence.record, &mut record);
        let run = self.run;
        self.described(description, rdf::TYPE, cw::EVIDENCE_CLASS);
        self.described(description, cw::FROM_RECORD, NamedNodeRef::new_unchecked(&record));
        self.described(description, cw::RULE, NamedNodeRef::new_unchecked(rule));
        self.described(description, cw::CONFIDENCE, LiteralRef::new_typed_literal(confidence, xsd::DECIMAL));
        self.described(description, prov::WAS_GENERATED_BY, NamedNodeRef::new_unchecked(run));
        if !evidence.span.is_known() {
            return;
        }
        self.described(description, cw::SPAN, NamedNodeRef::new_unchecked(span));
        let Mode::Descriptions { spans } = &mut self.mode else { return };
        if !spans.insert(span.to_string()) {
            return;
        }
        let source = self.corpus.items.records[evidence.record as usize].source;
        let source = &self.iris.sources[source as usize];
        let place = span.strip_prefix(self.iris.base.as_str()).unwrap_or(span).trim_start_matches("source/");
        let selector = format!("{}selector/{}", self.iris.base, place.replacen('#', "/", 1));
        let (position, quotation) = (format!("{selector}/position"), format!("{selector}/quote"));
        self.described(span, rdf::TYPE, oa::SPECIFIC_RESOURCE);
        self.described(span, oa::HAS_SOURCE, NamedNodeRef::new_unchecked(source));
        self.number(span, cw::FIRST_LINE, u64::from(evidence.span.line));
        self.described(span, oa::HAS_SELECTOR, NamedNodeRef::new_unchecked(&position));
        self.described(&position, rdf::TYPE, oa::TEXT_POSITION_SELECTOR);
        self.number(&position, oa::START, evidence.span.start);
        self.number(&position, oa::END, evidence.span.end);
        if let Some(quote) = self.corpus.items.quote(evidence.record, evidence.span) {
            self.described(span, oa::HAS_SELECTOR, NamedNodeRef::new_unchecked(&quotation));
            self.described(&quotation, rdf::TYPE, oa::TEXT_QUOTE_SELECTOR);
            self.described(&quotation, oa::EXACT, LiteralRef::new_simple_literal(quote));
        }
    }

    fn number(&mut self, subject: &str, predicate: NamedNodeRef<'_>, value: u64) {
        let digits = value.to_string();
        self.described(subject, predicate, LiteralRef::new_typed_literal(&digits, xsd::INTEGER));
    }

    /// The rules used so far, with their names.
    pub fn describe_rules(&mut self, names: impl Iterator<Item = (String, String)>) {
        for (rule, name) in names {
            self.class(&rule, cw::EXTRACTION_RULE);
            self.text(&rule, dcterms::IDENTIFIER, &name);
        }
    }
}
