//! SPARQL over a graph: named queries with typed parameters, or any query of one's own, with a deadline.
//!
//! A named query is a file of `ontology/queries`, shipped in the program. Its head tells what it answers and which
//! parameters it takes. A query declares a parameter where it needs it, `VALUES ?least { 2 }` or, without a value of its
//! own, `VALUES ?label { UNDEF }`; a value given takes that place in the parsed query as a typed term, never as text.
//!
//! ```
//! let query = citeweave::query::named("coauthors").unwrap();
//! assert!(query.question("en").ends_with('?'));
//! ```

mod bind;
pub mod vocabulary;

use crate::graph::vocab::{PREFIXES, xsd};
use oxigraph::model::{Literal, NamedNode, Term, Triple, Variable};
use oxigraph::sparql::{CancellationToken, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use spargebra::SparqlParser;
use spargebra::term::GroundTerm;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{LazyLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

macro_rules! named_queries {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../ontology/queries/", $name, ".rq")))),*]
    };
}

/// The named queries, in the order of `citeweave queries`.
const QUERIES: &[(&str, &str)] = named_queries![
    "works-of-person",
    "affiliations",
    "coauthors",
    "bridging-authors",
    "organisation-collaboration",
    "country-collaboration",
    "concept-cooccurrence",
    "concept-trend",
    "journals-of-concept",
    "works-per-year",
    "top-journals",
    "productive-authors",
    "organisations-of-country",
    "most-cited",
    "citing-works",
    "abstracts-in-two-languages",
    "evidence-of-work",
    "merges",
    "incomplete-works",
    "related-not-in-corpus",
];

/// A query with a name.
#[derive(Clone, Debug)]
pub struct NamedQuery {
    /// Name on the command line.
    pub name: &'static str,
    /// The whole file: head and SPARQL.
    pub text: &'static str,
    /// What it answers, by language.
    questions: BTreeMap<&'static str, &'static str>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a named query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Name on the command line and of the variable it binds.
    pub name: &'static str,
    /// Type of its value.
    pub kind: ParameterKind,
    /// Value the query has of its own; without it the query runs over everything.
    pub default: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
}

/// Type of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A text, compared as it is.
    Text,
    /// A whole number.
    Integer,
    /// A year.
    Year,
    /// An IRI.
    Iri,
}

impl ParameterKind {
    /// The type's name in the head of a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Year => "year",
            Self::Iri => "iri",
        }
    }

    /// Makes a term of a value.
    fn term(self, value: &str) -> Option<GroundTerm> {
        match self {
            Self::Text => Some(Literal::new_simple_literal(value).into()),
            Self::Integer => value.parse::<i64>().ok().map(|n| Literal::from(n).into()),
            Self::Year => {
                let year = value.len() == 4 && value.bytes().all(|b| b.is_ascii_digit());
                year.then(|| Literal::new_typed_literal(value, xsd::G_YEAR).into())
            }
            Self::Iri => NamedNode::new(value).ok().map(GroundTerm::from),
        }
    }
}

impl NamedQuery {
    /// What the query answers, in a language it has, else in English.
    pub fn question(&self, language: &str) -> &'static str {
        self.questions.get(language).or_else(|| self.questions.get("en")).copied().unwrap_or("")
    }

    fn parse(name: &'static str, text: &'static str) -> Self {
        let mut query = Self { name, text, questions: BTreeMap::new(), parameters: Vec::new() };
        for line in text.lines().map_while(|line| line.strip_prefix("# ")) {
            if let Some((tag, rest)) = line.split_once(": ") {
                match tag.split_once(' ') {
                    None if tag.len() == 2 => drop(query.questions.insert(tag, rest)),
                    Some(("param", declared)) => query.parameters.extend(Parameter::parse(declared, rest)),
                    _ => {}
                }
            }
        }
        query
    }
}

impl Parameter {
    /// Reads `name type` or `name type = default`, and its meaning.
    fn parse(declared: &'static str, meaning: &'static str) -> Option<Self> {
        let (declared, default) = match declared.split_once(" = ") {
            Some((declared, default)) => (declared, Some(default)),
            None => (declared, None),
        };
        let (name, kind) = declared.split_once(' ')?;
        let kinds = [ParameterKind::Text, ParameterKind::Integer, ParameterKind::Year, ParameterKind::Iri];
        let kind = kinds.into_iter().find(|k| k.name() == kind)?;
        Some(Self { name, kind, default, meaning })
    }
}

