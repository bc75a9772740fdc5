//! Every format against what the program that wrote the file holds, against what Gephi's importer made of it, and against
//! broken and hostile files.

use super::*;
use crate::export::{ExportOptions, NetworkFormat, NetworkTables};
use crate::network::{Cluster, Column, Document, Evidence, Network, Node, Values};
use std::path::{Path, PathBuf};

macro_rules! fixture {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../../tests/fixtures/network/files/", $name)) as &[u8])
    };
}

fn open(files: &[(&str, &[u8])]) -> Result<Opened, FileError> {
    let files: Vec<(String, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect();
    let opened = read(&files)?;
    // Whatever is read fits together.
    Network::new(opened.parts.clone()).unwrap();
    Ok(opened)
}

fn parts(name: &str, text: &str) -> Parts {
    open(&[(name, text.as_bytes())]).unwrap().parts
}

/// Remarks as code and line.
fn told(name: &str, text: &str) -> Vec<(&'static str, Option<u64>)> {
    open(&[(name, text.as_bytes())]).unwrap().remarks.iter().map(|remark| (remark.code, remark.line)).collect()
}

fn column<'p>(columns: &'p [Column], name: &str) -> &'p Values {
    let found = columns.iter().find(|column| column.name == name);
    &found.unwrap_or_else(|| panic!("{name} of {:?}", columns.iter().map(|c| &c.name).collect::<Vec<_>>())).values
}

fn names(columns: &[Column]) -> Vec<&str> {
    columns.iter().map(|column| column.name.as_str()).collect()
}

fn labels(parts: &Parts) -> Vec<(u32, &str)> {
    parts.nodes.iter().map(|node| (node.id, node.label.as_str())).collect()
}

fn integers(values: &[i64]) -> Values {
    Values::integers(values.iter().copied().map(Some))
}

fn floats(values: &[f64]) -> Values {
    Values::floats(values.iter().copied().map(Some))
}

fn texts(values: &[&str]) -> Values {
    Values::Text(values.iter().map(|text| Some(text.to_string())).collect())
}

/// What tests/fixtures/network/files/write.py gave networkx 3.6 and igraph 1.0.
fn check_three(file: (&str, &[u8]), format: Format, direction: Direction) {
    let opened = open(&[file]).unwrap();
    let parts = &opened.parts;
    let name = file.0;
    assert_eq!((opened.format, parts.direction), (format, direction), "{name}");
    assert_eq!(labels(parts), [(0, "Ann & Åse"), (1, "Bob \"B.\""), (2, "同伴")], "{name}");
    assert_eq!(parts.edges, [(0, 1, 2.5), (0, 2, 1.0), (2, 2, 0.5)], "{name}");
    assert_eq!(parts.positions, [[1.5, -2.0], [0.0, 3.25], [-4.0, 0.0]], "{name}");
    // igraph has no integers.
    let whole = |values: &[i64]| match name {
        "igraph.graphml" => floats(&values.iter().map(|value| *value as f64).collect::<Vec<_>>()),
        _ => integers(values),
    };
    let (nodes, edges) = (&parts.node_columns, &parts.edge_columns);
    assert_eq!(*column(nodes, "documents"), whole(&[3, 2, 1]), "{name}");
    assert_eq!(*column(nodes, "share"), floats(&[0.5, 0.25, 1e-7]), "{name}");
    assert_eq!(*column(nodes, "core"), Values::Boolean(vec![Some(true), Some(false), Some(true)]), "{name}");
    assert_eq!(*column(nodes, "cluster"), integers(&[1, 1, 2]), "{name}");
    assert_eq!(*column(edges, "year"), whole(&[2020, 2021, 2022]), "{name}");
    assert_eq!(*column(edges, "note"), texts(&["a < b", "c; d", "loop"]), "{name}");
    let ids = if name == "igraph.graphml" { "name" } else { "file_id" };
    assert_eq!(*column(nodes, ids), texts(&["ann", "bob", "cy"]), "{name}");
    let clusters: Vec<_> = parts.clusters.iter().map(|cluster| (cluster.number, cluster.nodes)).collect();
    assert_eq!(clusters, [(1, 2), (2, 1)], "{name}");
    assert!(opened.remarks.iter().all(|remark| remark.severity == Severity::Info), "{name} {:?}", opened.remarks);
}

#[test]
fn files_of_networkx_and_igraph_hold_what_these_programs_hold() {
    use Direction::{Directed, Undirected};
    check_three(fixture!("networkx.graphml"), Format::GraphMl, Undirected);
    check_three(fixture!("networkx_directed.graphml"), Format::GraphMl, Directed);
    check_three(fixture!("igraph.graphml"), Format::GraphMl, Directed);
    check_three(fixture!("networkx.gexf"), Format::Gexf, Undirected);
    check_three(fixture!("networkx_node_link.json"), Format::NodeLink, Undirected);
    check_three(fixture!("networkx_cytoscape.json"), Format::Cytoscape, Undirected);
}

#[test]
fn lists_and_pajek_of_networkx_and_igraph() {
    for (file, format) in [
        (fixture!("networkx.edgelist"), Format::EdgeList),
        (fixture!("networkx_weighted.edgelist"), Format::EdgeList),
        (fixture!("igraph.ncol"), Format::EdgeList),
        (fixture!("networkx.net"), Format::Pajek),
        (fixture!("igraph.net"), Format::Pajek),
    ] {
        let opened = open(&[file]).unwrap();
        assert_eq!(opened.format, format, "{}", file.0);
        assert_eq!(opened.parts.edges, [(0, 1, 2.5), (0, 2, 1.0), (2, 2, 0.5)], "{}", file.0);
        if format == Format::Pajek {
            assert_eq!(opened.parts.direction, Direction::Directed);
            // Written as they are, and y runs downwards in Pajek.
            assert_eq!(opened.parts.positions, [[1.5, 2.0], [0.0, -3.25], [-4.0, 0.0]], "{}", file.0);
            assert_eq!(opened.parts.nodes[2].id, 3);
        } else {
            assert_eq!(*column(&opened.parts.node_columns, "file_id"), texts(&["ann", "bob", "cy"]));
        }
        assert!(opened.remarks.iter().all(|remark| remark.severity == Severity::Info), "{:?}", opened.remarks);
    }
    let list = open(&[fixture!("networkx.edgelist")]).unwrap().parts;
    assert_eq!(*column(&list.edge_columns, "year"), integers(&[2020, 2021, 2022]));
    assert_eq!(*column(&list.edge_columns, "note"), texts(&["a < b", "c; d", "loop"]));
    let pajek = open(&[fixture!("networkx.net")]).unwrap().parts;
    assert_eq!(labels(&pajek), [(1, "Ann & Åse"), (2, "Bob \"B.\""), (3, "同伴")]);
}

