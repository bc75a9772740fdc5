//! What every picture must be like, and how its parts are reckoned.

use super::*;
use crate::export::{ExportOptions, NetworkFormat};
use crate::network::{About, Column, Node, Parts, Values};
use quick_xml::events::Event;

const COLOURS: [[u8; 3]; 5] = [[200, 60, 70], [50, 130, 190], [100, 170, 80], [140, 110, 180], [230, 150, 40]];

/// Clusters of nodes on rings, each node linked with the first of its cluster, the first ones in a row.
fn planted(clusters: usize, of: usize, label: impl Fn(usize) -> String) -> Parts {
    let nodes = clusters * of;
    let cluster = |node: usize| node / of;
    let mut edges = Vec::new();
    for node in 0..nodes {
        let first = cluster(node) * of;
        if node > first {
            edges.push((first as u32, node as u32, 1.0 + (node % 7) as f64));
        } else if node + of < nodes {
            edges.push((node as u32, (node + of) as u32, 3.0));
        }
    }
    edges.sort_by_key(|edge| (edge.0, edge.1));
    let ring = |count: usize, turn: usize| (turn as f64 / count as f64 * std::f64::consts::TAU).sin_cos();
    let position = |node: usize| {
        let ((y, x), (dy, dx)) = (ring(clusters, cluster(node)), ring(of, node));
        [900.0 * x + 260.0 * dx, 500.0 * y + 260.0 * dy]
    };
    let number = |node: usize| Some(1 + cluster(node) as i64);
    Parts {
        about: About { tool: "citeweave".into(), preset: "coauthors".into(), ..About::default() },
        nodes: (0..nodes).map(|node| Node { id: node as u32, label: label(node) }).collect(),
        edges,
        node_columns: vec![
            Column::new("documents", Values::integers((0..nodes).map(|node| Some((node * node % 97) as i64)))),
            Column::new("cluster", Values::integers((0..nodes).map(number))),
        ],
        size_by: Some("documents".into()),
        positions: (0..nodes).map(position).collect(),
        colours: (0..nodes).map(|node| COLOURS[cluster(node) % 5]).collect(),
        clusters: (0..clusters)
            .map(|number| Cluster {
                number: 1 + number as i64,
                label: format!("theme {number}"),
                nodes: of,
                colour: COLOURS[number % 5],
            })
            .collect(),
        ..Parts::default()
    }
}

fn hostile(node: usize) -> String {
    let labels = [
        "<b>&\"bold\"</b>",
        "",
        "שלום עולם",
        "مرحبا بالعالم",
        "🙂 👩‍👩‍👧",
        "\u{202e}override",
        "知识图谱与共词分析",
        "x",
        "]]> --> <!--",
        "tab\tand\nline",
        "e\u{301}\u{301}\u{301}",
        "&#0;",
        "\u{1}\u{fffe}",
        "龜茲石窟",
        "ｈ指数",
        "한글",
    ];
    match node % 19 {
        16 => "very long label ".repeat(40),
        17 => "a".repeat(3000),
        18 => "字".repeat(500),
        other => labels[other].into(),
    }
}

fn cases() -> Vec<(&'static str, Parts)> {
    let name = |node: usize| format!("Person number {node}");
    let mut without = planted(4, 12, name);
    (without.positions, without.colours, without.clusters) = (Vec::new(), Vec::new(), Vec::new());
    let mut bare = planted(2, 9, name);
    (bare.positions, bare.colours, bare.clusters) = (Vec::new(), Vec::new(), Vec::new());
    (bare.node_columns, bare.size_by) = (Vec::new(), None);
    let mut directed = planted(3, 8, name);
    directed.direction = Direction::Directed;
    directed.edges.insert(0, (0, 0, 2.0));
    let mut one_place = planted(2, 6, name);
    one_place.positions = vec![[7.0, 7.0]; 12];
    let mut by_year = planted(4, 9, name);
    by_year.direction = Direction::Directed;
    by_year.node_columns.push(Column::new("year", Values::integers((0..36).map(|node| Some(1990 + node / 2)))));
    by_year.positions = (0..36).map(|node| [f64::from(node % 2), -100.0 * f64::from(node / 2)]).collect();
    vec![
        ("rows by year", by_year),
        ("five clusters", planted(5, 24, name)),
        ("hostile labels", planted(3, 19, hostile)),
        ("crowd", planted(12, 60, name)),
        ("no places, no colours", without),
        ("nothing but nodes and edges", bare),
        ("directed, with a loop", directed),
        ("all in one place", one_place),
        ("one node", planted(1, 1, name)),
        ("nothing", Parts::default()),
    ]
}

