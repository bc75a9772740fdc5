//! A pull cursor over XML that real files cannot stop.
//!
//! [`Reader`] of quick-xml finds the markup; this cursor keeps the book of open elements and mends what is broken: an
//! end tag that closes an outer element closes the inner ones too, one that closes nothing is passed over, `<` and `&`
//! that begin no markup are text, references the document does not define stay as they are written. Every repair is
//! remembered as a [`Problem`]. Entities are never declared, so none can grow. There is no recursion: elements
//! may be nested to any depth.
//!
//! Well-formedness as in [XML 1.0](https://www.w3.org/TR/xml/); names of references as in
//! [HTML 4.01](https://www.w3.org/TR/html401/sgml/entities.html), which old exports carry along.

use crate::diagnostic::Severity;
use crate::text;
use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use std::borrow::Cow;
use std::io::BufRead;
use std::ops::Range;

/// An element met: its start tag and where its content begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'t> {
    /// Name as written, with its prefix.
    pub(super) name: &'t str,
    /// Byte of its `<`.
    pub(super) start: usize,
    /// First byte of its content.
    pub(super) content: usize,
    /// What stands between `<` and `>`.
    inside: &'t str,
    /// Number of open elements inside it; no number of them is inside an empty element.
    depth: usize,
}

impl<'t> Tag<'t> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let inside = head(self.inside, LONGEST_TAG);
        if !inside.get(self.name.len()..)?.contains(name) {
            return None;
        }
        let mut attributes = Attributes::html(inside, self.name.len());
        let found = attributes.with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
        let value = match found.value {
            Cow::Borrowed(value) => text::clean(value),
            Cow::Owned(value) => Cow::Owned(text::clean(&value).into_owned()),
        };
        if !value.contains('&') {
            return Some(value);
        }
        let mut resolved = String::with_capacity(value.len());
        let mut rest = &*value;
        while let Some((before, after)) = rest.split_once('&') {
            resolved.push_str(before);
            rest = match after.split_once(';') {
                Some((name, after)) if resolve(name, &mut resolved) => after,
                _ => {
                    resolved.push('&');
                    after
                }
            };
        }
        resolved.push_str(rest);
        Some(Cow::Owned(resolved))
    }

    /// Whether it is written as `<Name/>`.
    pub(super) fn is_empty(&self) -> bool {
        self.depth == usize::MAX
    }

    /// Whether an attribute has this value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.attribute(name).is_some_and(|v| v == value)
    }
}

/// The text of an element, markup inside it taken away.
#[derive(Clone, Debug)]
pub(super) struct Leaf<'t> {
    /// The text, [cleaned](text::clean).
    pub(super) text: Cow<'t, str>,
    /// Where it stands, white space around it left out.
    pub(super) range: Range<usize>,
    /// Whether its end was found: the last characters of a file cut short may be missing.
    pub(super) whole: bool,
}

/// Something that is not XML, and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) severity: Severity,
    pub(super) at: usize,
    pub(super) message: String,
}

