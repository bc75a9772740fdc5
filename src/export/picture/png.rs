//! The drawing as [PNG](https://www.w3.org/TR/png-3/): the very SVG, painted by resvg with the embedded fonts.
//!
//! What is compressed with is chosen here too: zlib's fast ways differ between processors, and their bytes with them. Rows
//! are not filtered; pictures of few colours get a third smaller without.

use super::{Picture, letters, svg};
use crate::export::NetworkTables;
use png::{BitDepth, ColorType, Encoder, PixelDimensions, Unit};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::io::{self, Write};
use std::sync::{Arc, LazyLock};

/// The embedded fonts and none other: those of a machine would change the bytes.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in [letters::REGULAR, letters::BOLD, letters::CJK] {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
    }
    Arc::new(fonts)
});

/// Pixels a metre at 300 an inch: a picture of the usual size is eight inches wide in a document.
const DENSITY: u32 = 11_811;
const LEVEL: u8 = 6;

pub(in crate::export) fn write(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let picture = Picture::new(tables, &tables.picture);
    let pixels = paint(&picture, tables)?;
    let (width, height) = (pixels.width(), pixels.height());

    let mut rows = Vec::with_capacity(pixels.data().len());
    for row in pixels.data().chunks_exact(4 * width as usize) {
        rows.push(0); // no filter
        for pixel in row.chunks_exact(4) {
            rows.extend_from_slice(&pixel[..3]);
        }
    }
    let rows = miniz_oxide::deflate::compress_to_vec_zlib(&rows, LEVEL);

    let account: Vec<String> = tables.account().iter().map(|(name, value)| format!("{name}: {value}")).collect();
    // Through the encoder an error of the writer would lose its kind.
    let mut bytes = Vec::with_capacity(rows.len() + 4096);
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: DENSITY, yppu: DENSITY, unit: Unit::Meter }));
    encoder.add_itxt_chunk("Title".into(), picture.title)?;
    encoder.add_itxt_chunk("Description".into(), account.join("\n").replace('\0', ""))?;
    let mut file = encoder.write_header()?;
    file.write_chunk(png::chunk::IDAT, &rows)?;
    file.finish()?;
    writer.write_all(&bytes)
}

fn paint(picture: &Picture, tables: &NetworkTables<'_>) -> io::Result<Pixmap> {
    let mut drawing = Vec::new();
    svg::draw(picture, tables, &mut drawing)?;
    let tree = Tree::from_data(&drawing, &options()).map_err(io::Error::other)?;
    let mut pixels = Pixmap::new(picture.width as u32, picture.height as u32)
        .ok_or_else(|| io::Error::other("the picture is too large for memory"))?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Ok(pixels)
}

fn options() -> Options<'static> {
    Options { font_family: "Noto Sans".into(), fontdb: FONTS.clone(), ..Options::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{ExportOptions, NetworkFormat, NoticeKind, PictureOptions};
    use crate::network::{Network, Node, Parts};
    use resvg::usvg;

    fn network(labels: &[&str]) -> Network {
        let nodes = labels.iter().enumerate().map(|(id, label)| Node { id: id as u32, label: (*label).into() });
        let last = labels.len() as u32 - 1;
        Network::new(Parts {
            nodes: nodes.collect(),
            edges: (0..last).map(|node| (node, last, f64::from(node + 1))).collect(),
            positions: (0..labels.len()).map(|node| [node as f64, (node * node % 5) as f64]).collect(),
            colours: (0..labels.len()).map(|node| [40 * node as u8, 90, 200]).collect(),
            ..Parts::default()
        })
        .unwrap()
    }

    const LABELS: [&str; 5] =
        ["Åkerblom, K.", "知识图谱", "peer support in mental health services", "O'Hagan WAVE Ty", "x"];

    #[test]
    fn pixels_are_as_many_as_asked_for_and_show_the_nodes() {
        let network = network(&LABELS);
        let options = PictureOptions { width: 700, height: 500, labels: 0, ..PictureOptions::default() };
        let tables = NetworkTables::new(&network, &ExportOptions::default()).drawn_with(options);
        let mut bytes = Vec::new();
        NetworkFormat::Png.parts()[0].write(&tables, &mut bytes).unwrap();

        let mut reader = ::png::Decoder::new(io::Cursor::new(&bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((frame.width, frame.height, frame.color_type), (700, 500, ColorType::Rgb));
        let at = |x: f64, y: f64| {
            let start = 3 * (y as usize * 700 + x as usize);
            [pixels[start], pixels[start + 1], pixels[start + 2]]
        };
        assert_eq!(at(0.0, 0.0), [255; 3]);
        for circle in &Picture::new(&tables, &options).circles {
            assert_eq!(at(circle.x, circle.y), circle.colour);
        }
        assert!(reader.info().utf8_text.iter().any(|text| text.keyword == "Description"));
    }

    #[test]
    fn errors_of_the_writer_keep_their_kind() {
        let network = network(&LABELS);
        let options = PictureOptions { width: 480, height: 360, ..PictureOptions::default() };
        let tables = NetworkTables::new(&network, &ExportOptions::default()).drawn_with(options);
        let mut full: &mut [u8] = &mut [0; 10];
        let error = NetworkFormat::Png.parts()[0].write(&tables, &mut full).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WriteZero);
    }

    /// What is painted of a name lies in the box that was kept free for it.
    #[test]
    fn painted_names_fit_their_boxes() {
        let network = network(&LABELS);
        let tables = NetworkTables::new(&network, &ExportOptions::default());
        let picture = Picture::new(&tables, &PictureOptions::default());
        let mut drawing = Vec::new();
        svg::draw(&picture, &tables, &mut drawing).unwrap();
        let tree = Tree::from_data(&drawing, &options()).unwrap();
        let Some(usvg::Node::Group(names)) = tree.node_by_id("names") else { panic!("no names") };
        let outline = |name: &usvg::Node| match name {
            usvg::Node::Text(text) => text.flattened().abs_bounding_box(),
            other => panic!("{other:?}"),
        };
        let painted: Vec<_> = names.children().iter().map(outline).collect();
        assert_eq!(painted.len(), picture.labels.iter().map(|label| label.lines.len()).sum::<usize>());
        for text in painted {
            let inside = |rect: &super::super::Rect| {
                f64::from(text.left()) >= rect.left - 1.0
                    && f64::from(text.right()) <= rect.right + 1.0
                    && f64::from(text.top()) >= rect.top - 1.0
                    && f64::from(text.bottom()) <= rect.bottom + 1.0
            };
            assert!(picture.labels.iter().any(|label| inside(&label.rect)), "{text:?}");
        }
    }

    #[test]
    fn names_that_are_blank_are_told() {
        let tell = |labels: &[&str]| {
            let network = network(labels);
            NetworkTables::new(&network, &ExportOptions::default()).not_drawn()
        };
        assert_eq!(tell(&LABELS), None);
        let notice = tell(&["Ann", "שלום", "مرحبا"]).unwrap();
        assert_eq!((notice.kind, notice.count, &*notice.example.0), (NoticeKind::NotDrawn, 2, "שלום"));
    }
}
