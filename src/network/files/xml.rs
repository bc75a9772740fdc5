//! A cursor over XML whose elements always close.
//!
//! [`Reader`] of quick-xml finds the markup; here end tags are matched with what is open, attributes and texts resolved.
//! Nothing is fetched: a DOCTYPE is passed over and a reference it would define stays as it is written. There is no
//! recursion, and each byte is looked at a fixed number of times, however deep or broken the file is.

use super::{Odd, Remarks};
use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use std::borrow::Cow;

pub(super) enum Token<'t> {
    /// A start tag, by its name without prefix.
    Open(&'t str),
    /// The end of the element opened last.
    Close,
    Text(Cow<'t, str>),
    Comment(&'t str),
    /// The end of the file; all elements are closed.
    End,
}

pub(super) struct Xml<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    attributes: Vec<(&'t str, Cow<'t, str>)>,
    open: Vec<&'t str>,
    /// Elements to be closed before more is read.
    closing: usize,
    ended: bool,
    /// A byte and the line it is in.
    counted: (usize, u64),
    /// Where the markup read last begins.
    at: usize,
}

/// An end tag is looked for among so many elements open last: the search must end.
const REACH: usize = 64;

impl<'t> Xml<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Self {
            text,
            reader,
            attributes: Vec::new(),
            open: Vec::new(),
            closing: 0,
            ended: false,
            counted: (0, 1),
            at: 0,
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// The line of the markup read last.
    pub(super) fn line(&mut self) -> u64 {
        let (from, line) = self.counted;
        if self.at > from {
            let passed = self.text.as_bytes().get(from..self.at).unwrap_or_default();
            self.counted = (self.at, line + memchr::memchr_iter(b'\n', passed).count() as u64);
        }
        self.counted.1
    }

    /// The value of an attribute of the element just opened.
    pub(super) fn attribute(&self, name: &str) -> Option<&Cow<'t, str>> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The value of an attribute as an own text.
    pub(super) fn owned(&self, name: &str) -> Option<Cow<'t, str>> {
        self.attribute(name).cloned()
    }

    pub(super) fn next(&mut self, remarks: &mut Remarks) -> Token<'t> {
        loop {
            if self.closing > 0 {
                self.closing -= 1;
                self.open.pop();
                return Token::Close;
            }
            if self.ended {
                return Token::End;
            }
            self.at = self.position();
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => {
                    let (name, raw) = (tag.name().as_ref().len(), tag.attributes_raw().len());
                    return self.opened(name + raw, name, ">".len());
                }
                Ok(Event::Empty(tag)) => {
                    let (name, raw) = (tag.name().as_ref().len(), tag.attributes_raw().len());
                    self.closing = 1;
                    return self.opened(name + raw, name, "/>".len());
                }
                Ok(Event::End(tag)) => {
                    let name = tag.name();
                    let name = name.as_ref();
                    let levels = self.open.iter().rev().take(REACH).position(|open| *open == name);
                    match levels {
                        Some(inner) => {
                            if inner > 0 {
                                let line = self.line();
                                remarks.note(Odd::Markup, line, || format!("</{name}> closes other elements too"));
                            }
                            self.closing = inner + 1;
                        }
                        None => {
                            let line = self.line();
                            remarks.note(Odd::Markup, line, || format!("</{name}> closes nothing"));
                        }
                    }
                }
                Ok(Event::Text(text)) => {
                    let text = text.into_inner();
                    return Token::Text(if text.contains('\r') {
                        Cow::Owned(text.replace("\r\n", "\n"))
                    } else {
                        text
                    });
                }
                Ok(Event::CData(text)) => return Token::Text(text.into_inner()),
                Ok(Event::GeneralRef(reference)) => {
                    let name = reference.into_inner();
                    let mut resolved = String::new();
                    if !resolve(&name, &mut resolved) {
                        let line = self.line();
                        remarks.note(Odd::Reference, line, || format!("&{name};"));
                        resolved = format!("&{name};");
                    }
                    return Token::Text(Cow::Owned(resolved));
                }
                Ok(Event::Comment(_)) => {
                    let inside = self.text.get(self.at..self.position()).unwrap_or_default();
                    let inside = inside.trim_start().strip_prefix("<!--").and_then(|i| i.strip_suffix("-->"));
                    return Token::Comment(inside.unwrap_or_default());
                }
                Ok(Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {}
                Ok(Event::Eof) => {
                    if let Some(open) = self.open.last().copied() {
                        let line = self.line();
                        remarks.note(Odd::Cut, line, || format!("<{open}> is open"));
                    }
                    (self.closing, self.ended) = (self.open.len(), true);
                }
                Err(error) => {
                    let line = self.line();
                    remarks.note(Odd::Cut, line, || error.to_string());
                    (self.closing, self.ended) = (self.open.len(), true);
                }
            }
        }
    }

    fn opened(&mut self, length: usize, name: usize, end: usize) -> Token<'t> {
        let end = self.position().saturating_sub(end);
        let inside = self.text.get(end.saturating_sub(length)..end).unwrap_or_default();
        let name = inside.get(..name).unwrap_or(inside);
        self.attributes.clear();
        let mut attributes = Attributes::html(inside, name.len());
        // The check of twins compares each attribute with all before it.
        for attribute in attributes.with_checks(false).flatten() {
            let value = match attribute.value {
                Cow::Borrowed(value) => unescape(value),
                Cow::Owned(value) => Cow::Owned(unescape(&value).into_owned()),
            };
            self.attributes.push((attribute.key.into_inner(), value));
        }
        self.open.push(name);
        Token::Open(name.rsplit_once(':').map_or(name, |(_, local)| local))
    }
}