const SIZES: [(u32, u32); 4] = [(2400, 1800), (900, 1600), (1600, 400), (0, 0)];

fn each_picture(check: impl Fn(&str, &NetworkTables<'_>, &Picture)) {
    for (name, parts) in cases() {
        let network = Network::new(parts).unwrap();
        for (width, height) in SIZES {
            let options = PictureOptions { width, height, ..PictureOptions::default() };
            let tables = NetworkTables::new(&network, &ExportOptions::default()).drawn_with(options);
            check(&format!("{name}, {width} by {height}"), &tables, &Picture::new(&tables, &options));
        }
    }
}

fn text_box(mark: &Mark) -> Option<Rect> {
    let Mark::Text { text, x, baseline, anchor, size, weight, .. } = mark else { return None };
    let width = letters::width(text, *weight) * size;
    let left = match anchor {
        Anchor::Start => *x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    Some(Rect { left, top: baseline - 0.72 * size, right: left + width, bottom: baseline + 0.2 * size })
}

#[test]
fn everything_is_inside_the_frame() {
    each_picture(|name, _, picture| {
        let frame = Rect { left: 0.0, top: 0.0, right: picture.width, bottom: picture.height };
        for circle in &picture.circles {
            assert!(picture.plot.grown(0.2).holds(&circle.rect()), "{name}: {circle:?} {:?}", picture.plot);
        }
        for line in &picture.lines {
            for &[x, y] in line.towards.iter().chain([&line.from, &line.to]) {
                assert!(x >= 0.0 && y >= 0.0 && x <= picture.width && y <= picture.height, "{name}: {line:?}");
            }
        }
        for label in &picture.labels {
            assert!(frame.holds(&label.rect), "{name}: {label:?}");
        }
        for mark in &picture.margin {
            let rect = match mark {
                Mark::Text { .. } => text_box(mark).unwrap(),
                Mark::Circle(circle) => circle.rect(),
                Mark::Line { from, to, .. } => Rect { left: from[0], top: from[1], right: to[0], bottom: to[1] },
            };
            assert!(frame.grown(0.5).holds(&rect), "{name}: {mark:?}");
        }
    });
}

#[test]
fn names_and_legend_keep_apart() {
    each_picture(|name, _, picture| {
        for (at, label) in picture.labels.iter().enumerate() {
            for other in &picture.labels[..at] {
                assert_eq!(label.rect.shared(&other.rect), 0.0, "{name}: {label:?} {other:?}");
            }
        }
        let texts: Vec<Rect> = picture.margin.iter().filter_map(text_box).collect();
        for (at, text) in texts.iter().enumerate() {
            let shared = |other: &Rect| text.shared(other) > 1.0;
            assert!(!texts[..at].iter().any(shared), "{name}: {:?}", picture.margin);
            assert!(!picture.circles.iter().any(|circle| shared(&circle.rect())), "{name}: {text:?}");
            assert!(!picture.labels.iter().any(|label| shared(&label.rect)), "{name}: {text:?}");
        }
    });
}

#[test]
fn no_name_lies_across_a_larger_node() {
    each_picture(|name, _, picture| {
        for label in &picture.labels {
            let own = &picture.circles[label.node];
            for other in picture.circles.iter().filter(|other| other.radius > own.radius) {
                let away = label.rect.distance([other.x, other.y]);
                assert!(away >= 0.8 * other.radius, "{name}: {label:?} {other:?}");
            }
        }
    });
}

#[test]
fn the_largest_nodes_are_named() {
    let network = Network::new(planted(5, 24, |node| format!("Person {node}"))).unwrap();
    let options = PictureOptions { labels: 7, ..PictureOptions::default() };
    let picture = Picture::new(&NetworkTables::new(&network, &ExportOptions::default()), &options);
    assert_eq!(picture.labels.len(), 7);
    let smallest = picture.labels.iter().map(|label| picture.circles[label.node].radius).fold(f64::MAX, f64::min);
    let larger = picture.circles.iter().filter(|circle| circle.radius > smallest).count();
    assert!(larger < 12, "{larger}");
}

fn texts(picture: &Picture) -> Vec<&str> {
    let marks = picture.margin.iter();
    marks.filter_map(|mark| if let Mark::Text { text, .. } = mark { Some(text.as_str()) } else { None }).collect()
}

#[test]
fn the_legend_is_complete() {
    let picture_of = |clusters, of| {
        let network = Network::new(planted(clusters, of, |node| node.to_string())).unwrap();
        Picture::new(&NetworkTables::new(&network, &ExportOptions::default()), &PictureOptions::default())
    };
    for clusters in [1, 5, 25, 36] {
        let picture = picture_of(clusters, 4);
        let texts = texts(&picture);
        for number in 0..clusters {
            assert!(texts.contains(&&*format!("theme {number}")), "{clusters}: {texts:?}");
        }
        let swatches = picture.margin.iter().filter(|mark| matches!(mark, Mark::Circle(_))).count();
        assert!(swatches > clusters && texts.iter().filter(|text| **text == "4").count() == clusters);
        for title in ["Clusters", "Node size: documents", "Link width: weight", "Coauthors"] {
            assert!(texts.contains(&title), "{texts:?}");
        }
    }
    // More than find room: the rest is counted.
    let picture = picture_of(300, 4);
    let texts = texts(&picture);
    let shown = texts.iter().filter(|text| text.starts_with("theme")).count();
    assert!(texts.contains(&&*format!("and {} more", 300 - shown)) && texts.contains(&&*counted(4 * (300 - shown))));
}

#[test]
fn svg_is_well_formed_and_names_every_node() {
    each_picture(|name, tables, picture| {
        let mut svg = Vec::new();
        svg::draw(picture, tables, &mut svg).unwrap();
        let text = String::from_utf8(svg).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        let (mut circles, mut paths, mut titles, mut words) = (0, 0, Vec::new(), None);
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                Event::Start(start) | Event::Empty(start) => {
                    for attribute in start.attributes() {
                        attribute.unwrap();
                    }
                    match start.name().as_ref() {
                        "circle" => circles += 1,
                        "path" => paths += 1,
                        "title" => words = Some(String::new()),
                        _ => {}
                    }
                }
                Event::Text(piece) => words.iter_mut().for_each(|words| words.push_str(&piece)),
                Event::GeneralRef(entity) => words.iter_mut().for_each(|words| {
                    words.push_str(match &*entity {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        other => panic!("{other}"),
                    });
                }),
                Event::End(end) if end.name().as_ref() == "title" => titles.extend(words.take()),
                Event::Eof => break,
                _ => {}
            }
        }
        let swatches = picture.margin.iter().filter(|mark| matches!(mark, Mark::Circle(_))).count();
        assert_eq!((circles, paths), (picture.circles.len() + swatches, picture.lines.len()), "{name}");
        let mut expected: Vec<&str> = tables.labels.iter().map(|label| &**label).collect();
        let mut found: Vec<&str> = titles[1..].iter().map(String::as_str).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{name}");
    });
}