fn own() -> Parts {
    let nodes = [(4, "Ann \"A\", B."), (7, "同伴 & <co>"), (9, "back\\slash")];
    let document = |id: &str, year| Document { id: id.into(), title: None, year };
    let documents = vec![document("10.1/a", Some(2020)), document("10.1/b", None)];
    Parts {
        nodes: nodes.map(|(id, label)| Node { id, label: label.into() }).to_vec(),
        edges: vec![(0, 1, 1.0 / 3.0), (0, 2, 2.0), (1, 1, 0.5)],
        node_columns: vec![
            Column::new("documents", Values::integers(vec![Some(3), None, Some(1)])),
            Column::new("share", Values::floats(vec![Some(0.1), Some(1e-9), None])),
            Column::new("open", Values::Boolean(vec![Some(true), None, Some(false)])),
            Column::new("iri", Values::Text(vec![Some("a\\b".into()), Some("c, \"d\"".into()), None])),
            Column::new("cluster", Values::integers(vec![Some(1), Some(1), Some(2)])),
        ],
        edge_columns: vec![Column::new("first_year", Values::integers(vec![Some(2020), None, Some(2022)]))],
        evidence: Evidence::new(documents, vec![0, 2, 3, 4], vec![0, 1, 0, 1]).unwrap(),
        size_by: Some("documents".into()),
        positions: vec![[-1.0, 0.5], [0.25, 0.5], [0.75, -1.0]],
        colours: vec![[1, 2, 3], [1, 2, 3], [200, 100, 0]],
        ..Parts::default()
    }
}

#[test]
fn what_citeweave_writes_reads_back_equal() {
    for direction in [Direction::Undirected, Direction::Directed] {
        let mut parts = own();
        parts.direction = direction;
        parts.about.tool = "citeweave 0".into();
        let network = Network::new(parts).unwrap();
        let tables = NetworkTables::new(&network, &ExportOptions::default());
        for format in [NetworkFormat::GraphMl, NetworkFormat::Gexf, NetworkFormat::GephiCsv] {
            let written = |part: &crate::export::Part| {
                let mut bytes = Vec::new();
                part.write(&tables, &mut bytes).unwrap();
                (part.file_name().to_string(), bytes)
            };
            let files: Vec<_> = format.parts().iter().map(written).collect();
            let opened = read(&files).unwrap();
            let (read, wrote) = (opened.parts, own());
            assert_eq!(read.direction, direction, "{format:?}");
            assert!(opened.remarks.is_empty(), "{format:?} {:?}", opened.remarks);
            // The table begins with rows that show the types of columns, so nodes have another order there.
            let place = |row: usize| read.nodes.iter().position(|node| node.id == wrote.nodes[row].id).unwrap();
            let places: Vec<usize> = (0..3).map(place).collect();
            assert_eq!(places.iter().map(|at| read.nodes[*at].clone()).collect::<Vec<_>>(), wrote.nodes, "{format:?}");
            assert_eq!(names(&read.node_columns), names(&wrote.node_columns), "{format:?}");
            assert_eq!(names(&read.edge_columns), ["first_year", "document_ids"], "{format:?}");
            if format == NetworkFormat::GephiCsv {
                continue;
            }
            assert_eq!(places, [0, 1, 2]);
            assert_eq!((&read.edges, &read.node_columns), (&wrote.edges, &wrote.node_columns), "{format:?}");
            assert_eq!(read.edge_columns[0], wrote.edge_columns[0], "{format:?}");
            assert_eq!(read.edge_columns[1].values, texts(&["10.1/a; 10.1/b", "10.1/a", "10.1/b"]), "{format:?}");
            assert_eq!((&read.positions, &read.colours), (&wrote.positions, &wrote.colours), "{format:?}");
            assert_eq!(read.size_by.as_deref(), Some("documents"), "{format:?}");
            assert_eq!(read.clusters[0].colour, [1, 2, 3]);
            assert_eq!(read.about.options[0].0, "made");
        }
    }
}

#[test]
fn tables_that_citeweave_writes_hold_the_same_values() {
    let network = Network::new(own()).unwrap();
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    let mut files = Vec::new();
    for part in NetworkFormat::GephiCsv.parts() {
        let mut bytes = Vec::new();
        part.write(&tables, &mut bytes).unwrap();
        files.insert(0, (part.file_name().to_string(), bytes));
    }
    let read = read(&files).unwrap().parts;
    let again = Network::new(read.clone()).unwrap();
    let order = |parts: &Parts| {
        let mut order: Vec<usize> = (0..parts.nodes.len()).collect();
        order.sort_by_key(|row| parts.nodes[*row].id);
        order
    };
    for (wrote, read_column) in own().node_columns.iter().zip(&read.node_columns) {
        let cell = |values: &Values, row: usize| match values {
            Values::Integer(v) => format!("{:?}", v.get(row)),
            Values::Float(v) => format!("{:?}", v.get(row)),
            Values::Text(v) => format!("{:?}", v[row]),
            Values::Boolean(v) => format!("{:?}", v[row]),
        };
        let read_rows: Vec<_> = order(&read).into_iter().map(|row| cell(&read_column.values, row)).collect();
        assert_eq!(read_rows, (0..3).map(|row| cell(&wrote.values, row)).collect::<Vec<_>>());
    }
    let mut edges: Vec<_> = again
        .graph()
        .raw_edges()
        .iter()
        .map(|edge| {
            let mut ends = [edge.source(), edge.target()].map(|end| again.graph()[end].id);
            ends.sort_unstable();
            (ends[0], ends[1], edge.weight.weight)
        })
        .collect();
    edges.sort_by_key(|edge| (edge.0, edge.1));
    assert_eq!(edges, [(4, 7, 1.0 / 3.0), (4, 9, 2.0), (7, 7, 0.5)]);
}

