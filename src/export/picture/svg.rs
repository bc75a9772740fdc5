//! The drawing as [SVG 1.1](https://www.w3.org/TR/SVG11/), of plain elements that browsers, Inkscape, Illustrator and
//! LibreOffice draw alike.
//!
//! Every node has its whole name as a tooltip. Names are drawn twice, the first time as a white rim: `paint-order`, which
//! would do it in one, is not known everywhere.

use super::letters::{LINE, Weight};
use super::{Anchor, Circle, Label, Line, Mark, Picture, Shape, ink, legend};
use crate::export::NetworkTables;
use crate::export::out::Out;
use std::io::{self, Write};

/// Fonts by their likeness to the embedded ones, in whose place they stand where these are not installed.
const FONTS: &str = "'Noto Sans','Open Sans','Segoe UI','Helvetica Neue',Arial,'Noto Sans CJK SC','Noto Sans SC',\
                     'Source Han Sans SC','PingFang SC','Hiragino Sans GB','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif";

pub(in crate::export) fn write(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    draw(&Picture::new(tables, &tables.picture), tables, writer)
}

/// Writes a drawing of the tables.
pub(super) fn draw(picture: &Picture, tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let unit = picture.unit;
    let out = &mut Out::new(writer);
    out.text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"");
    attribute(out, "width", picture.width);
    attribute(out, "height", picture.height);
    out.text(" viewBox=\"0 0 ");
    number(out, picture.width).text(" ");
    number(out, picture.height).text("\" role=\"img\" font-family=\"").text(FONTS).text("\">\n<title>");
    out.xml_text(&visible(&picture.title)).text("</title>\n<desc>");
    for (name, value) in tables.account() {
        out.xml_text(&visible(name)).text(": ").xml_text(&visible(&value)).text("\n");
    }
    out.text("</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");

    out.text("<g id=\"links\" fill=\"none\" stroke-linecap=\"round\">\n");
    for line in &picture.lines {
        link(line, out);
        out.end_row()?;
    }
    out.text("</g>\n<g id=\"nodes\" stroke=\"#fff\"");
    attribute(out, "stroke-width", 1.3 * unit);
    out.text(">\n");
    // Small circles over large ones, so that none is hidden.
    let mut order: Vec<usize> = (0..picture.circles.len()).collect();
    order.sort_by(|&a, &b| picture.circles[b].radius.total_cmp(&picture.circles[a].radius));
    for node in order {
        let disc = &picture.circles[node];
        circle(disc, out);
        if disc.radius < 6.0 * unit {
            attribute(out, "stroke-width", 0.2 * disc.radius);
        }
        let end = if disc.shape == Shape::Circle { "</title></circle>\n" } else { "</title></polygon>\n" };
        out.text("><title>").xml_text(&visible(&tables.labels[node])).text(end).end_row()?;
    }
    out.text("</g>\n<g id=\"rims\" fill=\"#fff\" stroke=\"#fff\" stroke-linejoin=\"round\" pointer-events=\"none\"");
    out.text(" aria-hidden=\"true\">\n");
    for label in &picture.labels {
        let rim = (0.17 * label.size).max(2.0 * unit);
        name(label, out, |out| attribute(out, "stroke-width", rim));
    }
    out.text("</g>\n<g id=\"names\" pointer-events=\"none\">\n");
    for label in &picture.labels {
        let dark = ink(picture.circles[label.node].colour);
        name(label, out, |out| colour(out, "fill", dark));
        out.end_row()?;
    }
    out.text("</g>\n<g id=\"legend\">\n");
    for mark in &picture.margin {
        margin(mark, unit, out);
    }
    out.text("</g>\n</svg>\n").finish()
}

fn link(line: &Line, out: &mut Out<'_>) {
    let point = |out: &mut Out<'_>, [x, y]: [f64; 2]| {
        number(out, x).text(" ");
        number(out, y);
    };
    out.text("<path d=\"M");
    point(out, line.from);
    out.text(if line.towards.len() == 1 { "Q" } else { "C" });
    for &towards in &line.towards {
        point(out, towards);
        out.text(" ");
    }
    point(out, line.to);
    out.text("\"");
    colour(out, "stroke", line.colour);
    attribute(out, "stroke-width", line.width);
    attribute(out, "stroke-opacity", f64::from(line.opacity) / 100.0);
    out.text("/>\n");
    if let Some(corners) = line.head {
        polygon(&corners, out);
        colour(out, "fill", line.colour);
        attribute(out, "fill-opacity", HEAD_OPACITY);
        out.text("/>\n");
    }
}

