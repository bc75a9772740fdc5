//! Character references and HTML tags in fields that are meant to be plain text.
//!
//! Exporters that take their data from web pages leave `&amp;`, `&#x27;` and `<sub>` in titles and abstracts, sometimes
//! escaped twice. Only elements that publishers use in titles and abstracts count as tags: `p<0.05` stays.

use std::borrow::Cow;

/// Elements that vanish, and whether a blank takes their place.
const ELEMENTS: &[(&str, bool)] = &[
    ("i", false),
    ("b", false),
    ("u", false),
    ("em", false),
    ("strong", false),
    ("italic", false),
    ("bold", false),
    ("sub", false),
    ("sup", false),
    ("inf", false),
    ("span", false),
    ("sc", false),
    ("small", false),
    ("a", false),
    ("p", true),
    ("br", true),
    ("div", true),
    ("li", true),
    ("ul", true),
    ("ol", true),
    ("sec", true),
    ("title", true),
    ("h1", true),
    ("h2", true),
    ("h3", true),
    ("h4", true),
    ("h5", true),
    ("h6", true),
];

/// Named characters but for letters with accents, which are read as a letter and one of [`ACCENTS`].
const CHARACTERS: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("shy", '\u{ad}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("times", '×'),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("asymp", '≈'),
    ("infin", '∞'),
    ("rarr", '→'),
    ("larr", '←'),
    ("micro", 'µ'),
    ("para", '¶'),
    ("sect", '§'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("frac12", '½'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("szlig", 'ß'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("aelig", 'æ'),
    ("AElig", 'Æ'),
    ("oelig", 'œ'),
    ("OElig", 'Œ'),
    ("eth", 'ð'),
    ("ETH", 'Ð'),
    ("thorn", 'þ'),
    ("THORN", 'Þ'),
    ("lstrok", 'ł'),
    ("Lstrok", 'Ł'),
    ("inodot", 'ı'),
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("Gamma", 'Γ'),
    ("delta", 'δ'),
    ("Delta", 'Δ'),
    ("epsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("Sigma", 'Σ'),
    ("tau", 'τ'),
    ("phi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
    ("Omega", 'Ω'),
];

const ACCENTS: &[(&str, char)] = &[
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circ", '\u{302}'),
    ("tilde", '\u{303}'),
    ("uml", '\u{308}'),
    ("ring", '\u{30a}'),
    ("cedil", '\u{327}'),
    ("caron", '\u{30c}'),
    ("breve", '\u{306}'),
    ("macr", '\u{304}'),
    ("ogon", '\u{328}'),
    ("dot", '\u{307}'),
    ("dblac", '\u{30b}'),
];

/// Returns the text without references and tags; the caller still brings it into normal form.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<']) {
        return Cow::Borrowed(text);
    }
    // Escaped twice is seen, three times is not.
    let once = unescape(text);
    let twice = unescape(&once);
    let stripped = if twice.contains('<') { strip(&twice) } else { twice.into_owned() };
    if stripped == text { Cow::Borrowed(text) } else { Cow::Owned(stripped) }
}

fn unescape(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if at < copied {
            continue;
        }
        // The longest name has eight letters; `; ` further on ends something else.
        let name = text[at + 1..].bytes().take(10).position(|b| b == b';').map(|end| &text[at + 1..at + 1 + end]);
        let Some(name) = name else { continue };
        out.push_str(&text[copied..at]);
        if !push_character(name, &mut out) {
            out.push_str(&text[at..at + name.len() + 2]);
        }
        copied = at + name.len() + 2;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

fn push_character(name: &str, out: &mut String) -> bool {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => number.parse().ok(),
        };
        let character = code.and_then(char::from_u32).filter(|c| !c.is_control() || c.is_whitespace());
        out.extend(character);
        return character.is_some();
    }
    if let Some((_, character)) = CHARACTERS.iter().find(|(n, _)| *n == name) {
        out.push(*character);
        return true;
    }
    let mut letters = name.chars();
    match letters.next() {
        Some(letter) if letter.is_ascii_alphabetic() => {
            let accent = ACCENTS.iter().find(|(accent, _)| *accent == letters.as_str());
            if let Some((_, accent)) = accent {
                out.extend([letter, *accent]);
            }
            accent.is_some()
        }
        _ => false,
    }
}

fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match tag(rest) {
            Some((length, blank)) => {
                if blank {
                    out.push(' ');
                }
                rest = &rest[length..];
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Length of the tag a text begins with, and whether a blank takes its place.
fn tag(text: &str) -> Option<(usize, bool)> {
    let body = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    let body = body.strip_prefix("jats:").unwrap_or(body);
    let end = body.bytes().take(8).position(|b| !b.is_ascii_alphanumeric())?;
    let (_, blank) = ELEMENTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&body[..end]))?;
    // Attributes may follow, but no other tag.
    let close = body[end..].bytes().take(200).position(|b| b == b'>' || b == b'<')?;
    let whole = text.len() - body.len() + end + close;
    let attributes = body.as_bytes()[end] != b'>' && !matches!(body.as_bytes()[end], b' ' | b'/' | b'\n');
    (text.as_bytes()[whole] == b'>' && !attributes).then_some((whole + 1, *blank))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clean;

    #[test]
    fn references_and_tags_become_text() {
        for (text, expected) in [
            ("Peer support", "Peer support"),
            ("Health &amp; Place", "Health & Place"),
            ("Health &amp;amp; Place", "Health & Place"),
            ("O&#39;Neill &#x2013; M&oslash;hn", "O'Neill – Møhn"),
            ("Garc&iacute;a &Ccedil;elik", "García Çelik"),
            ("H<sub>2</sub>O <I>in vitro</I>", "H2O in vitro"),
            ("<p>One.</p><p>Two.</p>", "One. Two."),
            ("<jats:p class=\"x\">One</jats:p>", "One"),
            ("&lt;i&gt;E. coli&lt;/i&gt;", "E. coli"),
            ("p<0.05 and a<b>c; x <in> y", "p<0.05 and ac; x <in> y"),
            ("AT&T; R&D &unknown; &#0; & more", "AT&T; R&D &unknown; &#0; & more"),
            ("&", "&"),
            ("<i", "<i"),
        ] {
            assert_eq!(clean(&plain(text)), expected, "{text}");
        }
    }
}