#[test]
fn pictures_of_pajek_and_json_come_back_upright_and_as_large() {
    let mut wrote = own();
    wrote.about.tool = "citeweave 0".into();
    wrote.clusters = vec![Cluster { number: 1, label: "one".into(), nodes: 2, colour: [1, 2, 3] }];
    let network = Network::new(wrote.clone()).unwrap();
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    for format in [NetworkFormat::Pajek, NetworkFormat::Cytoscape, NetworkFormat::Graphology] {
        let part = format.parts().iter().find(|part| !part.file_name().ends_with(".clu")).unwrap();
        let mut bytes = Vec::new();
        part.write(&tables, &mut bytes).unwrap();
        let opened = open(&[(part.file_name(), &bytes)]).unwrap();
        let read = opened.parts;
        assert_eq!(read.nodes.len(), 3, "{format:?}");
        if format == NetworkFormat::Pajek {
            // Pajek has the unit square: 1.75 of width are 0.9 of it, around the middle at -0.125, -0.25.
            let expected =
                wrote.positions.iter().map(|[x, y]| [0.5 + (x + 0.125) * 0.9 / 1.75, (y + 0.25) * 0.9 / 1.75 - 0.5]);
            for (read, expected) in read.positions.iter().zip(expected) {
                assert!((0..2).all(|axis| (read[axis] - expected[axis]).abs() < 1e-6), "{read:?} {expected:?}");
            }
            continue;
        }
        assert_eq!((&read.positions, &read.colours), (&wrote.positions, &wrote.colours), "{format:?}");
        assert_eq!(read.size_by.as_deref(), Some("documents"), "{format:?}");
        assert_eq!(read.node_columns, wrote.node_columns, "{format:?}");
        assert_eq!(read.about.options.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["made"]);
        if format == NetworkFormat::Graphology {
            assert_eq!(read.clusters[0].label, "one");
        }
    }
}

/// A column called `size` is `size_` in files, beside the sizes nodes are drawn with.
#[test]
fn a_column_of_sizes_stays_one_column() {
    let mut wrote = own();
    wrote.about.tool = "citeweave 0".into();
    wrote.node_columns[0].name = "size".into();
    wrote.size_by = Some("size".into());
    let network = Network::new(wrote.clone()).unwrap();
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    let formats = [NetworkFormat::GraphMl, NetworkFormat::Gexf, NetworkFormat::Cytoscape, NetworkFormat::Graphology];
    for format in formats {
        let part = format.parts()[0];
        let mut bytes = Vec::new();
        part.write(&tables, &mut bytes).unwrap();
        let read = open(&[(part.file_name(), &bytes)]).unwrap().parts;
        assert_eq!(read.node_columns, wrote.node_columns, "{format:?}");
        assert_eq!(read.size_by.as_deref(), Some("size"), "{format:?}");
    }
}

#[test]
fn edges_made_two_are_counted() {
    let edges = "Source,Target,Type\na,b,Directed\nb,c,Undirected\na,c,Undirected\nc,c,Undirected\n";
    let opened = open(&[("e.csv", edges.as_bytes())]).unwrap();
    assert_eq!(opened.parts.edges.len(), 6);
    let told = "edges without direction beside others with one, each read as two directed edges: 2, the first b to c";
    let mixed: Vec<_> = opened.remarks.iter().map(|remark| (remark.severity, remark.message.as_str())).collect();
    assert_eq!(mixed, [(Severity::Warning, told)]);
}

#[test]
fn tables_that_are_no_network_are_refused() {
    let error = |text: &str| match open(&[("t.csv", text.as_bytes())]) {
        Err(error) => error.to_string(),
        Ok(opened) => panic!("{:?} {:?}", opened.evidence, opened.parts.edges),
    };
    let scopus = "Authors,Title,Year,Source title,Cited by,DOI,Link,EID\n\"Watts D.J.\",\"Small worlds\",1998,Nature,2,10.1038/30918,https://x.org,2-s2.0-1\n";
    assert_eq!(error(scopus), "t.csv: documents (scopus-csv), not a network; `citeweave build` reads them");
    let springer = "Item Title,Publication Title,Book Series Title,Journal Volume,Journal Issue,Item DOI,Authors,Publication Year,URL,Content Type\nA,B,,1,2,10.1/a,C,2000,http://x.org,Article\n";
    assert_eq!(error(springer), "t.csv: documents (springer-csv), not a network; `citeweave build` reads them");
    let generic = "abstract,authors,id,title,publication_year\nA,B,12345,C,2000\n";
    assert_eq!(error(generic), "t.csv: documents (csv), not a network; `citeweave build` reads them");
    let web_of_science = "PT\tAU\tTI\tSO\tDE\tID\tAB\tPY\tDI\tUT\nJ\tB, C\tA\tS\tx\tKEYWORDS\ty\t2000\t10.1/a\tWOS:1\n";
    assert_eq!(error(web_of_science), "t.csv: documents (wos-tab), not a network; `citeweave build` reads them");
    let growth = "slice,documents,nodes,new_nodes\n2000-2004,1,3,3\n2005-2009,4,5,2\n";
    let columns = "t.csv: no columns Source and Target for edges, nor Id for nodes, but: ";
    assert_eq!(error(growth), format!("{columns}slice, documents, nodes, new_nodes"));
    assert_eq!(error("城市,国家,人口,面积\n北京,中国,1,2\n"), format!("{columns}城市, 国家, 人口, 面积"));
    assert_eq!(error(",from,to\n1,a,b\n"), format!("{columns}, from, to"));
    let matrix = "t.csv: a matrix, which is not read; write an edge a row";
    for text in
        [";A;B\nA;0;2\nB;2;0\n", "\tA\tB\nA\t0\t2\nB\t2\t0\n", "   A B\nA 0 2\nB 2 0\n", ",甲,乙\n甲,,1.5\n乙,1.5,\n"]
    {
        assert_eq!(error(text), matrix, "{text}");
    }
    let lists = "t.csv: rows of different length, as in a list of neighbours, which is not read; write an edge a row";
    for text in ["A;B;C\nB;C\nC;A;B;D\n", "A;B;C\nB;C\n", "A,B\nC\n", "a b c\nb c\n"] {
        assert_eq!(error(text), lists, "{text}");
    }
}