/// Every named query.
pub fn all() -> &'static [NamedQuery] {
    static ALL: LazyLock<Vec<NamedQuery>> =
        LazyLock::new(|| QUERIES.iter().map(|(name, text)| NamedQuery::parse(name, text)).collect());
    &ALL
}

/// The query of a name; its number in the list does as well.
pub fn named(name: &str) -> Option<&'static NamedQuery> {
    let number = name.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    all().iter().enumerate().find(|(at, query)| query.name == name || Some(*at) == number).map(|(_, query)| query)
}

/// Why a query gave no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum QueryError {
    /// The text is no SPARQL query.
    Syntax(String),
    /// The query takes no parameter of this name.
    UnknownParameter {
        /// The name given.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A value is not of its parameter's type.
    InvalidParameter {
        /// The parameter.
        name: String,
        /// The value given.
        value: String,
        /// The type it should have.
        kind: &'static str,
    },
    /// It took longer than allowed.
    Deadline(Duration),
    /// It could not be evaluated.
    Evaluation(String),
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "not a SPARQL query: {message}"),
            Self::UnknownParameter { name, known } if known.is_empty() => {
                write!(f, "the query takes no parameters, not {name}")
            }
            Self::UnknownParameter { name, known } => write!(f, "no parameter {name}; there are {}", known.join(", ")),
            Self::InvalidParameter { name, value, kind } => write!(f, "parameter {name}: not of type {kind}: {value}"),
            Self::Deadline(limit) => write!(f, "no answer within {} seconds", limit.as_secs()),
            Self::Evaluation(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for QueryError {}

/// Nesting of braces and parentheses beyond which a query is refused: the parser would overflow the stack.
const MOST_NESTED: usize = 200;

/// A query ready to run.
#[derive(Clone, Debug)]
pub struct Request {
    text: String,
    bindings: Vec<(Variable, GroundTerm)>,
    deadline: Option<Duration>,
}

impl Request {
    /// A query of one's own. The prefixes of [`PREFIXES`] need no declaration.
    pub fn sparql(text: &str) -> Self {
        Self { text: text.to_string(), bindings: Vec::new(), deadline: None }
    }

    /// A named query with values for its parameters.
    ///
    /// # Errors
    /// [`QueryError`] where a parameter is unknown or its value is not of its type.
    pub fn named(query: &NamedQuery, values: &[(String, String)]) -> Result<Self, QueryError> {
        for (name, _) in values {
            if !query.parameters.iter().any(|p| p.name == name) {
                let known = query.parameters.iter().map(|p| p.name.to_string()).collect();
                return Err(QueryError::UnknownParameter { name: name.clone(), known });
            }
        }
        let mut request = Self::sparql(query.text);
        for parameter in &query.parameters {
            let given = values.iter().rev().find(|(name, _)| name == parameter.name);
            if let Some((_, value)) = given {
                request = request.bind(parameter.name, parameter.kind, value)?;
            }
        }
        Ok(request)
    }

    /// Binds a variable to a value of a type.
    ///
    /// # Errors
    /// [`QueryError::InvalidParameter`] where the value is not of the type, or the name is none of a variable.
    pub fn bind(mut self, name: &str, kind: ParameterKind, value: &str) -> Result<Self, QueryError> {
        let invalid =
            || QueryError::InvalidParameter { name: name.to_string(), value: value.to_string(), kind: kind.name() };
        let variable = Variable::new(name).map_err(|_| invalid())?;
        self.bindings.push((variable, kind.term(value).ok_or_else(invalid)?));
        Ok(self)
    }

    /// Ends the query with [`QueryError::Deadline`] when it takes longer than this.
    pub fn with_deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Runs the query.
    ///
    /// The store works on a thread of its own and hands rows over as it finds them: the deadline holds even where it
    /// is busy calculating and would not notice that it is to stop.
    ///
    /// # Errors
    /// [`QueryError`] where it is no query or cannot be evaluated.
    pub fn run(self, store: &Store) -> Result<Answer, QueryError> {
        let query = self.parse()?;
        let clock =
            Clock { limit: self.deadline, end: self.deadline.and_then(|limit| Instant::now().checked_add(limit)) };
        let token = CancellationToken::new();
        let (found, finds) = mpsc::sync_channel(BATCHES_AHEAD);
        let evaluation = Evaluation { finds, clock, token: token.clone() };
        let store = store.clone();
        let worker = thread::Builder::new().name("query".into()).stack_size(WORKER_STACK);
        worker
            .spawn(move || evaluate(query, &store, token, &found))
            .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        match evaluation.next()? {
            Found::Yes(answer) => Ok(Answer::Yes(answer)),
            Found::Graph(triples) => Ok(Answer::Graph(triples)),
            Found::Columns(columns) => {
                Ok(Answer::Rows(Rows { columns, evaluation, batch: Vec::new().into_iter(), over: false }))
            }
            Found::Rows(_) | Found::End => Err(broken_off()),
        }
    }

    /// Makes a query of the text and puts the values in their places.
    fn parse(&self) -> Result<spargebra::Query, QueryError> {
        if nesting(&self.text) > MOST_NESTED {
            return Err(QueryError::Syntax(format!("nested deeper than {MOST_NESTED} levels")));
        }
        let syntax = |error: &dyn fmt::Display| QueryError::Syntax(error.to_string());
        let mut parser = SparqlParser::new();
        for (prefix, namespace) in PREFIXES {
            parser = parser.with_prefix(*prefix, *namespace).map_err(|e| syntax(&e))?;
        }
        let mut query = parser.parse_query(&self.text).map_err(|e| syntax(&e))?;
        for (variable, term) in &self.bindings {
            if !bind::bind(&mut query, variable, term) {
                return Err(QueryError::UnknownParameter {
                    name: variable.as_str().to_string(),
                    known: bind::parameters(&mut query),
                });
            }
        }
        Ok(query)
    }
}

/// Batches of rows the store may be ahead of its reader, and rows in a batch.
const BATCHES_AHEAD: usize = 4;
const BATCH: usize = 256;
/// Evaluation recurses with the depth of the query; [`MOST_NESTED`] levels take a small part of this.
const WORKER_STACK: usize = 64 << 20;

type Row = Vec<Option<Term>>;

/// What the store hands over.
enum Found {
    Yes(bool),
    Graph(Vec<Triple>),
    Columns(Vec<String>),
    Rows(Vec<Row>),
    /// No more rows: where it is missing, the store broke down.
    End,
}

fn broken_off() -> QueryError {
    QueryError::Evaluation("the store broke off in the middle of the answer".into())
}

/// Evaluates a query until it is done or nobody listens any more.
fn evaluate(
    query: spargebra::Query,
    store: &Store,
    token: CancellationToken,
    found: &mpsc::SyncSender<Result<Found, String>>,
) {
    let find = || -> Result<(), String> {
        let told = |error: &dyn fmt::Display| error.to_string();
        let evaluator = SparqlEvaluator::new().with_cancellation_token(token);
        // Where sending fails, whoever asked has gone: there is nobody to tell.
        let send = |message| found.send(Ok(message)).is_ok();
        match evaluator.for_query(query).on_store(store).execute().map_err(|e| told(&e))? {
            QueryResults::Boolean(answer) => {
                send(Found::Yes(answer));
            }
            QueryResults::Solutions(rows) => {
                if !send(Found::Columns(rows.variables().iter().map(|v| v.as_str().to_string()).collect())) {
                    return Ok(());
                }
                let mut batch = Vec::new();
                // The first rows at once, that a reader sees them; later ones in numbers, which costs less.
                let mut enough = 1;
                for row in rows {
                    batch.push(row.map_err(|e| told(&e))?.values().to_vec());
                    if batch.len() >= enough {
                        enough = (enough * 2).min(BATCH);
                        if !send(Found::Rows(std::mem::take(&mut batch))) {
                            return Ok(());
                        }
                    }
                }
                let _ = send(Found::Rows(batch)) && send(Found::End);
            }
            QueryResults::Graph(triples) => {
                // A constructed graph may state a triple twice; it is a set all the same.
                let mut out: Vec<Triple> = Vec::new();
                for triple in triples {
                    out.push(triple.map_err(|e| told(&e))?);
                }
                out.sort_by_cached_key(ToString::to_string);
                out.dedup();
                send(Found::Graph(out));
            }
        }
        Ok(())
    };
    if let Err(error) = find() {
        let _ = found.send(Err(error));
    }
}

/// A query being evaluated.
struct Evaluation {
    finds: mpsc::Receiver<Result<Found, String>>,
    clock: Clock,
    token: CancellationToken,
}

/// Until when a query may run.
struct Clock {
    limit: Option<Duration>,
    end: Option<Instant>,
}

impl Evaluation {
    /// What the store finds next.
    fn next(&self) -> Result<Found, QueryError> {
        let found = match self.clock.end {
            None => self.finds.recv().map_err(|_| mpsc::RecvTimeoutError::Disconnected),
            Some(end) => self.finds.recv_timeout(end.saturating_duration_since(Instant::now())),
        };
        match (found, self.clock.limit) {
            (Ok(Ok(found)), _) => Ok(found),
            (Ok(Err(message)), _) => Err(QueryError::Evaluation(message)),
            (Err(mpsc::RecvTimeoutError::Timeout), Some(limit)) => Err(QueryError::Deadline(limit)),
            (Err(_), _) => Err(broken_off()),
        }
    }
}

impl Drop for Evaluation {
    /// Tells the store that nobody waits for it any more.
    fn drop(&mut self) {
        self.token.cancel();
    }
}

/// Depth of braces, brackets and parentheses outside strings.
fn nesting(text: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0);
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for c in text.chars() {
        if let Some(open) = quote {
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == open || c == '\n' {
                quote = None;
            }
            continue;
        }
        match c {
            '"' | '\'' => quote = Some(c),
            '{' | '(' | '[' => {
                depth += 1;
                most = most.max(depth);
            }
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// What a query answers.
pub enum Answer {
    /// Of `ASK`.
    Yes(bool),
    /// Of `SELECT`.
    Rows(Rows),
    /// Of `CONSTRUCT` and `DESCRIBE`: triples in alphabetical order.
    Graph(Vec<Triple>),
}

/// Rows of a `SELECT`, as they are found.
pub struct Rows {
    columns: Vec<String>,
    evaluation: Evaluation,
    batch: std::vec::IntoIter<Row>,
    over: bool,
}

impl Rows {
    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

impl Iterator for Rows {
    type Item = Result<Vec<Option<Term>>, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(Ok(row));
            }
            if self.over {
                return None;
            }
            match self.evaluation.next() {
                Ok(Found::Rows(batch)) => self.batch = batch.into_iter(),
                Ok(_) => self.over = true,
                Err(error) => {
                    self.over = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_complete() {
        assert_eq!(all().len(), 20);
        for query in all() {
            assert!(query.questions.contains_key("en") && query.questions.contains_key("zh"), "{}", query.name);
            for parameter in &query.parameters {
                // The head says what the text does.
                let own = parameter.default.unwrap_or("UNDEF");
                assert!(
                    query.text.contains(&format!("VALUES ?{} {{ {own} }}", parameter.name)),
                    "{} {}",
                    query.name,
                    parameter.name
                );
            }
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_strings_do_not_count() {
        assert_eq!(nesting("SELECT * { { ?a ?b '{{{' } }"), 2);
        let deep = format!("SELECT * {}{}", "{".repeat(3000), "}".repeat(3000));
        let store = Store::new().unwrap();
        assert!(matches!(Request::sparql(&deep).run(&store), Err(QueryError::Syntax(_))));
    }

    #[test]
    fn a_query_that_takes_too_long_is_ended() {
        // It only calculates, so that the store itself never looks up to see that it should stop.
        let store = Store::new().unwrap();
        let numbers = "VALUES ?x { 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 }";
        let joins: String = (0..9).map(|i| numbers.replace("?x", &format!("?x{i}"))).collect();
        let text = format!(
            "SELECT (COUNT(*) AS ?n) {{ {joins} FILTER(?x0 + ?x1 + ?x2 + ?x3 + ?x4 + ?x5 + ?x6 + ?x7 + ?x8 < 0) }}"
        );
        let request = Request::sparql(&text).with_deadline(Duration::from_millis(50));
        let outcome = request.run(&store).and_then(|answer| match answer {
            Answer::Rows(mut rows) => rows.next().unwrap_or(Ok(Vec::new())).map(|_| ()),
            _ => Ok(()),
        });
        assert!(matches!(outcome, Err(QueryError::Deadline(_))), "{outcome:?}");
    }

    #[test]
    fn parameters_are_terms_never_text() {
        let store = Store::new().unwrap();
        let hostile = "x\" } ; DROP ALL #";
        let request = Request::sparql("SELECT ?name { VALUES ?given { UNDEF } BIND(STR(?given) AS ?name) }")
            .bind("given", ParameterKind::Text, hostile)
            .unwrap();
        let answer = request.run(&store).map_err(|e| e.to_string());
        let Ok(Answer::Rows(mut rows)) = answer else { panic!("{:?}", answer.err()) };
        let row = rows.next().unwrap().unwrap();
        assert_eq!(row[0].as_ref().map(ToString::to_string), Some(Literal::new_simple_literal(hostile).to_string()));
        assert!(Request::sparql("").bind("y", ParameterKind::Year, "20x4").is_err());
    }
}
