//! What leaves the program: networks as files other programs open, rows of queries ([`rows`]), the graph as RDF
//! ([`rdf`]), its tables as CSV ([`table_csv`]).
//!
//! A network takes two steps. [`NetworkTables::new`] makes it ready once: names, texts, sizes as every program wants them,
//! and a [`Notice`] for each kind of thing that had to be changed. A [`Part`] then writes one file of it, as a stream.
//!
//! | format | files | for |
//! |---|---|---|
//! | [`GraphMl`](NetworkFormat::GraphMl) | `network.graphml` | Gephi, Gephi Lite, networkx, igraph, Cytoscape |
//! | [`Gexf`](NetworkFormat::Gexf) | `network.gexf` | Gephi, Gephi Lite, networkx |
//! | [`GexfDynamic`](NetworkFormat::GexfDynamic) | `network-dynamic.gexf` | Gephi's timeline |
//! | [`GephiCsv`](NetworkFormat::GephiCsv) | `nodes.csv`, `edges.csv` | Gephi's spreadsheet import, R, pandas |
//! | [`EvidenceCsv`](NetworkFormat::EvidenceCsv) | `evidence.csv` | people, and joins with the other files |
//! | [`Vosviewer`](NetworkFormat::Vosviewer) | `map.txt`, `network.txt` | VOSviewer |
//! | [`VosviewerJson`](NetworkFormat::VosviewerJson) | `vosviewer.json` | VOSviewer, VOSviewer Online |
//! | [`Pajek`](NetworkFormat::Pajek) | `network.net`, `cluster.clu` | Pajek, networkx, igraph |
//! | [`Cytoscape`](NetworkFormat::Cytoscape) | `cytoscape.cyjs` | Cytoscape, Cytoscape.js, networkx |
//! | [`Graphology`](NetworkFormat::Graphology) | `graphology.json` | Gephi Lite, graphology, sigma.js |
//! | [`Dot`](NetworkFormat::Dot) | `network.dot` | Graphviz |
//! | [`Parquet`](NetworkFormat::Parquet) | `nodes.parquet`, `edges.parquet`, `evidence.parquet` | DuckDB, Polars, pandas, R |
//! | [`About`](NetworkFormat::About) | `network.json` | programs that want to know how the network was made |
//! | [`Svg`](NetworkFormat::Svg) | `network.svg` | people: a picture to edit and to zoom |
//! | [`Png`](NetworkFormat::Png) | `network.png` | people: the same picture for papers and slides |
//!
//! All files of one network hold the same nodes, edges, numbers and texts, and the same bytes whenever they are written.
//!
//! ```
//! use citeweave::export::{ExportOptions, NetworkFormat, NetworkTables};
//! use citeweave::network::{Network, Node, Parts};
//!
//! let node = |id, label: &str| Node { id, label: label.into() };
//! let nodes = vec![node(0, "Ann"), node(7, "同伴")];
//! let network = Network::new(Parts { nodes, edges: vec![(0, 1, 2.0)], ..Parts::default() })?;
//! let tables = NetworkTables::new(&network, &ExportOptions::default());
//! let mut edges = Vec::new();
//! for part in NetworkFormat::GephiCsv.parts().iter().filter(|part| part.file_name() == "edges.csv") {
//!     part.write(&tables, &mut edges)?;
//! }
//! assert_eq!(edges, b"Source,Target,Type,Id,Weight\nn0,n7,Undirected,e0-7,2.0\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod about;
mod dot;
mod gephi;
mod gephi_csv;
mod gexf;
mod graphml;
mod json;
mod out;
mod pajek;
mod parquet;
mod picture;
#[cfg(feature = "graph")]
pub mod rdf;
#[cfg(feature = "graph")]
pub mod rows;
#[cfg(feature = "graph")]
pub mod table_csv;
mod tables;
mod vosviewer;

pub use gephi::{GephiSafe, Notice, NoticeKind};
pub use picture::PictureOptions;
pub use tables::{ExportOptions, NetworkTables};

use std::io::{self, Write};

/// A way to write a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NetworkFormat {
    /// [GraphML](http://graphml.graphdrawing.org/specification.html): one XML file with everything.
    GraphMl,
    /// [GEXF 1.3](https://gexf.net/), static: one XML file with everything.
    Gexf,
    /// GEXF 1.3, dynamic: the years of nodes and edges, and the weight of an edge in each.
    GexfDynamic,
    /// The two tables of Gephi's spreadsheet import.
    GephiCsv,
    /// The documents behind each edge, one a line.
    EvidenceCsv,
    /// [Map and network file](https://app.vosviewer.com/docs/file-types/map-and-network-file-type) of VOSviewer.
    Vosviewer,
    /// [JSON](https://app.vosviewer.com/docs/file-types/json-file-type) of VOSviewer.
    VosviewerJson,
    /// [Pajek](http://mrvar.fdv.uni-lj.si/pajek/): the network and the partition of its nodes into clusters.
    Pajek,
    /// [Cytoscape.js JSON](https://manual.cytoscape.org/en/stable/Supported_Network_File_Formats.html#cytoscape-js-json).
    Cytoscape,
    /// [graphology JSON](https://graphology.github.io/serialization).
    Graphology,
    /// [DOT](https://graphviz.org/doc/info/lang.html).
    Dot,
    /// [Parquet](https://parquet.apache.org/docs/file-format/): nodes, edges, and the documents behind them.
    Parquet,
    /// [SVG](https://www.w3.org/TR/SVG11/): a picture with a legend, see [`PictureOptions`].
    Svg,
    /// [PNG](https://www.w3.org/TR/png-3/): the same picture in pixels.
    #[cfg(feature = "pictures")]
    Png,
    /// How the network was made, as JSON.
    About,
}