#[test]
fn plain_lists_of_edges_go_on_being_read() {
    #[rustfmt::skip]
    let lists: &[(&str, usize)] = &[
        ("a,b\nb,c\n",                                2),
        ("a;b;2\nb;c;1\n",                            2),
        ("a;b;2\nb;c\n",                              2),
        ("a,cites,b\nb,cites,c\n",                    2),
        ("author,coauthor,papers\nann,bob,3\n",       1),
        ("from,to,weight,year,note\n1,2,3,2000,x\n",  1),
        ("1,2,0.5,2020\n2,3,1,2021\n",                2),
        ("a b\nb c\n",                                2),
        ("a\tb\t2\nb\tc\t3\n",                      2),
        ("10.1/a,10.1/b\n10.1/b,10.1/c\n",            2),
        ("同伴,服务\n服务,家庭\n",                       2),
    ];
    for (text, edges) in lists {
        let opened = open(&[("l.csv", text.as_bytes())]).unwrap();
        assert_eq!((opened.format, opened.parts.edges.len()), (Format::EdgeList, *edges), "{text}");
    }
    let nodes = parts("n.csv", "Id,Title,DOI,Year\n1,A,10.1/a,2000\n");
    assert_eq!((nodes.nodes.len(), names(&nodes.node_columns)), (1, vec!["Title", "DOI", "Year"]));
}

/// Bibliographic tables of every source are refused by name.
#[test]
fn no_table_of_documents_is_a_network() {
    let Some(folder) = shared("corpora") else { return };
    for name in [
        "scopus_csv/bibliotobler/scopus_references.csv",
        "scopus_csv/litstudy/scopus.csv",
        "lens/bibliometrix/lens_sample.csv",
        "other_csv/colrev/springer_csv.csv",
        "other_csv/colrev/ieee_csv.csv",
        "other_csv/colrev/pubmed_csv.csv",
        "other_csv/bibliotobler/Zotero_Tobler.csv",
        "other_csv/bibliotobler/PoPCites.csv",
        "other_csv/asreview/missing_values.csv",
        "openalex/bibliometrix/openalex_sample.csv",
    ] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let error = open(&[(name, &bytes)]).unwrap_err();
        assert!(matches!(error, FileError::Documents { .. }), "{error}");
    }
    let bytes = std::fs::read(folder.join("vocab/ISO-3166-Countries-with-Regional-Codes/all.csv")).unwrap();
    assert!(matches!(open(&[("all.csv", &bytes)]), Err(FileError::Columns { .. })));
}

#[test]
fn graphml_of_any_dialect() {
    let text = r##"<?xml version="1.0"?>
<!DOCTYPE graphml SYSTEM "http://example.org/none.dtd">
<g:graphml xmlns:g="http://graphml.graphdrawing.org/xmlns">
<g:key id="k" for="all" attr.name="Kind" attr.type="string"><g:default>plain &amp; simple</g:default></g:key>
<g:key id="y" for="node" attr.name="Year" attr.type="int"><default>1900</default></g:key>
<g:key id="w" for="edge" attr.name="Weight" attr.type="double"/>
<g:graph edgedefault="undirected">
<g:node id="a"><g:data key="k">outer</g:data><g:data key="y">2001</g:data><port name="p"/>
<g:graph edgedefault="directed"><g:node id="b"/><g:edge source="b" target="a" sourceport="p"><g:data key="w">2</g:data></g:edge></g:graph></g:node>
<g:node id="c"><desc>third</desc></g:node>
<g:edge source="a" target="c"><g:data key="w">3</g:data><g:data key="late">x</g:data></g:edge>
<g:edge source="a" target="c" directed="true"><g:data key="w">0</g:data></g:edge>
<hyperedge id="h"><endpoint node="a"/></hyperedge>
</g:graph></g:graphml>"##;
    let read = parts("a.graphml", text);
    assert_eq!(labels(&read), [(0, "a"), (1, "b"), (2, "c")]);
    assert_eq!(read.direction, Direction::Directed);
    assert_eq!(read.edges, [(0, 2, 3.0), (1, 0, 2.0), (2, 0, 3.0)]);
    assert_eq!(*column(&read.node_columns, "Kind"), texts(&["outer", "plain & simple", "plain & simple"]));
    assert_eq!(*column(&read.node_columns, "Year"), integers(&[2001, 1900, 1900]));
    assert_eq!(*column(&read.node_columns, "parent"), Values::Text(vec![None, Some("a".into()), None]));
    assert_eq!(*column(&read.node_columns, "desc"), Values::Text(vec![None, None, Some("third".into())]));
    assert_eq!(*column(&read.edge_columns, "late"), Values::Text(vec![Some("x".into()), None, Some("x".into())]));
    assert_eq!(
        told("a.graphml", text),
        [
            ("port", Some(8)),
            ("undeclared", None),
            ("hyperedge", Some(13)),
            ("mixed", Some(11)),
            ("low-weight", Some(12)),
        ]
    );
}

