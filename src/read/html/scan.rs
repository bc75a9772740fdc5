//! The few elements of a page that matter, found in one pass over its text.
//!
//! Tokens as in [HTML](https://html.spec.whatwg.org/multipage/parsing.html#tokenization): names in any case, values with
//! and without quotation marks, attributes in any order. A quotation mark that is never closed ends its value at the end
//! of the tag.

use super::super::tagged::Slice;
use super::markup;
use std::borrow::Cow;
use std::ops::Range;

/// Something a page says.
pub(super) enum Found<'t> {
    Meta {
        name: Cow<'t, str>,
        content: Slice<'t>,
    },
    Title(Slice<'t>),
    /// `link rel=canonical`.
    Canonical(Slice<'t>),
    /// What is inside a `script` of JSON-LD.
    JsonLd(Slice<'t>),
    /// The `title` of a `span class=Z3988`.
    Coins(Slice<'t>),
}

/// Elements whose content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "noembed", "xmp"];

pub(super) fn scan(text: &str) -> Vec<Found<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut scanner = Scanner { text, unclosed: [false; 2] };
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()).map(|open| at + open) {
        let rest = &text[open + 1..];
        if rest.starts_with("!--") {
            // Without an end, the rest of the page is the comment's only in name.
            at = memchr::memmem::find(&bytes[open + 4..], b"-->").map_or(open + 4, |end| open + 4 + end + 3);
            if at == open + 4 {
                return found;
            }
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = open + 1;
            continue;
        }
        let length =
            rest.bytes().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(rest.len());
        let name = rest[..length].to_ascii_lowercase();
        let (attributes, end) = scanner.attributes(open + 1 + length);
        at = end;
        // A tag the text ends in may be cut short.
        if end == text.len() && !text.ends_with('>') {
            return found;
        }
        let value = |wanted: &str| {
            attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(wanted)).map(|(_, v)| scanner.slice(v))
        };
        match name.as_str() {
            "meta" => {
                let name = value("name")
                    .filter(|n| !n.text.trim().is_empty())
                    .or_else(|| value("property"))
                    .or_else(|| value("itemprop"));
                if let (Some(name), Some(content)) = (name, value("content")) {
                    found.push(Found::Meta { name: markup::plain(name.text), content });
                }
            }
            "link" if value("rel").is_some_and(|rel| rel.text.eq_ignore_ascii_case("canonical")) => {
                found.extend(value("href").filter(|href| !href.text.is_empty()).map(Found::Canonical));
            }
            _ => {}
        }
        let class =
            value("class").filter(|class| class.text.split_ascii_whitespace().any(|c| c.eq_ignore_ascii_case("z3988")));
        if class.is_some() {
            found.extend(value("title").filter(|title| !title.text.is_empty()).map(Found::Coins));
        }
        if RAW.contains(&name.as_str()) && !bytes[..end].ends_with(b"/>") {
            let content = raw_end(text, end, &name);
            let slice = Slice { text: &text[end..content], at: end };
            let kind = value("type").map(|kind| kind.text.to_ascii_lowercase());
            if name == "script" && kind.is_some_and(|kind| kind.trim().starts_with("application/ld+json")) {
                found.push(Found::JsonLd(slice));
            } else if name == "title" && content < text.len() {
                found.push(Found::Title(slice));
            }
            // Without an end tag, what follows is read as if there had been one.
            at = if content < text.len() { content } else { end };
            if content == text.len() && name != "title" {
                return found;
            }
        }
    }
    found
}

/// Where the end tag of a raw element begins; the end of the text where there is none.
fn raw_end(text: &str, from: usize, name: &str) -> usize {
    let rest = &text.as_bytes()[from..];
    memchr::memmem::find_iter(rest, b"</")
        .find(|at| rest.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes())))
        .map_or(text.len(), |at| from + at)
}

type Attribute<'t> = (&'t str, Range<usize>);

struct Scanner<'t> {
    text: &'t str,
    /// Whether no further `"` and `'` was found: it is not looked for again.
    unclosed: [bool; 2],
}

