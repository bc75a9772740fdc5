//! One record of an XML format as a tree: for formats whose elements are told by where they stand.
//!
//! The cursor of [`xml`](super::xml) mends the markup, here its tokens are kept in one list in the order of the
//! document, each knowing where its content ends. Nothing calls itself, so elements may be nested to any depth. A record
//! is held whole, a file never is.
//!
//! Every element remembers whether its text was asked for. What nobody asked for is left for `other`.

use super::xml::{Leaf, Problem, Tag, Token, Xml, local_name, resolve};
use crate::diagnostic::Severity;
use crate::text;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

enum Kind<'t> {
    Element(Tag<'t>),
    Text(&'t str),
    Reference(&'t str),
}

struct Node<'t> {
    kind: Kind<'t>,
    parent: u32,
    /// The first node that is not inside this one.
    end: u32,
    /// Bytes of the content, or of the text.
    range: Range<usize>,
    closed: bool,
    /// The element in whose text the file ends: no value.
    cut: bool,
    read: Cell<bool>,
}

/// A record.
pub(super) struct Tree<'t> {
    text: &'t str,
    nodes: Vec<Node<'t>>,
    problems: Vec<Problem>,
}

/// An element of a [`Tree`].
#[derive(Clone, Copy)]
pub(super) struct Element<'a, 't> {
    tree: &'a Tree<'t>,
    at: u32,
}

/// Elements nested deeper are no elements of the tree, their text is that of the one they are in: no format is nested so
/// deep, and who looks through all that is inside of each element must not pay for the square of the depth.
const DEEPEST: usize = 64;

/// Elements before which a blank stands for the line they begin.
const BLOCKS: &[&str] = &[
    "p",
    "br",
    "break",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "td",
    "title",
    "sec",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "list",
    "list-item",
    "disp-formula",
    "disp-quote",
    "def",
    "def-item",
];

impl<'t> Tree<'t> {
    /// Reads the record at a byte range of a text; `closed` says whether its end tag is there. Elements of the names in
    /// `passed_over` are left out with all that is in them.
    pub(super) fn read(text: &'t str, range: Range<usize>, closed: bool, passed_over: &[&str]) -> Self {
        let mut end = range.end;
        // A tag cut in two is no text.
        if !closed
            && let Some(rest) = text.get(range.clone())
            && let Some(at) = rest.rfind('<')
            && !rest[at..].contains('>')
        {
            end = range.start + at;
        }
        let mut xml = Xml::new(text, range.start..end);
        let mut tree = Self { text, nodes: Vec::new(), problems: Vec::new() };
        let mut open: Vec<u32> = Vec::new();
        let mut passing = usize::MAX;
        let mut too_deep: Option<(usize, &str)> = None;
        loop {
            let at = xml.position();
            let token = xml.token();
            if xml.depth() >= passing {
                if matches!(token, Token::End) {
                    break;
                }
                continue;
            }
            passing = usize::MAX;
            let parent = open.last().copied().unwrap_or(u32::MAX);
            if xml.after_gap() && !open.is_empty() {
                tree.push(Kind::Text(" "), parent, at..at);
            }
            match token {
                Token::Open(tag) if open.is_empty() && !tree.nodes.is_empty() => {
                    // Behind the record.
                    let _ = tag;
                    break;
                }
                Token::Open(tag) if open.len() >= DEEPEST && !passed_over.contains(&local_name(tag.name)) => {
                    too_deep.get_or_insert((tag.start, local_name(tag.name)));
                    tree.push(Kind::Text(" "), parent, at..at);
                }
                Token::Open(tag) => {
                    if passed_over.contains(&local_name(tag.name)) && !open.is_empty() {
                        if !tag.is_empty() {
                            passing = xml.depth();
                        }
                        continue;
                    }
                    let is_empty = tag.is_empty();
                    let content = tag.content;
                    let node = tree.push(Kind::Element(tag), parent, content..content);
                    if is_empty {
                        tree.close(node, content);
                    } else {
                        open.push(node);
                    }
                }
                Token::Text(text) if !open.is_empty() => {
                    tree.push(Kind::Text(text), parent, at..xml.position());
                }
                Token::Reference(name) if !open.is_empty() => {
                    tree.push(Kind::Reference(name), parent, at..xml.position());
                }
                Token::Text(_) | Token::Reference(_) => {}
                Token::Close => {
                    while open.len() > xml.depth() {
                        if let Some(node) = open.pop() {
                            tree.close(node, at);
                        }
                    }
                    if open.is_empty() {
                        break;
                    }
                }
                Token::End => break,
            }
        }
        let nodes = tree.nodes.len() as u32;
        for node in &open {
            if let Some(node) = tree.nodes.get_mut(*node as usize) {
                (node.end, node.range.end) = (nodes, end);
            }
        }
        tree.mark_cut(&open);
        tree.problems = xml.take_problems();
        if let Some((at, name)) = too_deep {
            let message = format!(
                "<{name}> is nested in {DEEPEST} elements: of it and what else stands so deep the text is kept"
            );
            tree.problems.push(Problem { severity: Severity::Warning, at, message });
        }
        tree
    }