#[test]
fn graphics_of_yed() {
    let text = r##"<graphml><key for="node" id="d6" yfiles.type="nodegraphics"/><key for="edge" id="d9" yfiles.type="edgegraphics"/>
<graph edgedefault="directed" id="G"><node id="n0"><data key="d6">
 <y:ShapeNode><y:Geometry height="30.0" width="40.0" x="10.0" y="-5.0"/><y:Fill color="#FFCC00" transparent="false"/>
 <y:NodeLabel alignment="center">Ann &amp; co<y:LabelModel/></y:NodeLabel><y:Shape type="rectangle"/></y:ShapeNode></data></node>
<node id="n1"/><edge id="e0" source="n0" target="n1"><data key="d9"><y:PolyLineEdge><y:EdgeLabel>cites</y:EdgeLabel></y:PolyLineEdge></data></edge>
</graph></graphml>"##;
    let read = parts("a.graphml", text);
    assert_eq!(labels(&read), [(0, "Ann & co"), (1, "n1")]);
    assert_eq!((read.positions[0], read.colours[0]), ([30.0, -10.0], [255, 204, 0]));
    assert_eq!(names(&read.node_columns), ["size"]);
    assert_eq!(read.edge_columns, [Column::new("label", texts(&["cites"]))]);
    let codes: Vec<_> = told("a.graphml", text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["graphics", "no-place", "no-colour"]);
}

#[test]
fn gexf_with_time_and_hierarchy() {
    let text = r#"<gexf version="1.3" xmlns:viz="x"><meta><creator>x</creator><description>A &amp; B</description></meta>
<graph mode="dynamic" defaultedgetype="directed"><attributes class="node" mode="dynamic"><attribute id="p" title="Pubs" type="integer"/></attributes>
<attributes class="edge" mode="dynamic"><attribute id="weight" title="Weight" type="float"/></attributes>
<nodes><node id="1" label="A" start="2001"><attvalues><attvalue for="p" value="1" start="2001" end="2002"/><attvalue for="p" value="3" timestamp="2003"/></attvalues>
<viz:color r="1" g="2" b="3" a="0.5"/><viz:size value="5"/><viz:shape value="disc"/><nodes><node id="2"><spells><spell timestamp="2001"/><spell timestamp="2002"/></spells></node></nodes></node></nodes>
<edges><edge id="e" source="1" target="2" type="mutual"><attvalues><attvalue for="weight" value="1" timestamp="2001"/><attvalue for="weight" value="2.5" timestamp="2002"/></attvalues></edge>
<edge id="f" source="2" target="2" weight="7" type="odd"/></edges></graph></gexf>"#;
    let read = parts("a.gexf", text);
    assert_eq!(labels(&read), [(1, "A"), (2, "2")]);
    assert_eq!(read.edges, [(0, 1, 3.5), (1, 0, 3.5), (1, 1, 7.0)]);
    assert_eq!(
        *column(&read.node_columns, "Pubs"),
        Values::Text(vec![Some("<[2001, 2002, 1]; [2003, 3]>".into()), None])
    );
    assert_eq!(*column(&read.node_columns, "spells"), texts(&["<[2001, Infinity]>", "<[2001]; [2002]>"]));
    assert_eq!(*column(&read.node_columns, "parent"), Values::Text(vec![None, Some("1".into())]));
    assert_eq!(read.colours, [[1, 2, 3], [153, 153, 153]]);
    let weights = Values::Text(vec![Some("<[2001, 1]; [2002, 2.5]>".into()); 2].into_iter().chain([None]).collect());
    assert_eq!(*column(&read.edge_columns, "weight_in_time"), weights);
    assert_eq!(read.about.options, [("creator".into(), "x".into()), ("description".into(), "A & B".into())]);
    let codes: Vec<_> = told("a.gexf", text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["weight-in-time", "edge-type", "no-colour", "mutual"]);
}

#[test]
fn pajek_in_all_its_sections() {
    let text = "*Network small\r\n*Vertices 4\r\n% comment\r\n1 \"Ann, B.\" 0.1 0.2 0.5 box ic Red bc Black\r\n2 bob\r\n3 \"c\" [1-3]\r\n\
*Edges\r\n1 2 3 l \"both\" [1,2]\r\n*Arcslist\r\n3 1 2\r\n*Arcs :2 \"cites\"\r\n4 1 -1\r\n4 2\r\n*Partition groups\r\n*Vertices 4\r\n1\r\n1\r\n2\r\n2\r\n*Vector degree\r\n*Vertices 4\r\n0.5\r\n1\r\n2\r\n3\r\n";
    let read = parts("a.paj", text);
    assert_eq!(labels(&read), [(1, "Ann, B."), (2, "bob"), (3, "c"), (4, "4")]);
    assert_eq!(read.edges, [(0, 1, 3.0), (1, 0, 3.0), (2, 0, 1.0), (2, 1, 1.0), (3, 1, 1.0)]);
    assert_eq!(names(&read.node_columns), ["shape", "ic", "bc", "times", "cluster", "degree"]);
    assert_eq!(*column(&read.node_columns, "cluster"), integers(&[1, 1, 2, 2]));
    assert_eq!(*column(&read.node_columns, "degree"), floats(&[0.5, 1.0, 2.0, 3.0]));
    assert_eq!(names(&read.edge_columns), ["label", "times", "relation"]);
    assert_eq!(told("a.paj", text), [("no-place", None), ("mixed", Some(8)), ("low-weight", Some(12))]);
    let matrix = parts("m.net", "*Vertices 3\n1 a\n2 b\n3 c\n*Matrix\n0 2 0\n0 1 0\n1.5 0 0\n");
    assert_eq!(matrix.edges, [(0, 1, 2.0), (1, 1, 1.0), (2, 0, 1.5)]);
    let two = parts("m.net", "*Vertices 3 1\n1 a\n2 b\n3 c\n*Matrix\n2 5\n");
    assert_eq!((two.direction, two.edges), (Direction::Undirected, vec![(0, 1, 2.0), (0, 2, 5.0)]));
    let three = open(&[
        ("a.clu", b"*Vertices 2\n7\n8\n"),
        ("a.net", b"*Vertices 2\n*Edges\n1 2\n"),
        ("deg.vec", b"*Vertices 2\n1\n2.5\n"),
    ])
    .unwrap();
    assert_eq!(names(&three.parts.node_columns), ["cluster", "deg"]);
    assert_eq!(three.parts.clusters.len(), 2);
}