/// Arrow heads stand out from the links, of which many may cross.
const HEAD_OPACITY: f64 = 0.85;

/// An element without its end.
fn polygon(corners: &[[f64; 2]], out: &mut Out<'_>) {
    out.text("<polygon points=\"");
    for (at, &[x, y]) in corners.iter().enumerate() {
        number(out.text(if at > 0 { " " } else { "" }), x).text(",");
        number(out, y);
    }
    out.text("\"");
}

/// An element without its end: a circle, or a polygon of another shape.
fn circle(circle: &Circle, out: &mut Out<'_>) {
    if circle.shape == Shape::Circle {
        out.text("<circle");
        attribute(out, "cx", circle.x);
        attribute(out, "cy", circle.y);
        attribute(out, "r", circle.radius);
    } else {
        let corner = |[x, y]: &[f64; 2]| [circle.x + circle.radius * x, circle.y + circle.radius * y];
        let corners: Vec<[f64; 2]> = circle.shape.corners().iter().map(corner).collect();
        polygon(&corners, out);
    }
    colour(out, "fill", circle.colour);
}

fn name(label: &Label, out: &mut Out<'_>, look: impl Fn(&mut Out<'_>)) {
    for (number, line) in label.lines.iter().enumerate() {
        let baseline = label.baseline + number as f64 * LINE * label.size;
        text(out, label.x, baseline, label.anchor, label.size);
        look(out);
        out.text(">").xml_text(&visible(line)).text("</text>\n");
    }
}

fn margin(mark: &Mark, unit: f64, out: &mut Out<'_>) {
    match mark {
        Mark::Text { text: words, x, baseline, anchor, size, weight, colour: ink } => {
            text(out, *x, *baseline, *anchor, *size);
            if *weight == Weight::Bold {
                out.text(" font-weight=\"700\"");
            }
            colour(out, "fill", *ink);
            out.text(">").xml_text(&visible(words)).text("</text>\n");
        }
        Mark::Circle(disc) => {
            circle(disc, out);
            out.text("/>\n");
        }
        Mark::Line { from, to, width } => {
            out.text("<line");
            for (name, value) in [("x1", from[0]), ("y1", from[1]), ("x2", to[0]), ("y2", to[1])] {
                attribute(out, name, value);
            }
            colour(out, "stroke", legend::SAMPLE);
            attribute(out, "stroke-width", width.max(0.3 * unit));
            out.text(" stroke-linecap=\"round\"/>\n");
        }
    }
}

/// The start of a text element.
fn text(out: &mut Out<'_>, x: f64, baseline: f64, anchor: Anchor, size: f64) {
    out.text("<text");
    attribute(out, "x", x);
    attribute(out, "y", baseline);
    attribute(out, "font-size", size);
    out.text(match anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    });
}

fn attribute(out: &mut Out<'_>, name: &str, value: f64) {
    out.text(" ").text(name).text("=\"");
    number(out, value).text("\"");
}

fn colour(out: &mut Out<'_>, name: &str, [red, green, blue]: [u8; 3]) {
    out.text(" ").text(name).text("=\"").text(&format!("#{red:02x}{green:02x}{blue:02x}")).text("\"");
}

/// Puts in a number with at most two digits after the point.
fn number<'o, 'w>(out: &'o mut Out<'w>, value: f64) -> &'o mut Out<'w> {
    let hundredths = (value * 100.0).round() as i64;
    if hundredths < 0 {
        out.text("-");
    }
    let (whole, part) = ((hundredths / 100).abs(), (hundredths % 100).abs());
    out.integer(whole);
    match part {
        0 => out,
        part if part % 10 == 0 => out.text(".").integer(part / 10),
        part if part < 10 => out.text(".0").integer(part),
        part => out.text(".").integer(part),
    }
}

/// Text without characters that XML forbids.
fn visible(text: &str) -> String {
    let plain = |letter: char| match letter {
        '\u{fffe}' | '\u{ffff}' => None,
        letter if letter.is_control() => Some(' '),
        letter => Some(letter),
    };
    text.chars().filter_map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, expected) in
            [(0.0, "0"), (12.0, "12"), (1.5, "1.5"), (0.06, "0.06"), (5.678, "5.68"), (-0.25, "-0.25"), (-7.0, "-7")]
        {
            let mut bytes = Vec::new();
            let mut out = Out::new(&mut bytes);
            number(&mut out, value).finish().unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        }
    }
}