    fn push(&mut self, kind: Kind<'t>, parent: u32, range: Range<usize>) -> u32 {
        let at = self.nodes.len() as u32;
        self.nodes.push(Node { kind, parent, end: at + 1, range, closed: false, cut: false, read: Cell::new(false) });
        at
    }

    fn close(&mut self, node: u32, at: usize) {
        let end = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.end = end;
            node.range.end = at.max(node.range.start);
            node.closed = true;
        }
    }

    /// Marks the element in whose text the file ends: `10.1000/18` of `10.1000/182` would be another's.
    fn mark_cut(&mut self, open: &[u32]) {
        let holds_text = |node: u32| {
            self.nodes.iter().skip(node as usize + 1).any(|child| {
                child.parent == node && matches!(child.kind, Kind::Text(text) if !text.trim_ascii().is_empty())
            })
        };
        let Some((&last, outer)) = open.split_last() else { return };
        let mut cut = last;
        // Markup inside a text; no text is marked up so deep.
        for &parent in outer.iter().rev().take(8) {
            if !holds_text(parent) {
                break;
            }
            cut = parent;
        }
        if cut != 0 && holds_text(cut) {
            self.nodes[cut as usize].cut = true;
        }
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Option<Element<'_, 't>> {
        (!self.nodes.is_empty()).then_some(Element { tree: self, at: 0 })
    }

    /// Takes what was found wrong.
    pub(super) fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// The elements in whose own text something stands that nobody asked for, each with the text of the whole element.
    /// Those inside of another one are part of it.
    pub(super) fn unread(&self) -> Vec<(&'t str, Leaf<'t>)> {
        self.root().map(|root| self.unread_in(root)).unwrap_or_default()
    }

    /// The same of what is inside one element.
    pub(super) fn unread_in(&self, element: Element<'_, 't>) -> Vec<(&'t str, Leaf<'t>)> {
        let mut found = Vec::new();
        let mut behind = 0;
        let range = element.at as usize..element.node().end as usize;
        for (at, node) in (element.at..).zip(&self.nodes[range]) {
            let holds = match node.kind {
                Kind::Text(text) => !text.trim_ascii().is_empty(),
                Kind::Reference(_) => true,
                Kind::Element(_) => false,
            };
            if !holds || node.read.get() || at < behind {
                continue;
            }
            let Some(parent) = self.nodes.get(node.parent as usize) else { continue };
            let element = Element { tree: self, at: node.parent };
            if let Kind::Element(tag) = parent.kind {
                found.push((local_name(tag.name), element.unread_text()));
                behind = parent.end;
            }
        }
        found
    }
}

impl<'a, 't> Element<'a, 't> {
    fn node(&self) -> &'a Node<'t> {
        &self.tree.nodes[self.at as usize]
    }

    fn tag(&self) -> Option<&'a Tag<'t>> {
        match &self.node().kind {
            Kind::Element(tag) => Some(tag),
            _ => None,
        }
    }