/// What the cursor meets.
pub(super) enum Token<'t> {
    Open(Tag<'t>),
    Close,
    Text(&'t str),
    Reference(&'t str),
    End,
}

/// Reads a stretch of a text as XML.
pub(super) struct Xml<'t> {
    text: &'t str,
    end: usize,
    /// Where in the text the reader began.
    base: usize,
    reader: Reader<&'t [u8]>,
    /// Whether the reader has read nothing yet: it may then not be moved.
    restarted: bool,
    open: Vec<&'t str>,
    /// A start tag read too early, to be handed out next.
    held: Option<Tag<'t>>,
    /// Whether white space stood before the markup just read: the reader passes over it where nothing else stands.
    gap: bool,
    /// A comment, CDATA section or instruction was found to have no end: no further one is looked for.
    unended: bool,
    /// Text where only elements belong.
    strays: Vec<&'t str>,
    problems: Vec<Problem>,
    silenced: usize,
}

/// Attributes are looked for in so many bytes of a tag: each question is a look at all of them.
const LONGEST_TAG: usize = 16 << 10;
/// Problems told one by one; the rest of a record's are counted.
const TOLD: usize = 3;
/// An end tag is matched with one of so many elements open last: no format is nested deeper, and the search must end.
const REACH: usize = 64;

impl<'t> Xml<'t> {
    /// Gets ready to read a byte range of a text.
    pub(super) fn new(text: &'t str, range: Range<usize>) -> Self {
        let mut xml = Self {
            text,
            end: range.end.min(text.len()),
            base: range.start,
            reader: Reader::from_str(""),
            restarted: true,
            open: Vec::with_capacity(16),
            held: None,
            gap: false,
            unended: false,
            strays: Vec::new(),
            problems: Vec::new(),
            silenced: 0,
        };
        xml.restart(range.start);
        xml
    }

    /// The first element.
    pub(super) fn root(&mut self) -> Option<Tag<'t>> {
        self.next_at(0)
    }

    /// The next element right inside `parent`; nothing when `parent` is closed. Elements handed out before and not
    /// read are passed over.
    #[inline]
    pub(super) fn child(&mut self, parent: &Tag<'t>) -> Option<Tag<'t>> {
        self.next_at(parent.depth)
    }

    fn next_at(&mut self, depth: usize) -> Option<Tag<'t>> {
        while self.open.len() >= depth {
            let before = self.open.len();
            match self.token() {
                Token::Open(tag) if before == depth => return Some(tag),
                Token::Text(text) if before == depth => self.stray(text),
                Token::End => return None,
                _ => {}
            }
        }
        None
    }

    /// The next element anywhere inside `outer`, which was not read as part of another; nothing when `outer` is closed.
    pub(super) fn descendant(&mut self, outer: &Tag<'t>) -> Option<Tag<'t>> {
        while self.open.len() >= outer.depth {
            match self.token() {
                Token::Open(tag) => return Some(tag),
                Token::Text(text) => self.stray(text),
                Token::End => return None,
                _ => {}
            }
        }
        None
    }

    fn stray(&mut self, text: &'t str) {
        if !text.trim_ascii_start().is_empty() {
            let inside = self.open.last().copied().unwrap_or_default();
            let at = self.position().saturating_sub(text.trim_start().len());
            let message = format!("text where <{inside}> holds none: {:?}; kept in `other`", quote(text));
            self.problem(Severity::Warning, at, message);
            self.strays.push(text);
        }
    }

    /// Name of the element around one just met.
    pub(super) fn parent(&self, tag: &Tag<'t>) -> &'t str {
        let inside = if tag.is_empty() { 1 } else { 2 };
        self.open.len().checked_sub(inside).and_then(|at| self.open.get(at)).copied().unwrap_or_default()
    }

    /// Number of elements open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether white space stood before the token just handed out.
    pub(super) fn after_gap(&self) -> bool {
        self.gap
    }

    /// Whether the end of an element has been read.
    pub(super) fn is_closed(&self, tag: &Tag<'t>) -> bool {
        self.open.len() < tag.depth
    }

    /// The first byte from `at` on that is no white space.
    pub(super) fn skip_blanks(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..self.end).unwrap_or_default();
        at + rest.iter().position(|b| !matches!(b, b' ' | b'\n' | b'\t' | b'\r')).unwrap_or(rest.len())
    }

    /// Where the reader stands: after the element just read.
    pub(super) fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX / 2)
    }

    /// Reads to the end of an element and returns its text: inline markup is taken away and what it marks is kept,
    /// white space between the parts of a formula counts for nothing, other elements are set off by a blank.
    pub(super) fn text(&mut self, tag: &Tag<'t>) -> Leaf<'t> {
        if let Some(text) = self.plain_text(tag) {
            let range = tag.content..tag.content + text.len();
            return Leaf { text: text::clean(text), range: self.trimmed(range), whole: true };
        }
        let mut first = "";
        let mut rest: Option<String> = None;
        let mut end = tag.content;
        let mut whole = true;
        // Depth of the formula being read, and of a part of it that repeats it in another notation.
        let (mut formula, mut annotation) = (usize::MAX, usize::MAX);
        while self.open.len() >= tag.depth {
            let at = self.position();
            let before = self.open.len();
            let token = self.token();
            if self.gap && before < formula && !(first.is_empty() && rest.is_none()) {
                rest.get_or_insert_with(|| first.to_string()).push(' ');
            }
            match token {
                Token::Text(_) if before >= annotation => {}
                Token::Text(text) => {
                    let text = if before >= formula { text.trim() } else { text };
                    match &mut rest {
                        Some(rest) => rest.push_str(text),
                        None if first.is_empty() => first = text,
                        None => rest = Some([first, text].concat()),
                    }
                }
                Token::Reference(name) => {
                    let rest = rest.get_or_insert_with(|| first.to_string());
                    if !resolve(name, rest) {
                        rest.extend(["&", name, ";"]);
                        self.problem(Severity::Warning, at, format!("reference &{name}; is not known; kept as it is"));
                    }
                }
                Token::Open(child) if !is_inline(child.name) => {
                    // `<LastName>Holm<ForeName>`: the end tag was forgotten.
                    let message = format!("<{}> begins inside <{}>, which is taken to end here", child.name, tag.name);
                    self.problem(Severity::Warning, child.start, message);
                    self.open.truncate(tag.depth - 1);
                    self.held = Some(child);
                    end = child.start;
                    break;
                }
                Token::Open(child) => {
                    let local = local_name(child.name);
                    if local == "math" {
                        formula = formula.min(child.depth);
                    } else if local.starts_with("annotation") {
                        annotation = annotation.min(child.depth);
                    } else if is_block(local) {
                        rest.get_or_insert_with(|| first.to_string()).push(' ');
                    }
                }
                Token::Close => {
                    if self.open.len() < formula {
                        formula = usize::MAX;
                    }
                    if self.open.len() < annotation {
                        annotation = usize::MAX;
                    }
                    end = at;
                }
                Token::End => {
                    whole = false;
                    end = self.end;
                    break;
                }
            }
        }
        let text = match rest {
            None => text::clean(first),
            Some(rest) => match text::clean(&rest) {
                Cow::Borrowed(clean) if clean.len() == rest.len() => Cow::Owned(rest),
                clean => Cow::Owned(clean.into_owned()),
            },
        };
        Leaf { text, range: self.trimmed(tag.content..end), whole }
    }

    /// The text of an element that holds nothing but text, up to its end tag: most do, and need no look at each event.
    fn plain_text(&mut self, tag: &Tag<'t>) -> Option<&'t str> {
        if tag.is_empty() || self.restarted || self.position() != tag.content {
            return None;
        }
        let rest = self.text.as_bytes().get(tag.content..self.end)?;
        let length = memchr::memchr2(b'<', b'&', rest)?;
        let end = rest.get(length..)?.strip_prefix(b"</")?.strip_prefix(tag.name.as_bytes())?;
        if end.first() != Some(&b'>') {
            return None;
        }
        self.reader.stream().consume(length + "</>".len() + tag.name.len());
        self.open.pop();
        self.text.get(tag.content..tag.content + length)
    }

    /// Reads to the end of an element and returns the texts of everything inside it, set off by blanks.
    pub(super) fn all_text(&mut self, tag: &Tag<'t>) -> Leaf<'t> {
        let mut all = String::new();
        let mut end = tag.content;
        let mut whole = true;
        while self.open.len() >= tag.depth {
            let at = self.position();
            let token = self.token();
            if self.gap {
                all.push(' ');
            }
            match token {
                Token::Text(text) => all.push_str(text),
                Token::Reference(name) => {
                    if !resolve(name, &mut all) {
                        all.extend(["&", name, ";"]);
                    }
                }
                Token::Open(child) if is_inline(child.name) => {}
                Token::Open(_) => all.push(' '),
                Token::Close => {
                    end = at;
                    all.push(' ');
                }
                Token::End => {
                    whole = false;
                    end = self.end;
                    break;
                }
            }
        }
        Leaf { text: Cow::Owned(text::clean(&all).into_owned()), range: self.trimmed(tag.content..end), whole }
    }

    /// A byte range without the white space at its ends.
    pub(super) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (raw.len() - raw.trim_ascii_start().len());
        start..start + raw.trim_ascii().len()
    }

    /// Takes the texts that stood where only elements belong.
    pub(super) fn take_strays(&mut self) -> Vec<&'t str> {
        std::mem::take(&mut self.strays)
    }

    /// Takes what was found wrong so far.
    pub(super) fn take_problems(&mut self) -> Vec<Problem> {
        let mut problems = std::mem::take(&mut self.problems);
        if let (Some(last), more @ 1..) = (problems.last_mut(), self.silenced) {
            last.message.push_str(&format!("; and {more} more like it in this record"));
        }
        self.silenced = 0;
        problems
    }

    fn problem(&mut self, severity: Severity, at: usize, message: String) {
        if self.problems.len() < TOLD {
            self.problems.push(Problem { severity, at, message });
        } else {
            self.silenced += 1;
        }
    }

    /// Begins to read at a byte of the text.
    fn restart(&mut self, at: usize) {
        let rest = self.text.get(at..self.end).unwrap_or_default();
        // The reader takes a byte order mark away without counting it.
        let plain = rest.trim_start_matches('\u{feff}');
        self.base = at + (rest.len() - plain.len());
        self.reader = Reader::from_str(plain);
        self.restarted = true;
        let config = self.reader.config_mut();
        config.trim_text_start = true;
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
    }

    /// The next thing met, for who keeps the book of a whole record.
    pub(super) fn token(&mut self) -> Token<'t> {
        self.gap = false;
        if let Some(mut tag) = self.held.take() {
            if !tag.is_empty() {
                self.open.push(tag.name);
                tag.depth = self.open.len();
            }
            return Token::Open(tag);
        }
        loop {
            let from = self.position();
            let at = self.skip_blanks(from);
            let rest = self.text.as_bytes().get(at..self.end).unwrap_or_default();
            // Where the tag ends, unless its `>` stands between quotation marks.
            let mut end = usize::MAX;
            if let [b'<', next, tail @ ..] = rest {
                let begins_markup = match next {
                    b'!' | b'?' => !self.unended,
                    b'/' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' | 0x80.. => {
                        match memchr::memchr2(b'<', b'>', tail) {
                            Some(length) if tail[length] == b'>' => {
                                end = at + length + "<n>".len();
                                true
                            }
                            _ => false,
                        }
                    }
                    _ => false,
                };
                self.gap |= at > from;
                if !begins_markup {
                    return self.lone_bracket(at, "`<` that begins no tag; read as text");
                }
            }
            self.restarted = false;
            match self.reader.read_event() {
                Ok(Event::Text(_)) => {
                    let text = self.text.get(from..self.position()).unwrap_or_default();
                    if text.starts_with('&') {
                        self.problem(Severity::Warning, at, "`&` that begins no reference; read as text".into());
                    }
                    return Token::Text(text);
                }
                Ok(Event::CData(_)) => {
                    let inside = self.text.get(at + "<![CDATA[".len()..self.position() - "]]>".len());
                    return Token::Text(inside.unwrap_or_default());
                }
                Ok(Event::GeneralRef(_)) => {
                    self.gap |= at > from;
                    return Token::Reference(self.text.get(at + 1..self.position() - 1).unwrap_or_default());
                }
                Ok(Event::Start(tag)) if self.is_whole_tag(at, end) => {
                    let inside = self.text.get(at + 1..self.position() - 1).unwrap_or_default();
                    return self.open(at, inside, tag.name().as_ref().len());
                }
                Ok(Event::Empty(tag)) if self.is_whole_tag(at, end) => {
                    let inside = self.text.get(at + 1..self.position() - 2).unwrap_or_default();
                    return Token::Open(self.tag(at, inside, tag.name().as_ref().len(), usize::MAX));
                }
                // A quotation mark without its partner swallowed more than the tag.
                Ok(Event::Start(_) | Event::Empty(_)) => return self.mend_tag(at),
                Ok(Event::End(tag)) => {
                    let name = tag.name();
                    let name = name.as_ref();
                    if self.open.last().is_some_and(|open| *open == name) {
                        self.open.pop();
                    } else {
                        self.close_other(name.split_ascii_whitespace().next().unwrap_or_default(), at);
                    }
                    return Token::Close;
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {}
                Ok(Event::Eof) => return Token::End,
                Err(error) => {
                    if matches!(rest.get(1), Some(b'!' | b'?')) {
                        self.unended = true;
                        return self.lone_bracket(at, &format!("{error}; read as text"));
                    }
                    if rest.first() == Some(&b'<') {
                        return self.mend_tag(at);
                    }
                    return Token::End;
                }
            }
        }
    }

    /// Whether the tag just read holds no `<`; `end` is where its first `>` is.
    fn is_whole_tag(&self, at: usize, end: usize) -> bool {
        let position = self.position();
        position == end || !self.text.get(at + 1..position).is_some_and(|inside| inside.contains('<'))
    }

    /// Hands out a `<` as text and goes on behind it.
    fn lone_bracket(&mut self, at: usize, message: &str) -> Token<'t> {
        self.problem(Severity::Warning, at, message.to_string());
        self.restart(at + 1);
        Token::Text("<")
    }

    /// Reads a tag up to its first `>`, quotation marks notwithstanding.
    fn mend_tag(&mut self, at: usize) -> Token<'t> {
        let rest = self.text.get(at..self.end).unwrap_or_default();
        let Some(length) = memchr::memchr(b'>', rest.as_bytes()) else {
            return self.lone_bracket(at, "`<` that begins no tag; read as text");
        };
        self.problem(Severity::Warning, at, "tag in which a quotation mark is not closed; read up to its `>`".into());
        self.restart(at + length + 1);
        let inside = rest.get(1..length).unwrap_or_default();
        match (inside.strip_prefix('/'), inside.strip_suffix('/')) {
            (Some(name), _) => {
                self.close_other(name.split_ascii_whitespace().next().unwrap_or_default(), at);
                Token::Close
            }
            (None, Some(inside)) => Token::Open(self.tag(at, inside, name_length(inside), usize::MAX)),
            (None, None) => self.open(at, inside, name_length(inside)),
        }
    }

    #[inline]
    fn open(&mut self, at: usize, inside: &'t str, name: usize) -> Token<'t> {
        let tag = self.tag(at, inside, name, self.open.len() + 1);
        self.open.push(tag.name);
        Token::Open(tag)
    }

    #[inline]
    fn tag(&mut self, start: usize, inside: &'t str, name: usize, depth: usize) -> Tag<'t> {
        if inside.len() > LONGEST_TAG {
            let message =
                format!("tag of {} bytes: what it says behind the first {LONGEST_TAG} is left out", inside.len());
            self.problem(Severity::Warning, start, message);
        }
        let name = inside.get(..name).unwrap_or_default();
        Tag { name, start, content: self.position(), inside, depth }
    }

    /// An end tag of another name than the element open last.
    fn close_other(&mut self, name: &str, at: usize) {
        match self.open.iter().rev().take(REACH).position(|open| *open == name) {
            Some(inner) => {
                let unclosed = self.open.last().copied().unwrap_or_default();
                if inner > 0 {
                    let message = format!("</{name}> where </{unclosed}> is due; both are taken to end here");
                    self.problem(Severity::Warning, at, message);
                }
                self.open.truncate(self.open.len() - inner - 1);
            }
            None => {
                let message = format!("</{}> closes nothing; passed over", quote(name));
                self.problem(Severity::Warning, at, message);
            }
        }
    }
}

/// At most so many bytes of a text, whole characters.
fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

fn name_length(inside: &str) -> usize {
    inside.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(inside.len())
}

/// Names of elements that mark text up. PubMed's and most other formats' own names begin with a capital letter.
fn is_inline(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) || name == "DispFormula"
}