/// Of the links drawn the last is the strongest; those over the limit are left out, and that is told.
#[test]
fn the_strongest_links_are_drawn_last() {
    let network = Network::new(planted(5, 24, |node| node.to_string())).unwrap();
    let options = PictureOptions { links: 10, ..PictureOptions::default() };
    let picture = Picture::new(&NetworkTables::new(&network, &ExportOptions::default()), &options);
    assert_eq!(picture.lines.len(), 10);
    assert!(picture.lines.is_sorted_by(|a, b| a.width <= b.width));
    let told = "the strongest 10 of 119 links drawn";
    assert!(texts(&picture).iter().any(|text| text.contains(told)), "{:?}", texts(&picture));
}

fn historiograph(years: &[i64], heights: &[f64]) -> Network {
    let nodes = 0..years.len();
    Network::new(Parts {
        direction: Direction::Directed,
        nodes: nodes.clone().map(|id| Node { id: id as u32, label: format!("Work {id}") }).collect(),
        edges: nodes.clone().skip(1).map(|node| (node as u32, 0, 1.0)).collect(),
        node_columns: vec![Column::new("year", Values::integers(years.iter().map(|&year| Some(year))))],
        positions: nodes.map(|node| [100.0 * node as f64, heights[node]]).collect(),
        ..Parts::default()
    })
    .unwrap()
}