    /// Name without its prefix.
    pub(super) fn name(&self) -> &'t str {
        self.tag().map_or("", |tag| local_name(tag.name))
    }

    /// Value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        self.tag()?.attribute(name).filter(|value| !value.is_empty())
    }

    /// Where the value of an attribute stands.
    pub(super) fn attribute_range(&self, name: &str) -> Range<usize> {
        let start = self.start();
        let tag = self.tree.text.get(start..self.node().range.start).unwrap_or_default();
        let value = tag.match_indices(name).find_map(|(at, _)| {
            let rest = tag[at + name.len()..].trim_ascii_start().strip_prefix('=')?.trim_ascii_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let from = tag.len() - rest.len() + 1;
            let length = rest[1..].find(quote)?;
            tag[..at].ends_with(|c: char| c.is_ascii_whitespace()).then_some(start + from..start + from + length)
        });
        value.unwrap_or(start..start)
    }

    /// Whether an attribute has this value, in capitals or not.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.attribute(name).is_some_and(|v| v.eq_ignore_ascii_case(value))
    }

    /// Where its tag begins.
    pub(super) fn start(&self) -> usize {
        self.tag().map_or(0, |tag| tag.start)
    }

    /// Where its content stands, white space around it left out.
    pub(super) fn range(&self) -> Range<usize> {
        let range = self.node().range.clone();
        let raw = self.tree.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (raw.len() - raw.trim_ascii_start().len());
        start..start + raw.trim_ascii().len()
    }

    /// Number of elements, texts and references in it, itself among them.
    pub(super) fn size(&self) -> usize {
        (self.node().end - self.at) as usize
    }

    /// Whether its end tag is there.
    pub(super) fn is_closed(&self) -> bool {
        self.node().closed
    }

    /// The element around it.
    pub(super) fn parent(&self) -> Option<Self> {
        let at = self.node().parent;
        (at != u32::MAX).then_some(Self { tree: self.tree, at })
    }

    /// The elements right inside it.
    pub(super) fn children(&self) -> impl Iterator<Item = Self> + use<'a, 't> {
        let (tree, end) = (self.tree, self.node().end);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            while at < end {
                let element = Self { tree, at };
                let node = element.node();
                at = node.end;
                if matches!(node.kind, Kind::Element(_)) && !node.cut {
                    return Some(element);
                }
            }
            None
        })
    }

    /// The elements anywhere inside it, in the order of the document.
    pub(super) fn descendants(&self) -> impl Iterator<Item = Self> + use<'a, 't> {
        let (tree, end) = (self.tree, self.node().end);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            while at < end {
                let element = Self { tree, at };
                let node = element.node();
                at = if node.cut { node.end } else { at + 1 };
                if matches!(node.kind, Kind::Element(_)) && !node.cut {
                    return Some(element);
                }
            }
            None
        })
    }

    /// The elements of a name right inside it.
    pub(super) fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = Self> + use<'a, 't, 'n> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first element of a name right inside it.
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// The first element at the end of a path of names.
    pub(super) fn path(&self, names: &[&str]) -> Option<Self> {
        names.iter().try_fold(*self, |element, name| element.child(name))
    }

    /// The first element of a name anywhere inside it.
    pub(super) fn find(&self, name: &str) -> Option<Self> {
        self.descendants().find(|inside| inside.name() == name)
    }

    /// Tells that its text is of no interest, or was read in another way.
    pub(super) fn pass_over(&self) {
        for node in &self.tree.nodes[self.at as usize..self.node().end as usize] {
            node.read.set(true);
        }
    }

    /// Its text, markup taken away.
    pub(super) fn text(&self) -> Leaf<'t> {
        self.text_without(&[])
    }

    /// Its text without that of some elements.
    pub(super) fn text_without(&self, left_out: &[&str]) -> Leaf<'t> {
        self.gather(|name| left_out.contains(&name), false, false)
    }

    /// Its text, where parts that stand in elements of their own are set off by commas.
    pub(super) fn listed_text(&self, left_out: &[&str]) -> Leaf<'t> {
        self.gather(|name| left_out.contains(&name), true, false)
    }

    fn unread_text(&self) -> Leaf<'t> {
        self.gather(|_| false, false, true)
    }

    fn gather(&self, leave_out: impl Fn(&str) -> bool, listed: bool, unread: bool) -> Leaf<'t> {
        let node = self.node();
        let mut first = "";
        let mut rest: Option<String> = None;
        let mut formula = 0;
        // Whether an element that is no markup began or ended since the last text.
        let mut parted = false;
        let mut part_ends = 0;
        // Where the last element that is no markup ended.
        let mut last_end = 0;
        let mut adjacent = false;
        // Which elements with formulas hold them in the notation that is read, too.
        let mut has_math: FxHashMap<u32, bool> = FxHashMap::default();
        let mut at = self.at + 1;
        while at < node.end {
            let inside = &self.tree.nodes[at as usize];
            if at >= part_ends && part_ends > 0 {
                (parted, part_ends) = (true, 0);
            }
            match &inside.kind {
                Kind::Element(tag) => {
                    let local = local_name(tag.name);
                    let repeats = local.starts_with("annotation")
                        || local == "tex-math"
                            && *has_math.entry(inside.parent).or_insert_with(|| self.has_math(inside.parent));
                    if leave_out(local) || repeats || inside.cut {
                        if repeats {
                            Self { tree: self.tree, at }.pass_over();
                        }
                        parted = true;
                        at = inside.end;
                        continue;
                    }
                    if local == "tex-math" {
                        let formula = Self { tree: self.tree, at };
                        let (text, parted) = (rest.get_or_insert_with(|| first.to_string()), formula.plain_text());
                        text.push_str(formula_of(&parted));
                        formula.pass_over();
                        at = inside.end;
                        continue;
                    }
                    if local == "math" {
                        formula = formula.max(inside.end);
                    }
                    if !is_markup(local) {
                        adjacent |= at == last_end;
                        last_end = inside.end;
                    }
                    if BLOCKS.contains(&local) {
                        rest.get_or_insert_with(|| first.to_string()).push(' ');
                    }
                    if listed && !is_markup(local) {
                        (parted, part_ends) = (true, inside.end);
                    }
                }
                Kind::Text(text) => {
                    let text = if at < formula { text.trim() } else { text };
                    if !(unread && inside.read.replace(true)) {
                        if listed && parted && !text.trim().is_empty() {
                            let so_far = rest.as_deref().unwrap_or(first);
                            if sets_off(so_far, text) {
                                rest.get_or_insert_with(|| first.to_string()).push_str(", ");
                            }
                            parted = false;
                        }
                        // `<surname>Alpha</surname><given-names>Ana`: nothing stands between two parts.
                        if adjacent {
                            let so_far = rest.as_deref().unwrap_or(first);
                            let glued = so_far.ends_with(|c: char| !c.is_whitespace())
                                && text.starts_with(char::is_alphanumeric);
                            if glued && !listed && formula == 0 {
                                rest.get_or_insert_with(|| first.to_string()).push(' ');
                            }
                            adjacent = false;
                        }
                        match &mut rest {
                            Some(rest) => rest.push_str(text),
                            None if first.is_empty() => first = text,
                            None => rest = Some([first, text].concat()),
                        }
                    }
                    inside.read.set(true);
                }
                Kind::Reference(name) => {
                    if !(unread && inside.read.replace(true)) {
                        let rest = rest.get_or_insert_with(|| first.to_string());
                        if !resolve(name, rest) {
                            rest.extend(["&", name, ";"]);
                        }
                    }
                    inside.read.set(true);
                }
            }
            at += 1;
        }
        let text = match rest {
            None => text::clean(first),
            Some(rest) => Cow::Owned(text::clean(&rest).into_owned()),
        };
        Leaf { text, range: self.range(), whole: node.closed }
    }

    /// The texts inside as they stand.
    fn plain_text(&self) -> String {
        let inside = &self.tree.nodes[self.at as usize + 1..self.node().end as usize];
        inside.iter().fold(String::new(), |mut all, node| {
            match &node.kind {
                Kind::Text(text) => all.push_str(text),
                Kind::Reference(name) => {
                    resolve(name, &mut all);
                }
                Kind::Element(_) => {}
            }
            all
        })
    }

    /// Whether an element holds a formula in the notation that is read.
    fn has_math(&self, parent: u32) -> bool {
        self.tree
            .nodes
            .get(parent as usize)
            .is_some_and(|_| Self { tree: self.tree, at: parent }.child("math").is_some())
    }
}