#[test]
fn vosviewer_map_and_network() {
    let map = "\u{feff}id\tlabel\tdescription\turl\tx\ty\tcluster\tweight<Links>\tweight<Documents>\tscore<Avg. pub. year>\r\n\
3\t\"abbasi, a\"\t\t\t0.5\t-1\t2\t1\t4\t2012.5\r\n8\tthe \"x\" y\tsome\thttp://x\t0\t0\t1\t1\t2\t2010\r\n";
    let files: [(&str, &[u8]); 2] = [("n.txt", b"3\t8\t2\n8\t9\n"), ("m.txt", map.as_bytes())];
    let opened = open(&files).unwrap();
    let read = &opened.parts;
    assert_eq!(opened.format, Format::Vosviewer);
    assert_eq!(labels(read), [(3, "abbasi, a"), (8, "the \"x\" y"), (9, "9")]);
    assert_eq!(read.edges, [(0, 1, 2.0), (1, 2, 1.0)]);
    assert_eq!(
        names(&read.node_columns),
        ["description", "url", "cluster", "weight<Links>", "weight<Documents>", "score<Avg. pub. year>"]
    );
    assert_eq!(read.size_by.as_deref(), Some("weight<Documents>"));
    assert_eq!(read.positions[0], [0.5, -1.0]);
    let codes: Vec<_> = opened.remarks.iter().map(|remark| remark.code).collect();
    assert_eq!(codes, ["unlisted", "no-place", "no-weight"]);
    assert_eq!(open(&files[1..]).unwrap().parts.edges, []);
    assert_eq!(labels(&open(&files[..1]).unwrap().parts), [(3, "3"), (8, "8"), (9, "9")]);
}

#[test]
fn vosviewer_json() {
    let text = r#"{"network":{"items":[{"id":1,"label":"ann","x":0.5,"y":1,"cluster":1,"weights":{"Links":1,"Documents":5},"scores":{"Avg":2.5}},
{"id":2,"label":"bob","x":0,"y":0,"cluster":2,"weights":{"Links":1,"Documents":3},"scores":{"Avg":1}}],
"links":[{"source_id":1,"target_id":2,"strength":3}],"clusters":[{"cluster":1,"label":"one"}]},"info":{"title":"T"},"config":{"parameters":{}}}"#;
    let read = parts("a.json", text);
    assert_eq!(labels(&read), [(1, "ann"), (2, "bob")]);
    assert_eq!((&*read.edges, read.size_by.as_deref()), (&[(0, 1, 3.0)][..], Some("weight<Documents>")));
    assert_eq!(names(&read.node_columns), ["cluster", "weight<Links>", "weight<Documents>", "score<Avg>"]);
    assert_eq!(*column(&read.node_columns, "score<Avg>"), floats(&[2.5, 1.0]));
    let clusters: Vec<_> = read.clusters.iter().map(|cluster| (cluster.number, cluster.label.as_str())).collect();
    assert_eq!(clusters, [(1, "one"), (2, "")]);
    assert_eq!(read.about.options, [("title".into(), "T".into())]);
}

#[test]
fn json_of_graphology_cytoscape_and_d3() {
    let graphology = r##"{"options":{"type":"mixed","multi":true},"attributes":{"name":"G"},"nodes":[{"key":"a","attributes":{"label":"A","color":"#f00","tags":["x",1]}},{"key":"b"}],
"edges":[{"key":"e","source":"a","target":"b","attributes":{"weight":2,"code":"007"}},{"source":"a","target":"b","undirected":true,"attributes":{"code":"8"}}]}"##;
    let read = parts("a.json", graphology);
    assert_eq!(read.edges, [(0, 1, 3.0), (1, 0, 1.0)]);
    assert_eq!(*column(&read.edge_columns, "code"), texts(&["007; 8", "8"]));
    assert_eq!(*column(&read.node_columns, "tags"), Values::Text(vec![Some("[\"x\", 1]".into()), None]));
    let cytoscape = r#"{"elements":[{"data":{"id":"a"},"position":{"x":1,"y":2}},{"data":{"id":"b"},"position":{"x":3,"y":4}},{"data":{"id":"ab","source":"a","target":"b","weight":4}}]}"#;
    let read = parts("a.cyjs", cytoscape);
    assert_eq!((read.positions, read.edges), (vec![[1.0, -2.0], [3.0, -4.0]], vec![(0, 1, 4.0)]));
    let d3 = r#"{"nodes":[{"name":"Myriel","group":1},{"name":"Valjean","group":1}],"links":[{"source":1,"target":0,"value":5}]}"#;
    let read = parts("a.json", d3);
    assert_eq!((labels(&read), &*read.edges), (vec![(0, "Myriel"), (1, "Valjean")], &[(0, 1, 5.0)][..]));
}

#[test]
fn tables_and_lists_of_all_kinds() {
    let edges = "Source;Target;Type;Id;Label;Weight\na;b;Undirected;0;L;2\nb;a;Undirected;1;M;1\nc;a;;x;;\n";
    let read = parts("e.csv", edges);
    assert_eq!(read.direction, Direction::Directed);
    assert_eq!(read.edges, [(0, 1, 3.0), (1, 0, 3.0), (2, 0, 1.0)]);
    assert_eq!(names(&read.edge_columns), ["edge_id", "Label"]);
    assert_eq!(
        column(&read.edge_columns, "Label"),
        &Values::Text(vec![Some("L; M".into()), Some("L; M".into()), None])
    );
    assert_eq!(parts("e.csv", "Source,Target\n1,2\n").direction, Direction::Directed);
    let list = parts("l.csv", "from,to,n,year\n1,2,5,2020\n2,3,1,2021\n");
    assert_eq!((list.direction, &*list.edges), (Direction::Undirected, &[(0, 1, 5.0), (1, 2, 1.0)][..]));
    assert_eq!(list.edge_columns, [Column::new("year", integers(&[2020, 2021]))]);
    let plain = parts("l.txt", "# comment\n3 1\n1 2\n\n3 3\n");
    assert_eq!((labels(&plain), plain.edges.len()), (vec![(3, "3"), (1, "1"), (2, "2")], 3));
    let nodes: &[u8] = b"Id,Label,Year,Year,\n1,A,2000,x,5\n1,B,2001,y,6,7\n,C,2002,z\n";
    let opened = open(&[("n.csv", nodes)]).unwrap();
    assert_eq!(names(&opened.parts.node_columns), ["Year", "Year_2", "column", "file_id"]);
    let codes: Vec<_> = opened.remarks.iter().map(|remark| (remark.code, remark.line)).collect();
    assert_eq!(codes, [("node-twice", Some(3)), ("ragged", Some(3)), ("column-name", None)]);
    let both =
        open(&[("e.csv", b"source,target,type\n1,2,undirected\n"), ("n.csv", b"id\tlabel\n2\tB\n1\tA\n")]).unwrap();
    assert_eq!((both.format, labels(&both.parts)), (Format::GephiCsv, vec![(2, "B"), (1, "A")]));
}