impl NetworkFormat {
    /// Every format. Of those that share an extension the first is what the extension stands for.
    pub const ALL: &[Self] = &[
        Self::GraphMl,
        Self::Gexf,
        Self::GexfDynamic,
        Self::GephiCsv,
        Self::EvidenceCsv,
        Self::Vosviewer,
        Self::VosviewerJson,
        Self::Pajek,
        Self::Cytoscape,
        Self::Graphology,
        Self::Dot,
        Self::Parquet,
        Self::Svg,
        #[cfg(feature = "pictures")]
        Self::Png,
        Self::About,
    ];

    /// Name, extension, media type, parts.
    #[rustfmt::skip]
    const fn row(self) -> (&'static str, &'static str, &'static str, &'static [Part]) {
        match self {
            Self::GraphMl       => ("graphml",        "graphml", "application/graphml+xml", &[Part("network.graphml", graphml::write)]),
            Self::Gexf          => ("gexf",           "gexf",    "application/gexf+xml",    &[Part("network.gexf", gexf::write)]),
            Self::GexfDynamic   => ("gexf-dynamic",   "gexf",    "application/gexf+xml",    &[Part("network-dynamic.gexf", gexf::write_dynamic)]),
            Self::GephiCsv      => ("csv",            "csv",     "text/csv",                &[Part("nodes.csv", gephi_csv::nodes),
                                                                                              Part("edges.csv", gephi_csv::edges)]),
            Self::EvidenceCsv   => ("evidence",       "csv",     "text/csv",                &[Part("evidence.csv", gephi_csv::evidence)]),
            Self::Vosviewer     => ("vosviewer",      "txt",     "text/plain",              &[Part("map.txt", vosviewer::map),
                                                                                              Part("network.txt", vosviewer::network)]),
            Self::VosviewerJson => ("vosviewer-json", "json",    "application/json",        &[Part("vosviewer.json", vosviewer::json)]),
            Self::Pajek         => ("pajek",          "net",     "text/plain",              &[Part("network.net", pajek::network),
                                                                                              Part("cluster.clu", pajek::partition)]),
            Self::Cytoscape     => ("cytoscape",      "cyjs",    "application/json",        &[Part("cytoscape.cyjs", json::cytoscape)]),
            Self::Graphology    => ("graphology",     "json",    "application/json",        &[Part("graphology.json", json::graphology)]),
            Self::Dot           => ("dot",            "dot",     "text/vnd.graphviz",       &[Part("network.dot", dot::write)]),
            Self::Parquet       => ("parquet",        "parquet", "application/vnd.apache.parquet",
                                                                                            &[Part("nodes.parquet", parquet::nodes),
                                                                                              Part("edges.parquet", parquet::edges),
                                                                                              Part("evidence.parquet", parquet::evidence)]),
            Self::Svg           => ("svg",            "svg",     "image/svg+xml",           &[Part("network.svg", picture::write_svg)]),
            #[cfg(feature = "pictures")]
            Self::Png           => ("png",            "png",     "image/png",               &[Part("network.png", picture::write_png)]),
            Self::About         => ("about",          "json",    "application/json",        &[Part("network.json", about::write)]),
        }
    }

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// File name extension, without the dot.
    pub fn extension(self) -> &'static str {
        self.row().1
    }

    /// Media type.
    pub fn media_type(self) -> &'static str {
        self.row().2
    }

    /// The files of the format: one, or several that need a folder.
    pub fn parts(self) -> &'static [Part] {
        self.row().3
    }

    /// Finds the format with this name.
    ///
    /// ```
    /// use citeweave::export::NetworkFormat;
    /// assert_eq!(NetworkFormat::from_name("evidence"), Some(NetworkFormat::EvidenceCsv));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// Finds the format of files with this extension, whatever the case; the first, where two share it.
    ///
    /// ```
    /// use citeweave::export::NetworkFormat;
    /// assert_eq!(NetworkFormat::from_extension("GEXF"), Some(NetworkFormat::Gexf));
    /// assert_eq!(NetworkFormat::from_extension("csv"), Some(NetworkFormat::GephiCsv));
    /// assert_eq!(NetworkFormat::from_extension("json"), Some(NetworkFormat::VosviewerJson));
    /// assert_eq!(NetworkFormat::from_extension("docx"), None);
    /// ```
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }
}

type WritePart = fn(&NetworkTables<'_>, &mut dyn Write) -> io::Result<()>;

/// One file of a format: its usual name and how it is written.
#[derive(Clone, Copy, Debug)]
pub struct Part(&'static str, WritePart);

impl Part {
    /// Name of the file in a folder of its own.
    pub fn file_name(&self) -> &'static str {
        self.0
    }

    /// Writes the file in large pieces: `writer` needs no buffer. The caller flushes it.
    ///
    /// # Errors
    /// Those of `writer`, none other.
    pub fn write(&self, tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
        self.1(tables, writer)
    }
}