#[test]
fn rows_by_year_are_named() {
    let rows = |years: &[i64], heights: &[f64]| rows_by_year(&historiograph(years, heights));
    let expected = [(1999, vec![0, 2]), (2003, vec![1])];
    assert_eq!(rows(&[1999, 2003, 1999], &[150.0, 0.0, 150.0]), expected);
    // One year at two heights, two years at one, years in disorder, one year only.
    assert!(rows(&[1999, 2003, 1999], &[150.0, 0.0, 140.0]).is_empty());
    assert!(rows(&[1999, 2003, 1999], &[150.0, 150.0, 150.0]).is_empty());
    assert!(rows(&[1999, 2003, 2001], &[2.0, 1.0, 0.0]).is_empty());
    assert!(rows(&[1999, 1999], &[0.0, 0.0]).is_empty());

    let network = historiograph(&[1999, 2003, 1999], &[150.0, 0.0, 150.0]);
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    let picture = Picture::new(&tables, &PictureOptions::default());
    let middle_of = |wanted: &str| {
        let found = picture.margin.iter().find_map(|mark| match mark {
            Mark::Text { text, baseline, size, .. } if text == wanted => Some(baseline - letters::MIDDLE * size),
            _ => None,
        });
        found.unwrap()
    };
    for (year, node) in [("1999", 0), ("1999", 2), ("2003", 1)] {
        assert!((middle_of(year) - picture.circles[node].y).abs() < 0.2, "{year}");
    }
}

#[test]
fn few_directed_links_are_arrows_that_touch_their_targets() {
    let network = historiograph(&[1999, 2003, 2004], &[300.0, 150.0, 0.0]);
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    let picture = Picture::new(&tables, &PictureOptions::default());
    let target = &picture.circles[0];
    let away = |[x, y]: [f64; 2]| ((x - target.x).powi(2) + (y - target.y).powi(2)).sqrt() - target.radius;
    assert_eq!(picture.lines.len(), 2);
    for line in &picture.lines {
        let [tip, left, right] = line.head.unwrap();
        assert!((0.0..2.0).contains(&away(tip)), "{line:?} {target:?}");
        assert!(away(left) > away(tip) + 5.0 && away(right) > away(tip) + 5.0, "{line:?}");
    }
    assert!(texts(&picture).join(" ").contains(ARROWS), "{:?}", texts(&picture));

    // More than 200 links have no heads; the hint is whole on its lines.
    let many = historiograph(&(0..202).collect::<Vec<_>>(), &(0..202).map(f64::from).collect::<Vec<_>>());
    let tables = NetworkTables::new(&many, &ExportOptions::default());
    let picture = Picture::new(&tables, &PictureOptions::default());
    assert!(picture.lines.iter().all(|line| line.head.is_none()));
    assert!(texts(&picture).join(" ").contains(BENDS), "{:?}", texts(&picture));
}

#[test]
fn the_last_line_says_what_is_in_force() {
    let mut parts = planted(2, 3, |node| node.to_string());
    let options = [("max_authors", "none"), ("counting", "full"), ("note", &*"long ".repeat(60)), ("seed", "7")];
    parts.about.options = options.map(|(name, value)| (name.into(), value.into())).into();
    let network = Network::new(parts).unwrap();
    let picture = Picture::new(&NetworkTables::new(&network, &ExportOptions::default()), &PictureOptions::default());
    let texts = texts(&picture);
    assert!(texts.contains(&"citeweave  ·  seed 7  ·  counting full"), "{texts:?}");
    assert!(texts.iter().any(|text| text.starts_with("note long long") && text.ends_with('…')), "{texts:?}");

    let pieces = |pieces: &[&str]| pieces.iter().map(|piece| piece.to_string()).collect::<Vec<_>>();
    assert_eq!(joined(pieces(&["a", "b"]), 50.0), ["a  ·  b"]);
    // Han characters are an em wide each: two pieces of four are too long for six.
    assert_eq!(joined(pieces(&["知识图谱", "共词分析"]), 6.0), ["知识图谱", "共词分析"]);
    assert!(joined(Vec::new(), 6.0).is_empty());
}