#[test]
fn edges_are_sorted_and_their_columns_with_them() {
    let read = parts(
        "e.tsv",
        "source\ttarget\ttype\tweight\tyear\nb\ta\tundirected\t2\t1\na\tc\tundirected\t1\t2\na\tb\tundirected\t0.5\t3\nc\ta\tundirected\tx\t4\nb\tb\tundirected\t1\t5\n",
    );
    assert_eq!(labels(&read), [(0, "b"), (1, "a"), (2, "c")]);
    assert_eq!(read.edges, [(0, 0, 1.0), (0, 1, 2.5), (1, 2, 1.0)]);
    assert_eq!(read.edge_columns, [Column::new("year", integers(&[5, 1, 2]))]);
}

#[test]
fn files_that_are_no_network_or_not_one() {
    let error = |files: &[(&str, &[u8])]| open(files).unwrap_err().to_string();
    assert_eq!(error(&[]), "no network file was given");
    assert_eq!(error(&[("a.xml", b"<html/>")]), "no network of a known format: a.xml");
    assert_eq!(error(&[("a.txt", b"")]), "no network of a known format: a.txt");
    assert_eq!(
        error(&[("a.txt", b"This is a text of some words.\nNothing else.\n")]),
        "no network of a known format: a.txt"
    );
    assert_eq!(error(&[("a.graphml", b"<graphml><graph/></graphml>")]), "no node in the graphml file: a.graphml");
    assert!(error(&[("a.json", b"{\n\"nodes\": [,]}")]).starts_with("a.json:2: not JSON: "));
    let graphml = b"<graphml><graph><node id='a'/></graph></graphml>";
    assert_eq!(
        error(&[("a.graphml", graphml), ("b.graphml", graphml)]),
        "files that are not one network: a.graphml and b.graphml (graphml)"
    );
    let evidence = b"edge,source,source_label,target,target_label,document,year,title\n";
    assert!(open(&[("evidence.csv", evidence)]).is_err());
}

#[test]
fn broken_files_are_read_up_to_the_break() {
    let opened =
        open(&[("a.graphml", b"<graphml><graph><node id='a'/><node id='b'/><edge source='a' target='b'/><nod")])
            .unwrap();
    assert_eq!(opened.parts.edges.len(), 1);
    assert_eq!(opened.remarks.iter().map(|remark| remark.code).collect::<Vec<_>>(), ["cut-short"]);
}

#[test]
fn hostile_files_take_neither_time_nor_memory() {
    let deep = format!("<graphml><graph>{}", "<node id='a'><graph>".repeat(200_000));
    assert_eq!(parts("a.graphml", &deep).nodes.len(), 1);
    let deep = format!("<gexf><graph><nodes>{}", "<node id='a'><nodes>".repeat(100_000));
    assert_eq!(parts("a.gexf", &deep).nodes.len(), 1);
    let attributes: String = (0..50_000).map(|a| format!("<attribute id='{a}' title='t{a}'/>")).collect();
    let nodes: String = (0..50_000).map(|n| format!("<node id='{n}' label='l'/>")).collect();
    parts(
        "a.gexf",
        &format!(
            "<gexf><graph><attributes class='node'>{attributes}</attributes><nodes>{nodes}</nodes></graph></gexf>"
        ),
    );
    let map = format!("id\tlabel{}\n1\ta{}\n", "\tweight<w>".repeat(20_000), "\tx".repeat(20_000));
    assert_eq!(parts("map.txt", &map).size_by, None);
    assert!(open(&[("a.json", "[".repeat(1_000_000).as_bytes())]).is_err());
    assert_eq!(parts("a.net", "*Vertices 4000000000\n*Edges\n1 2\n").nodes.len(), 2);
    let keys: String =
        (0..20_000).map(|k| format!("<key id='k{k}' for='node' attr.name='same' attr.type='int'/>")).collect();
    let read = parts(
        "a.graphml",
        &format!("<graphml>{keys}<graph><node id='1'><data key='k7'>1</data></node></graph></graphml>"),
    );
    assert_eq!(read.node_columns[19_999].name, "same_20000");
    let long = "x".repeat(1 << 20);
    let nodes: String = (0..10_000).map(|n| format!("<node id='{n}'/>")).collect();
    parts(
        "a.graphml",
        &format!(
            "<graphml><key id='k' for='node' attr.name='d' attr.type='string'><default>{long}</default></key><graph>{nodes}</graph></graphml>"
        ),
    );
    parts("a.net", &format!("*Vertices 1\n1 {}", "\"a ".repeat(200_000)));
}

fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !found.exists() {
        println!("skipped, no acceptance data: {path}");
        return None;
    }
    Some(found)
}

