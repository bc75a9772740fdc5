//! `citeweave network`.

use super::Outcome;
use super::args::{Counting, Network as Options, Preset, Switch};
use super::term::Terminal;
use crate::export::{ExportOptions, GephiSafe, NetworkFormat, NetworkTables};
use crate::network::{self, CoauthorOptions, Coauthorship, Isolates, Network, Person, Work, project::Incidence};
use crate::store::GraphDirectory;
use crate::store::tables::Tables;
use anyhow::{Context, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub fn run(options: Options, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let files = files(&options)?;
    let directory = GraphDirectory::open(&options.graph.graph)?;
    let network = match options.preset {
        Preset::Coauthors => coauthors(&directory.tables(), &options, terminal)?,
    };
    let how = ExportOptions {
        gephi_safe: if options.gephi_safe == Switch::On { GephiSafe::default() } else { GephiSafe::Off },
        listed_documents: options.documents,
    };
    let tables = NetworkTables::new(&network, &how);
    for notice in tables.notices() {
        terminal.say(format_args!("{notice}"));
    }
    for (path, part) in &files {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let mut file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        part.write(&tables, &mut file).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let graph = network.graph();
    let documents = network.about().documents;
    terminal.say(format_args!(
        "{} nodes, {} edges from {} works ({} used, {} by one author, {} without authors, {} over --max-authors); {} authors without a co-author",
        graph.node_count(),
        graph.edge_count(),
        documents.given,
        documents.used,
        documents.single,
        documents.without,
        documents.over_limit,
        network.about().isolates,
    ));
    for (path, _) in &files {
        terminal.say(path.display());
    }
    Ok(if graph.node_count() == 0 { Outcome::Problems } else { Outcome::Done })
}

/// The files to write: the one named, or those of every format in a folder.
fn files(options: &Options) -> anyhow::Result<Vec<(PathBuf, crate::export::Part)>> {
    let output = &options.output;
    let is_folder = output.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || output.is_dir();
    if !is_folder {
        let extension = output.extension().and_then(|e| e.to_str()).unwrap_or("");
        let format = NetworkFormat::from_extension(extension).with_context(|| {
            format!("no format has files named .{extension}: name a .graphml or .gexf file, or a folder ending with /")
        })?;
        return match format.parts() {
            [part] => Ok(vec![(output.clone(), *part)]),
            parts => {
                let names: Vec<&str> = parts.iter().map(|part| part.file_name()).collect();
                bail!(
                    "{} are several files: name a folder ending with / and --to {}",
                    names.join(" and "),
                    format.name()
                )
            }
        };
    }
    let mut found: Vec<(PathBuf, crate::export::Part)> = Vec::new();
    let names = options.to.iter().map(String::as_str);
    // What is behind an edge belongs into every folder.
    for name in names.chain(["evidence"]) {
        let known = || NetworkFormat::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ");
        let format = NetworkFormat::from_name(name)
            .with_context(|| format!("no format is named {name}; there are {}", known()))?;
        for part in format.parts() {
            let path = Path::join(output, part.file_name());
            if !found.iter().any(|(held, _)| *held == path) {
                found.push((path, *part));
            }
        }
    }
    Ok(found)
}

fn coauthors(tables: &Tables, options: &Options, terminal: &Terminal) -> anyhow::Result<Network> {
    let read = "cannot read the tables of the graph";
    let texts = |table, column| tables.texts(table, column).context(read);
    let numbers = |table, column| tables.numbers(table, column).context(read);
    let (names, people_iris, orcids) = (texts("people", "name")?, texts("people", "iri")?, texts("people", "orcid")?);
    let (iris, dois, titles, years) =
        (texts("works", "iri")?, texts("works", "doi")?, texts("works", "title")?, numbers("works", "year")?);
    let roles = texts("authorships", "role")?;
    let (works, people) = (numbers("authorships", "work")?, numbers("authorships", "person")?);
    let authors = roles.iter().map(|role| role.as_deref() == Some("author"));
    let (mut work_of, mut person_of) = (Vec::new(), Vec::new());
    for ((work, person), _) in works.iter().zip(&people).zip(authors).filter(|(_, author)| *author) {
        if let (Some(work), Some(person)) = (work, person) {
            work_of.push(*work);
            person_of.push(*person);
        }
    }
    let people: Vec<Person<'_>> = (0..names.len())
        .map(|row| Person {
            iri: people_iris[row].as_deref().unwrap_or(""),
            label: names[row].as_deref().unwrap_or(""),
            orcid: orcids[row].as_deref(),
        })
        .collect();
    let works: Vec<Work<'_>> = (0..iris.len())
        .map(|row| Work {
            iri: iris[row].as_deref().unwrap_or(""),
            doi: dois[row].as_deref(),
            title: titles[row].as_deref(),
            year: years[row].and_then(|year| i32::try_from(year).ok()),
        })
        .collect();
    let authorships = Incidence::from_links(works.len(), &work_of, &person_of)?;
    if options.max_authors.is_none() {
        check_crowds(&authorships, &works, terminal)?;
    }
    let how = CoauthorOptions {
        counting: match options.counting {
            Counting::Full => network::Counting::Full,
            Counting::Fractional => network::Counting::Fractional,
        },
        max_authors: options.max_authors,
        isolates: if options.isolates { Isolates::Keep } else { Isolates::Drop },
        min_weight: options.min_weight,
    };
    Ok(network::coauthors(&Coauthorship { people: &people, works: &works, authorships }, &how)?)
}

/// Works by more authors than this are papers of a consortium: of their authors, few know each other.
const CROWD: u32 = 100;

/// So many links of crowds alone make files of a gigabyte, and nobody a picture.
const TOO_MANY: u64 = 1_000_000;

/// Says which works make most of the links, if those of crowds do; and does not go on where they would make a network
/// that no program opens. Who names a limit gets what it allows.
fn check_crowds(authorships: &Incidence<'_>, works: &[Work<'_>], terminal: &Terminal) -> anyhow::Result<()> {
    let (all, of_others) = (authorships.contributions(None), authorships.contributions(Some(CROWD)));
    let crowds = authorships.over(CROWD);
    let Some(&largest) = crowds.first().filter(|_| all > 2 * of_others) else { return Ok(()) };
    let authors = |work: usize| authorships.items_of(work).len();
    terminal.say(format_args!(
        "{} more than {CROWD} authors, which makes {} of {all} links:",
        if crowds.len() == 1 { "1 work has".into() } else { format!("{} works have", crowds.len()) },
        all - of_others
    ));
    for &work in crowds.iter().take(3) {
        let Work { iri, doi, title, .. } = works[work];
        terminal.say(format_args!("  {} authors: {} ({})", authors(work), title.unwrap_or("?"), doi.unwrap_or(iri)));
    }
    if crowds.len() > 3 {
        terminal.say(format_args!("  and {} more", crowds.len() - 3));
    }
    if all - of_others > TOO_MANY {
        bail!(
            "{all} links are more than programs can open: leave works out with --max-authors {CROWD}, or keep all with --max-authors {}",
            authors(largest)
        );
    }
    terminal.say(format_args!("--max-authors {CROWD} leaves them out"));
    Ok(())
}