/// What stands in the document that some write around each formula.
fn formula_of(tex: &str) -> &str {
    let body = tex.split_once("\\begin{document}").map_or(tex, |(_, body)| body);
    body.split_once("\\end{document}").map_or(body, |(body, _)| body).trim()
}

/// Elements that mark text up and are no part of it.
fn is_markup(name: &str) -> bool {
    matches!(
        name,
        "i" | "b"
            | "u"
            | "italic"
            | "bold"
            | "sub"
            | "sup"
            | "sc"
            | "styled-content"
            | "underline"
            | "roman"
            | "style"
            | "ext-link"
            | "monospace"
            | "xref"
            | "sans-serif"
            | "fixed-case"
            | "x"
            | "institution-wrap"
    )
}

/// Whether a comma is missing between two parts.
fn sets_off(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim_end(), after.trim_start());
    let ends = before.ends_with(|c: char| !matches!(c, ',' | ';' | ':' | '(' | '/' | '-' | '–' | '['));
    !before.is_empty()
        && ends
        && after.starts_with(|c: char| c.is_alphanumeric() || c == '"')
        && !before.ends_with(" and")
        && !before.ends_with(" of")
        && !before.ends_with(" at")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree<'_> {
        Tree::read(text, 0..text.len(), true, &["body"])
    }

    /// Number of elements, and the text of all.
    fn shape(text: &str) -> (usize, String) {
        let tree = tree(text);
        tree.root().map_or((0, String::new()), |root| (root.descendants().count() + 1, root.text().text.into_owned()))
    }

    #[test]
    fn elements_that_stand_too_deep_leave_their_text() {
        let n = 20_000;
        let text = "<a>".repeat(n) + "<b>one</b> <body>left out</body> two" + &"</a>".repeat(n);
        assert_eq!(shape(&text), (DEEPEST, "one two".to_string()));
        let problems = tree(&text).take_problems();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].message.starts_with("<a> is nested in 64 elements"), "{}", problems[0].message);
        // What follows is as deep as it is.
        let text = ["<r>", &"<a>".repeat(n), &"</a>".repeat(n), "<b><c>x</c></b></r>"].concat();
        let tree = tree(&text);
        assert_eq!(tree.root().and_then(|r| r.path(&["b", "c"])).map(|c| c.text().text), Some("x".into()));
    }

    #[test]
    fn broken_trees_are_trees() {
        for unit in [
            "<a>",
            "</a>",
            "<a",
            "<a/>",
            "<",
            ">",
            "&",
            "&x;",
            "<!--",
            "<![CDATA[",
            "<!DOCTYPE x [",
            "<?",
            "<body>",
            "<a b='",
        ] {
            let text = ["<r>", &unit.repeat(10_000), "</r>"].concat();
            for closed in [true, false] {
                let mut tree = Tree::read(&text, 0..text.len(), closed, &["body"]);
                let root = tree.root();
                assert!(root.is_some_and(|root| root.name() == "r" && root.find("no").is_none()), "{unit}");
                tree.unread();
                tree.take_problems();
            }
        }
        assert_eq!(shape(""), (0, String::new()));
        assert_eq!(shape("no element"), (0, String::new()));
    }

    #[test]
    fn formulas_are_read_once_however_many_there_are() {
        let text = [
            "<r>",
            &"<tex-math>x</tex-math><alternatives><tex-math>y</tex-math></alternatives>".repeat(10_000),
            "</r>",
        ]
        .concat();
        let (elements, words) = shape(&text);
        assert_eq!((elements, words.len()), (30_001, 20_000));
    }
}