#[test]
fn networks_of_files_have_the_title_of_the_file() {
    let title = |options: &[(&str, &str)]| {
        let mut parts = planted(1, 2, |node| node.to_string());
        parts.about.preset = "file".into();
        parts.about.options = options.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let network = Network::new(parts).unwrap();
        let tables = NetworkTables::new(&network, &ExportOptions::default());
        Picture::new(&tables, &PictureOptions::default()).title
    };
    assert_eq!(title(&[("creator", "x")]), "Network: 2 nodes  ·  1 link");
    assert_eq!(title(&[("title", "合作网络")]), "合作网络: 2 nodes  ·  1 link");
}

/// Six kinds: the fifth and sixth share the hexagon. One kind alone is no difference to show.
#[test]
fn kinds_have_shapes() {
    let picture_of = |kinds: usize| {
        let mut parts = planted(2, 9, |node| node.to_string());
        let kind = |node: usize| Some(format!("kind_{}", node % kinds));
        parts.node_columns.push(Column::new("kind", Values::Text((0..18).map(kind).collect())));
        let network = Network::new(parts).unwrap();
        let tables = NetworkTables::new(&network, &ExportOptions::default());
        let picture = Picture::new(&tables, &PictureOptions::default());
        let mut svg = Vec::new();
        svg::draw(&picture, &tables, &mut svg).unwrap();
        (picture, String::from_utf8(svg).unwrap())
    };
    let (picture, svg) = picture_of(6);
    let [circle, square, diamond, triangle, hexagon] = Shape::ALL;
    let found: Vec<Shape> = picture.circles[..7].iter().map(|node| node.shape).collect();
    assert_eq!(found, [circle, square, diamond, triangle, hexagon, hexagon, circle]);
    let texts = texts(&picture);
    for text in ["Node shape: kind", "kind 0", "kind 1", "kind 2", "kind 3", "kind 4, kind 5"] {
        assert!(texts.contains(&text), "{texts:?}");
    }
    // 15 of 18 nodes are no circles, and four samples.
    assert_eq!(svg.matches("<polygon").count(), 19);

    let (picture, svg) = picture_of(1);
    assert!(picture.circles.iter().all(|node| node.shape == circle) && !svg.contains("<polygon"));
}

/// By hand, the area of each shape by the formula of Gauss: that of a circle of radius 1.
#[test]
fn shapes_have_the_area_of_the_circle() {
    for shape in &Shape::ALL[1..] {
        let corners = shape.corners();
        let next = corners.iter().cycle().skip(1);
        let area: f64 = corners.iter().zip(next).map(|(a, b)| (a[0] * b[1] - b[0] * a[1]) / 2.0).sum();
        assert!((area - std::f64::consts::PI).abs() < 0.01, "{shape:?}: {area}");
    }
}

#[test]
fn numbers_for_people() {
    for (value, expected) in [(0.7, 0.5), (1.0, 1.0), (9.9, 5.0), (42.0, 20.0), (1234.5, 1000.0), (0.003, 0.002)] {
        assert!((round_below(value) / expected - 1.0).abs() < 1e-9, "{value}: {}", round_below(value));
    }
    for (count, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
        assert_eq!(counted(count), expected);
    }
    for (value, expected) in [(2.0, "2"), (0.5, "0.5"), (1234.0, "1,234"), (0.125, "0.125"), (1e-7, "1.00e-7")] {
        assert_eq!(legend::shown(value), expected);
    }
}

#[test]
fn the_same_network_gives_the_same_bytes() {
    for format in NetworkFormat::ALL.iter().filter(|format| format.media_type().starts_with("image/")) {
        let written = || {
            let network = Network::new(planted(3, 19, hostile)).unwrap();
            let tables = NetworkTables::new(&network, &ExportOptions::default()).drawn_with(PictureOptions {
                width: 800,
                height: 600,
                ..PictureOptions::default()
            });
            let mut bytes = Vec::new();
            format.parts()[0].write(&tables, &mut bytes).unwrap();
            bytes
        };
        assert!(written() == written(), "{}", format.name());
    }
}