/// Appends what a reference stands for, if XML defines it.
fn resolve(name: &str, out: &mut String) -> bool {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let letter = code.ok().and_then(char::from_u32);
        out.extend(letter);
        return letter.is_some();
    }
    match quick_xml::escape::resolve_xml_entity(name) {
        Some(text) => {
            out.push_str(text);
            true
        }
        None => false,
    }
}

fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // A reference is short: where its end is far, it is none.
        let near = after.as_bytes().iter().take(LONGEST_REFERENCE).position(|byte| *byte == b';');
        rest = match near.and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?))) {
            Some((name, after)) if resolve(name, &mut out) => after,
            _ => {
                out.push('&');
                after
            }
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

const LONGEST_REFERENCE: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let (mut xml, mut remarks, mut seen) = (Xml::new(text), Remarks::default(), String::new());
        loop {
            match xml.next(&mut remarks) {
                Token::Open(name) => seen.push_str(&format!("<{name} {}>", xml.attribute("a").map_or("-", |v| v))),
                Token::Close => seen.push_str("</>"),
                Token::Text(text) => seen.push_str(&text),
                Token::Comment(text) => seen.push_str(&format!("({text})")),
                Token::End => return seen,
            }
        }
    }

    #[test]
    fn elements_close_whatever_the_file_says() {
        assert_eq!(tokens("<g:x a='1 &lt; 2'>t &amp; &#x41;<y/></g:x>"), "<x 1 < 2>t & A<y -></></>");
        assert_eq!(tokens("<x><y><z></y></q></x>"), "<x -><y -><z -></></></>");
        assert_eq!(tokens("<x><y"), "<x -></>");
        assert_eq!(
            tokens("<!DOCTYPE x SYSTEM 'http://example.org/x.dtd' [<!ENTITY e 'E'>]><x a=\"&e;\">&e;<!--c--></x>"),
            "<x &e;>&e;(c)</>"
        );
        assert_eq!(tokens("<x a=\"\u{e9}\" a=\"2\"><![CDATA[<&]]> & </x>"), "<x \u{e9}><& & </>");
    }

    #[test]
    fn lines_are_counted_from_one() {
        let (mut xml, mut remarks) = (Xml::new("<?xml version='1.0'?>\n<x>\n\n<y/></x>"), Remarks::default());
        let mut lines = Vec::new();
        loop {
            match xml.next(&mut remarks) {
                Token::Open(_) => lines.push(xml.line()),
                Token::End => break,
                _ => {}
            }
        }
        assert_eq!(lines, [2, 4]);
    }

    #[test]
    fn deep_and_endless_markup_is_read_in_linear_time() {
        let deep = "<a>".repeat(200_000);
        assert_eq!(tokens(&deep).matches("</>").count(), 200_000);
        let wrong = format!("{}{}", "<a>".repeat(50_000), "</b>".repeat(50_000));
        assert_eq!(tokens(&wrong).matches("</>").count(), 50_000);
        let wide = format!("<x {}/>", "k='v' ".repeat(100_000));
        assert_eq!(tokens(&wide), "<x -></>");
        assert_eq!(tokens(&format!("<x a='{}'/>", "&".repeat(100_000))).len(), 100_000 + "<x ></>".len());
    }
}