/// Cut, changed and doubled bytes of every fixture: whatever comes out fits together, and nothing panics.
#[test]
fn damaged_files_never_panic() {
    let fixtures = [
        fixture!("networkx.graphml"),
        fixture!("igraph.graphml"),
        fixture!("networkx.gexf"),
        fixture!("networkx_node_link.json"),
        fixture!("networkx_cytoscape.json"),
        fixture!("networkx.edgelist"),
        fixture!("networkx.net"),
        (
            "map.txt",
            "id\tlabel\tx\ty\tcluster\tweight<A>\n1\t\"a, \"\"b\"\t0.5\t1\t1\t2\n2\té\\\\\t1\t-1\t2\t3\n".as_bytes(),
        ),
        ("edges.csv", b"Source,Target,Type,Weight,Note\na,b,Directed,2,\"x\ny\"\nb,c,Undirected,1,\\\"q\n"),
    ];
    // SplitMix64.
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    };
    let signs = b"<>\"'&;/\\\t\n ,[]{}*=-0129n\xc3\xff";
    for (name, bytes) in fixtures {
        for _ in 0..150 {
            let mut damaged = bytes.to_vec();
            for _ in 0..1 + random(4) {
                let at = random(damaged.len());
                match random(4) {
                    0 => damaged.truncate(at),
                    1 => damaged.insert(at, signs[random(signs.len())]),
                    2 => drop(damaged.drain(at..(at + random(20)).min(damaged.len()))),
                    _ => {
                        if let Some(byte) = damaged.get_mut(at) {
                            *byte = signs[random(signs.len())];
                        }
                    }
                }
            }
            let _ = open(&[(name, &damaged)]);
        }
    }
}

/// VOSviewer's own example: the map says of each item how many links it has and how strong they are together.
#[test]
fn the_joi_map_agrees_with_its_network() {
    let Some(folder) = shared("corpora/networks") else { return };
    let file = |name: &str| (name.to_string(), std::fs::read(folder.join(name)).unwrap());
    let files = ["JOI_2007-2016_co-authorship_map.txt", "JOI_2007-2016_co-authorship_network.txt"].map(file);
    let opened = read(&files).unwrap();
    let read = &opened.parts;
    assert_eq!((read.nodes.len(), read.edges.len()), (252, 568));
    assert_eq!(read.edges.iter().map(|edge| edge.2).sum::<f64>(), 738.0);
    let (mut links, mut strength) = (vec![0; 252], vec![0; 252]);
    for &(source, target, weight) in &read.edges {
        for end in [source, target] {
            links[end as usize] += 1;
            strength[end as usize] += weight as i64;
        }
    }
    assert_eq!(*column(&read.node_columns, "weight<Links>"), integers(&links));
    assert_eq!(*column(&read.node_columns, "weight<Total link strength>"), integers(&strength));
    assert_eq!((read.positions.len(), read.clusters.len()), (252, 25));
    assert_eq!(opened.remarks, []);
}

/// A GraphML and a GEXF that Gephi, Gephi Lite, networkx and igraph read alike.
#[test]
fn the_golden_files() {
    let Some(folder) = shared("design/gephi/golden") else { return };
    for name in ["g.graphml", "g.gexf"] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let read = open(&[(name, &bytes)]).unwrap().parts;
        assert_eq!(labels(&read), [(0, "Åkerblom, Kristina B."), (1, "Ness, Ottar")]);
        assert_eq!(read.positions, [[-10.5, 3.25], [10.5, -3.25]]);
        assert_eq!(read.colours, [[31, 119, 180], [255, 127, 14]]);
        assert_eq!(*column(&read.node_columns, "size"), floats(&[4.0, 100.0]));
        assert_eq!(*column(&read.node_columns, "documents"), integers(&[2, 1]));
        let weight = if name == "g.gexf" { 2.0 } else { 0.3333333333333333 };
        assert_eq!((read.direction, &*read.edges), (Direction::Undirected, &[(0, 1, weight)][..]));
    }
}

/// Probes of Gephi's importer: as many nodes as the importer makes of them, and what it loses or refuses besides.
#[test]
fn the_probes_of_gephi() {
    let Some(folder) = shared("design/gephi/probes") else { return };
    #[rustfmt::skip]
    let expected: &[(&str, usize)] = &[
        ("a1.graphml", 4), ("a3_prefix_nested.graphml", 3), ("a4_keyafter.graphml", 1), ("a5_reserved.graphml", 2), ("a6_nodecl.graphml", 1),
        ("b1.gexf", 3), ("b4_dyn_interval.gexf", 4), ("b5_dyn_ts.gexf", 3), ("b6_mixed.gexf", 4), ("b7_lists.gexf", 2),
        ("c3_types.csv", 31), ("c4_edges.csv", 3), ("c5_edges_type.csv", 4), ("c6_header_quote.csv", 1), ("c8_bom.csv", 1),
        ("c9_latin.csv", 1), ("c10_timeset.csv", 2), ("c11_ts.csv", 2), ("c12_dupheader.csv", 1), ("c14_backslash_doubled.csv", 2),
        ("s1.graphml", 3), ("s2.graphml", 3),
        // Gephi gives up on these, loses rows or makes others of them, or was not asked: counted in the file.
        ("a2_doctype.graphml", 2), ("a7_control.graphml", 1), ("a8_decl.graphml", 1), ("b2_hexa.gexf", 1), ("b3_floatrgb.gexf", 1),
        ("c1_nodes.csv", 4), ("c2_backslash.csv", 3), ("c7_space.tsv", 1), ("c13_emptyheader.csv", 1),
    ];
    let read = |name: &str| open(&[(name, &std::fs::read(folder.join(name)).unwrap())]).unwrap();
    for (name, nodes) in expected {
        let opened = read(name);
        assert_eq!(opened.parts.nodes.len(), *nodes, "{name} {:?}", opened.remarks);
    }
    let a1 = read("a1.graphml").parts;
    assert_eq!(*column(&a1.node_columns, "TC"), Values::integers(vec![Some(9_999_999_999), None, None, None]));
    assert_eq!((a1.nodes[0].label.as_str(), a1.colours[0]), ("INFORMATION & LIBRARY", [255, 128, 0]));
    let categories = column(&a1.node_columns, "WoS Category");
    let Values::Text(categories) = categories else { panic!("{categories:?}") };
    assert_eq!(categories[0].as_deref(), Some("INFORMATION SCIENCE & LIBRARY SCIENCE; INFECTIOUS DISEASES"));
    let c4 = read("c4_edges.csv").parts;
    assert_eq!((c4.direction, c4.edges), (Direction::Directed, vec![(0, 0, 1.0), (0, 1, 5.5), (1, 0, 1.0)]));
    assert_eq!(read("b3_floatrgb.gexf").parts.colours.len(), 1);
    let c14 = read("c14_backslash_doubled.csv").parts;
    assert_eq!(c14.nodes[1].label, "a\\b");
}
