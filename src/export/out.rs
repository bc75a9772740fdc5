//! Bytes on their way out: a large buffer, numbers, escapes. Every writer spends its time here.

use super::tables::Cell;
use std::io::{self, Write};

/// Bytes gathered before they are handed on.
const FULL: usize = 1 << 18;

/// `00` to `99`: two digits for one division.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// A buffer in front of a writer. What is put in cannot fail; [`end_row`](Self::end_row) can.
pub(super) struct Out<'w> {
    buffer: Vec<u8>,
    writer: &'w mut dyn Write,
}

impl<'w> Out<'w> {
    pub fn new(writer: &'w mut dyn Write) -> Self {
        Self { buffer: Vec::with_capacity(FULL + FULL / 8), writer }
    }

    /// Puts text in as it is.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.buffer.extend_from_slice(text.as_bytes());
        self
    }

    pub fn integer(&mut self, value: i64) -> &mut Self {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = value.unsigned_abs();
        while rest >= 10 {
            start -= 2;
            digits[start..start + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
            rest /= 100;
        }
        // One digit is left, or none; or the number is 0.
        if rest > 0 || value == 0 {
            start -= 1;
            digits[start] = b'0' + rest as u8;
        }
        if value < 0 {
            self.buffer.push(b'-');
        }
        self.buffer.extend_from_slice(&digits[start..]);
        self
    }

    /// Puts in the shortest digits that read back as the same number, always with a point and never with an exponent:
    /// Gephi takes a column of `1`, `2` for integers, and the later `2.5` is lost.
    pub fn float(&mut self, value: f64) -> &mut Self {
        if value.fract() == 0.0 && value.abs() < 1e15 {
            return self.integer(value as i64).text(".0");
        }
        let start = self.buffer.len();
        // A vector takes everything. serde_json finds the digits in half the time of the standard library; but it writes
        // small and large numbers with an exponent.
        let _ = serde_json::to_writer(&mut self.buffer, &value);
        if self.buffer[start..].contains(&b'e') {
            self.buffer.truncate(start);
            let _ = write!(self.buffer, "{value}");
        }
        if !self.buffer[start..].contains(&b'.') {
            self.text(".0");
        }
        self
    }

    /// Puts in the shortest digits that read back as the same number; a whole number has no point.
    pub fn number(&mut self, value: f64) -> &mut Self {
        self.float(value);
        if self.buffer.ends_with(b".0") {
            self.buffer.truncate(self.buffer.len() - 2);
        }
        self
    }

    pub fn boolean(&mut self, value: bool) -> &mut Self {
        self.text(if value { "true" } else { "false" })
    }

    /// Puts in the value of a cell, its text as the format has it.
    pub fn value(&mut self, cell: Cell<'_>, text: impl for<'o> Fn(&'o mut Self, &str) -> &'o mut Self) -> &mut Self {
        match cell {
            Cell::Integer(value) => self.integer(value),
            Cell::Float(value) => self.float(value),
            Cell::Boolean(value) => self.boolean(value),
            Cell::Text(value) => text(self, &value),
        }
    }

    /// Puts in the name of a node: `n` and its id.
    pub fn node(&mut self, id: u32) -> &mut Self {
        self.text("n").integer(id.into())
    }

    /// Puts in the name of an edge: `e` and the ids of its ends, which no other edge has.
    pub fn edge(&mut self, (source, target): (u32, u32)) -> &mut Self {
        self.text("e").integer(source.into()).text("-").integer(target.into())
    }

    /// Puts in the text of an XML element. It must hold no control characters.
    pub fn xml_text(&mut self, text: &str) -> &mut Self {
        self.escape(text, |rest| memchr::memchr3(b'&', b'<', b'>', rest))
    }

    /// Puts in the value of an XML attribute, to stand in double quotes. It must hold no control characters.
    pub fn xml_attribute(&mut self, text: &str) -> &mut Self {
        self.escape(text, |rest| memchr::memchr3(b'&', b'<', b'"', rest))
    }

    /// Puts in a cell of a comma-separated table as [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) wants it.
    pub fn csv(&mut self, text: &str) -> &mut Self {
        self.cell(text, |rest| memchr::memchr(b'"', rest))
    }

    /// Puts in a cell for Gephi, to which a backslash is an escape, in quotes and out of them.
    pub fn gephi_csv(&mut self, text: &str) -> &mut Self {
        self.cell(text, |rest| memchr::memchr2(b'"', b'\\', rest))
    }

    /// Puts in a [JSON string](https://www.rfc-editor.org/rfc/rfc8259#section-7) in its quotes.
    pub fn json(&mut self, text: &str) -> &mut Self {
        let mut rest = text.as_bytes();
        self.buffer.push(b'"');
        while let Some(at) = rest.iter().position(|&byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
            self.buffer.extend_from_slice(&rest[..at]);
            match rest[at] {
                quoted @ (b'"' | b'\\') => self.buffer.extend_from_slice(&[b'\\', quoted]),
                // A vector takes everything.
                control => _ = write!(self.buffer, "\\u{control:04x}"),
            }
            rest = &rest[at + 1..];
        }
        self.buffer.extend_from_slice(rest);
        self.buffer.push(b'"');
        self
    }

    /// Puts in the text of a [DOT string](https://graphviz.org/doc/info/lang.html), to stand in double quotes. A backslash
    /// is doubled, since Graphviz takes what follows a single one in a label for a line break or a name.
    pub fn dot(&mut self, text: &str) -> &mut Self {
        self.replace(text, |rest| memchr::memchr2(b'"', b'\\', rest), |byte| if byte == b'"' { "\\\"" } else { "\\\\" })
    }

    /// Puts in a colour as `#1f77b4`.
    pub fn colour(&mut self, colour: [u8; 3]) -> &mut Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.buffer.push(b'#');
        let digits = colour.iter().flat_map(|part| [part >> 4, part & 15]).map(|digit| DIGITS[usize::from(digit)]);
        self.buffer.extend(digits);
        self
    }

    fn cell(&mut self, text: &str, find: impl Fn(&[u8]) -> Option<usize>) -> &mut Self {
        let bytes = text.as_bytes();
        let quotes = memchr::memchr3(b',', b'"', b'\n', bytes).is_some()
            || memchr::memchr(b'\r', bytes).is_some()
            || bytes.first() == Some(&b' ')
            || bytes.last() == Some(&b' ');
        let quote = if quotes { "\"" } else { "" };
        let twice = |byte| if byte == b'"' { "\"\"" } else { "\\\\" };
        self.text(quote).replace(text, find, twice).text(quote)
    }

    fn escape(&mut self, text: &str, find: impl Fn(&[u8]) -> Option<usize>) -> &mut Self {
        self.replace(text, find, |byte| match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        })
    }

    /// Copies text but for the ASCII bytes found, which are replaced.
    fn replace(
        &mut self,
        text: &str,
        find: impl Fn(&[u8]) -> Option<usize>,
        replacement: impl Fn(u8) -> &'static str,
    ) -> &mut Self {
        let mut rest = text.as_bytes();
        while let Some(at) = find(rest) {
            self.buffer.extend_from_slice(&rest[..at]);
            self.text(replacement(rest[at]));
            rest = &rest[at + 1..];
        }
        self.buffer.extend_from_slice(rest);
        self
    }

    /// Hands the buffer on if it is full.
    pub fn end_row(&mut self) -> io::Result<()> {
        if self.buffer.len() >= FULL { self.finish() } else { Ok(()) }
    }

    /// Hands the buffer on.
    pub fn finish(&mut self) -> io::Result<()> {
        self.writer.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(put: impl FnOnce(&mut Out<'_>)) -> String {
        let mut bytes = Vec::new();
        let mut out = Out::new(&mut bytes);
        put(&mut out);
        out.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn integers() {
        for value in [0, 7, -1, 10, 99, 100, 107, 2023, 10_007, i64::MAX, i64::MIN] {
            assert_eq!(written(|out| _ = out.integer(value)), value.to_string());
        }
    }

    #[test]
    fn floats_have_a_point_and_read_back() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-3.0, "-3.0"),
            (1.5, "1.5"),
            (1.0 / 3.0, "0.3333333333333333"),
            (1e-7, "0.0000001"),
            (123456789012345680.0, "123456789012345680.0"),
        ] {
            assert_eq!(written(|out| _ = out.float(value)), expected);
        }
        // As short as the standard library's; of two numbers as short and as near it may take the other.
        let mut bits = 0u64;
        for _ in 0..20_000 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let values = [f64::from_bits(bits), (bits >> 11) as f64 / 2f64.powi(53), (bits >> 40) as f64 / 1000.0];
            for value in values.into_iter().filter(|value| value.is_finite()) {
                let (text, plain) = (written(|out| _ = out.float(value)), value.to_string());
                assert_eq!(text.parse(), Ok(value));
                assert_eq!(text.len(), plain.len() + if plain.contains('.') { 0 } else { 2 }, "{text} {plain}");
            }
        }
        for value in [f64::MAX, f64::MIN_POSITIVE, 0.1 + 0.2, 2f64.powi(70), 1e15 + 0.5] {
            let text = written(|out| _ = out.float(value));
            assert!(text.contains('.') && !text.contains(['e', 'E']), "{text}");
            assert_eq!(text.parse(), Ok(value));
        }
    }

    #[test]
    fn whole_numbers_may_go_without_a_point() {
        for (value, expected) in [(3.0, "3"), (-2.5, "-2.5"), (0.1, "0.1"), (1e300, &format!("1{}", "0".repeat(300)))] {
            assert_eq!(written(|out| _ = out.number(value)), expected);
        }
    }

    #[test]
    fn escapes() {
        assert_eq!(written(|out| _ = out.json("say \"x\" \\ 同\u{1}\n")), r#""say \"x\" \\ 同\u0001\u000a""#);
        assert_eq!(written(|out| _ = out.dot("say \"x\" \\n")), r#"say \"x\" \\n"#);
        assert_eq!(written(|out| _ = out.colour([31, 119, 180])), "#1f77b4");
        assert_eq!(written(|out| _ = out.xml_text(r#"<a b="c"> & 同伴"#)), "&lt;a b=\"c\"&gt; &amp; 同伴");
        assert_eq!(written(|out| _ = out.xml_attribute(r#"<a b="c"> &"#)), "&lt;a b=&quot;c&quot;> &amp;");
        #[rustfmt::skip]
        let cells = [
            // text       RFC 4180        Gephi
            ("plain",     "plain",        "plain"),
            ("a, b",      "\"a, b\"",     "\"a, b\""),
            ("say \"x\"", "\"say \"\"x\"\"\"", "\"say \"\"x\"\"\""),
            ("end\\",     "end\\",        "end\\\\"),
            ("a,\\",      "\"a,\\\"",     "\"a,\\\\\""),
            (" a",        "\" a\"",       "\" a\""),
            ("",          "",             ""),
        ];
        for (text, plain, gephi) in cells {
            assert_eq!(written(|out| _ = out.csv(text)), plain);
            assert_eq!(written(|out| _ = out.gephi_csv(text)), gephi);
        }
    }
}
