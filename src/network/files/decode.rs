//! Bytes of a network file as text: by byte order mark, by what XML declares, else UTF-8, else by a guess that is told.

use super::{Odd, Remarks};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// The declaration of an encoding stands in so many bytes.
const DECLARATION: usize = 256;

pub(super) fn decode<'b>(bytes: &'b [u8], remarks: &mut Remarks) -> Cow<'b, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, bytes.get(mark..).unwrap_or_default(), remarks);
    }
    if let Some(encoding) = declared(bytes) {
        return decoded(encoding, bytes, remarks);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    remarks.note(Odd::Encoding, 0, || encoding.name().to_string());
    decoded(encoding, bytes, remarks)
}

fn decoded<'b>(encoding: &'static Encoding, bytes: &'b [u8], remarks: &mut Remarks) -> Cow<'b, str> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken {
        remarks.note(Odd::Undecodable, 0, || encoding.name().to_string());
    }
    text
}

/// The encoding an XML declaration names, unless it is UTF-8 or contradicts the bytes: a declaration that can be read is
/// not in UTF-16.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARATION))?;
    let head = head.strip_prefix(b"<?xml")?;
    let head = String::from_utf8_lossy(head.get(..memchr::memmem::find(head, b"?>")?)?);
    let (_, value) = head.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible() && *encoding != UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_by_mark_and_by_declaration() {
        let text = |bytes: &[u8]| decode(bytes, &mut Remarks::default()).into_owned();
        assert_eq!(text(b"\xef\xbb\xbfid"), "id");
        assert_eq!(text(b"\xff\xfei\0d\0"), "id");
        assert_eq!(text(b"\xfe\xff\0i\0d"), "id");
        assert_eq!(text(b"<?xml version='1.0' encoding='ISO-8859-1'?><a b='\xe9'/>").matches('é').count(), 1);
        assert_eq!(text(b"<?xml encoding=\"windows-1252\"?>\x80").matches('€').count(), 1);
        assert_eq!(text("<?xml encoding=\"UTF-16\"?>é".as_bytes()).matches('é').count(), 1);
        assert_eq!(text(b"id\tlabel\n1\tM\xfcller, J\xf6rg"), "id\tlabel\n1\tMüller, Jörg");
    }
}