fn is_block(local: &str) -> bool {
    matches!(local, "DispFormula" | "br" | "p" | "div" | "li" | "ul" | "ol" | "tr" | "td" | "title" | "sec" | "h4")
}

/// A name without its prefix.
pub(super) fn local_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The first characters of a text, on one line, for a message.
pub(super) fn quote(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().take(41));
        if words.len() > 40 {
            break;
        }
    }
    match words.char_indices().nth(40) {
        Some((at, _)) => words[..at].to_string() + "…",
        None => words,
    }
}

/// Appends what a reference stands for; returns whether it is known.
pub(super) fn resolve(name: &str, out: &mut String) -> bool {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let Some(c) = number.ok().and_then(char::from_u32) else { return false };
        // XML forbids control characters; where they turn up they once were blanks.
        out.push(if c.is_control() { ' ' } else { c });
        return true;
    }
    if let Some(known) = quick_xml::escape::resolve_xml_entity(name) {
        out.push_str(known);
        return true;
    }
    let named = NAMED.iter().find_map(|(first, names)| {
        let at = names.split(' ').position(|n| n == name)?;
        char::from_u32(first + u32::try_from(at).ok()?)
    });
    out.extend(named);
    named.is_some()
}

/// Names of characters in HTML, in runs of consecutive characters; `-` where a character has no name.
const NAMED: &[(u32, &str)] = &[
    (
        0xa0,
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
         micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
         AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
         times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
         egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
         ugrave uacute ucirc uuml yacute thorn yuml",
    ),
    (0x152, "OElig oelig"),
    (0x160, "Scaron scaron"),
    (0x178, "Yuml"),
    (0x2c6, "circ"),
    (0x2dc, "tilde"),
    (
        0x391,
        "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon \
         Phi Chi Psi Omega",
    ),
    (
        0x3b1,
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau \
         upsilon phi chi psi omega",
    ),
    (0x2002, "ensp emsp"),
    (0x2009, "thinsp"),
    (0x200c, "zwnj zwj lrm rlm"),
    (0x2013, "ndash mdash"),
    (0x2018, "lsquo rsquo sbquo - ldquo rdquo bdquo - dagger Dagger bull"),
    (0x2026, "hellip"),
    (0x2030, "permil - prime Prime"),
    (0x2039, "lsaquo rsaquo"),
    (0x20ac, "euro"),
    (0x2122, "trade"),
    (0x2190, "larr uarr rarr darr harr"),
    (0x2202, "part"),
    (0x2211, "sum minus"),
    (0x221a, "radic"),
    (0x221e, "infin"),
    (0x2248, "asymp"),
    (0x2260, "ne equiv"),
    (0x2264, "le ge"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the children of the root as `name=text` and the problems as messages.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut xml = Xml::new(text, 0..text.len());
        let mut found = Vec::new();
        if let Some(root) = xml.root() {
            while let Some(tag) = xml.child(&root) {
                let leaf = xml.text(&tag);
                let cut = if leaf.whole { "" } else { "…" };
                found.push(format!("{}={}{cut}", tag.name, leaf.text));
            }
        }
        (found, xml.take_problems().into_iter().map(|p| p.message).collect())
    }

    #[test]
    fn text_is_read_through_its_markup() {
        for (text, found) in [
            ("<a><T>CO<sub>2</sub> in <i>E. <b>coli</b></i></T></a>", "T=CO2 in E. coli"),
            ("<a><T>p &lt; 0.05 &amp; &#x3b1; &eacute;&nbsp;&Sigma;</T></a>", "T=p < 0.05 & α é Σ"),
            ("<a><T><![CDATA[a < b]]> c<!-- no --> d</T></a>", "T=a < b c d"),
            ("<a><T>\n  one\n  two </T></a>", "T=one two"),
            ("<a><T><i>one</i> <b>two</b> <!-- --><i>three</i>\n</T></a>", "T=one two three"),
            ("<a><T>one &lt; &gt; two</T></a>", "T=one < > two"),
            ("<a><T>x<DispFormula>y</DispFormula></T></a>", "T=x y"),
            ("<a><T>is <mml:math>\n <mml:mn>1</mml:mn>\n <mml:mo>+</mml:mo>\n</mml:math> or</T></a>", "T=is 1+ or"),
            ("<a><T><math><semantics><mi>x</mi><annotation>\\x</annotation></semantics></math>!</T></a>", "T=x!"),
            ("<a><T/></a>", "T="),
            ("<a><T></T></a>", "T="),
        ] {
            assert_eq!(read(text), (vec![found.to_string()], vec![]), "{text}");
        }
    }

    #[test]
    fn broken_markup_is_mended_and_told() {
        for (text, found, problem) in [
            ("<a><T>A & B</T><U>c</U></a>", &["T=A & B", "U=c"][..], "`&` that begins no reference"),
            ("<a><T>A &foo; B</T></a>", &["T=A &foo; B"], "reference &foo; is not known"),
            ("<a><T><i>p</i> < 0.05, p <b and</T></a>", &["T=p < 0.05, p <b and"], "`<` that begins no tag"),
            ("<a><T><i>x</T><U>c</U></a>", &["T=x", "U=c"], "</T> where </i> is due"),
            ("<a><T>x</i></T><U>c</U></a>", &["T=x", "U=c"], "</i> closes nothing"),
            ("<a><T>x<U>c</U></a>", &["T=x", "U=c"], "<U> begins inside <T>"),
            ("<a><T A='x>t</T><U>c</U></a>", &["T=t", "U=c"], "quotation mark is not closed"),
            ("<a>lost<T>t</T></a>", &["T=t"], "text where <a> holds none: \"lost\""),
            ("<a><T>t<!-- x</T></a>", &["T=t<!-- x"], "comment not closed"),
        ] {
            let (read, problems) = read(text);
            assert_eq!(read, found, "{text}");
            assert!(problems.first().is_some_and(|p| p.contains(problem)), "{text}: {problems:?}");
        }
    }

    #[test]
    fn a_text_cut_short_is_known_to_be() {
        assert_eq!(read("<a><T>one</T><U>tw").0, ["T=one", "U=tw…"]);
        assert_eq!(read("<a><T>one</T><U").0, ["T=one"]);
        assert_eq!(read("").0, Vec::<String>::new());
    }

    #[test]
    fn attributes_are_found_in_any_dress() {
        let text = "<a x='1' y = \"a &amp; b\"  z=bare w><b/></a>";
        let mut xml = Xml::new(text, 0..text.len());
        let root = xml.root();
        let attribute = |name| root.as_ref().and_then(|root| root.attribute(name));
        assert_eq!(attribute("x").as_deref(), Some("1"));
        assert_eq!(attribute("y").as_deref(), Some("a & b"));
        assert_eq!(attribute("z").as_deref(), Some("bare"));
        assert_eq!(attribute("q"), None);
    }

    #[test]
    fn hostile_texts_are_read_in_one_pass() {
        for unit in ["<a>", "<a", "<", "</a>", "<!--", "&", "&amp", "<a'>", "<?", "<![CDATA[", "<a '\">"] {
            let text = unit.repeat(20_000);
            let mut xml = Xml::new(&text, 0..text.len());
            if let Some(root) = xml.root() {
                while xml.child(&root).is_some() {}
            }
            let mut xml = Xml::new(&text, 0..text.len());
            if let Some(root) = xml.root() {
                xml.text(&root);
            }
        }
        // Every `>` stands between quotation marks.
        let text = "<a".repeat(20_000) + "'>'";
        let mut xml = Xml::new(&text, 0..text.len());
        assert!(xml.root().is_some_and(|tag| tag.start == 2 * 19_999));
    }
}