impl<'t> Scanner<'t> {
    fn slice(&self, range: &Range<usize>) -> Slice<'t> {
        Slice { text: self.text.get(range.clone()).unwrap_or_default(), at: range.start }
    }

    /// The attributes from a byte on, and the byte behind the end of the tag.
    fn attributes(&mut self, from: usize) -> (Vec<Attribute<'t>>, usize) {
        let bytes = self.text.as_bytes();
        let mut found: Vec<Attribute<'t>> = Vec::new();
        let mut at = from;
        let skip = |mut at: usize, is: fn(u8) -> bool| {
            while bytes.get(at).is_some_and(|b| is(*b)) {
                at += 1;
            }
            at
        };
        loop {
            at = skip(at, |b| b.is_ascii_whitespace() || b == b'/');
            match bytes.get(at) {
                None => return (found, bytes.len()),
                Some(b'>') => return (found, at + 1),
                Some(b'<') => return (found, at),
                Some(_) => {}
            }
            let start = at;
            at = skip(at, |b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/'));
            if at == start {
                // An equals sign without a name.
                at += 1;
                continue;
            }
            let name = &self.text[start..at];
            let equals = skip(at, |b| b.is_ascii_whitespace());
            if bytes.get(equals) != Some(&b'=') {
                continue;
            }
            at = skip(equals + 1, |b| b.is_ascii_whitespace());
            let value = match bytes.get(at) {
                Some(&mark @ (b'"' | b'\'')) => self.quoted(at + 1, mark),
                _ => {
                    let end = skip(at, |b| !b.is_ascii_whitespace() && b != b'>');
                    at..end
                }
            };
            let closed = matches!(bytes.get(value.end), Some(b'"' | b'\'')) && value.start > at;
            at = value.end + usize::from(closed);
            // No element has more attributes; the limit keeps a hostile one small.
            if found.len() < 64 {
                found.push((name, value));
            }
        }
    }

    fn quoted(&mut self, from: usize, mark: u8) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let known = usize::from(mark == b'\'');
        if let (false, Some(unclosed)) =
            (self.unclosed.get(known).copied().unwrap_or(true), self.unclosed.get_mut(known))
        {
            if let Some(end) = memchr::memchr(mark, &bytes[from..]) {
                return from..from + end;
            }
            *unclosed = true;
        }
        let end = memchr::memchr(b'>', &bytes[from..]).map_or(bytes.len(), |end| from + end);
        from..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_however_they_are_written() {
        let page = "<!DOCTYPE html><!-- <meta name=a content=b> --><HTML><head><Title>One &amp; two</title>\n\
                    <META CONTENT='c \"d\"' Name=Citation_Title><meta property=\"og:title\" content=\"x\"y/>\
                    <script>if (a < b) \"<meta name=e content=f>\"</script>\
                    <script type=\"application/ld+json\">{\"a\": \"</b>\"}</script>\
                    <span title=\"rft.au=A\" class=\"x Z3988\"></span><link href=u rel=canonical>\
                    <meta name=\"last\" content=\"open><meta name=cut content=sho";
        let shown: Vec<String> = scan(page)
            .iter()
            .map(|found| match found {
                Found::Meta { name, content } => format!("{name}={}", content.text),
                Found::Title(title) => format!("title {}", title.text),
                Found::Canonical(link) => format!("canonical {}", link.text),
                Found::JsonLd(script) => format!("json {}", script.text),
                Found::Coins(title) => format!("coins {}", title.text),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "title One &amp; two",
                "Citation_Title=c \"d\"",
                "og:title=x",
                "json {\"a\": \"</b>\"}",
                "coins rft.au=A",
                "canonical u",
                "last=open"
            ]
        );
    }

    #[test]
    fn nothing_stops_the_scanner() {
        for page in [
            "<",
            "<!--",
            "<a",
            "<a b",
            "<a b=",
            "<a b='",
            "<script>",
            "<title>",
            "<meta name='é",
            "<a =b =>",
            "</a <b>",
        ] {
            scan(page);
        }
    }
}
