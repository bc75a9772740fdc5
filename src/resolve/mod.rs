//! Many records, one corpus: which of them speak of the same work, person, organisation, venue, concept.
//!
//! Resolution is careful and explains itself. Each rule is named, every merge it makes leaves a [`MergeDecision`] with
//! the rule's name and score, and whatever is in doubt stays apart as *undecided*. The same records give the same
//! corpus, whatever the order in which their files were named.
//!
//! ```
//! use citeweave::read::{Format, Reader, input::Source};
//! use citeweave::resolve::{Items, resolve};
//!
//! let text = "TY  - JOUR\nTI  - Peer workers in teams\nAU  - Ness, Ottar\nPY  - 2020\nER  - \n";
//! let mut items = Items::default();
//! let source = Source { name: "a.ris".into(), sha256: "00".into(), ..Source::default() };
//! items.begin_source(&source, Format::Ris);
//! for record in Reader::for_reader([text, text].concat().as_bytes(), "a.ris")? {
//!     items.push(&record, &citeweave::extract::extract(&record));
//! }
//! let corpus = resolve(items);
//! assert_eq!((corpus.works.len(), corpus.people.len()), (1, 1));
//! assert_eq!(corpus.decisions[0].method, "title+year+first-author");
//! # Ok::<(), citeweave::read::ReadError>(())
//! ```

mod cluster;
mod corpus;
mod items;
mod lists;
mod organisations;
mod people;
mod strings;
mod venues;
mod works;

pub use corpus::*;
pub use items::*;
pub use strings::{Str, Strings};

/// Joins what speaks of the same thing.
///
/// Linear in the number of records, apart from the sorting of names.
pub fn resolve(items: Items) -> Corpus {
    let mut corpus = works::resolve(items);
    venues::resolve(&mut corpus);
    let places = organisations::resolve(&mut corpus);
    let names = people::gather(&mut corpus, &places);
    // People and concepts have nothing in common.
    let (people, (mut decisions, concepts)) = rayon::join(
        || people::find(&corpus, &names, &places),
        || (organisations::decide(&corpus, &places), lists::concepts(&corpus)),
    );
    corpus.decisions.append(&mut decisions);
    people.settle(&mut corpus);
    concepts.settle(&mut corpus);
    lists::citations(&mut corpus);
    lists::related(&mut corpus);
    lists::funding(&mut corpus);
    lists::relations(&mut corpus);
    corpus
}
