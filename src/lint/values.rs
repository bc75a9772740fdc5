//! What each program makes of a text: Java's, Python's, JavaScript's and C's ideas of a number, Gephi's of a colour.

use super::rules::Id;
use super::{Notes, Program, Programs, Short};

/// The type of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Boolean,
    Byte,
    Short,
    Integer,
    Long,
    BigInteger,
    Float,
    Double,
    BigDecimal,
    Char,
    Text,
}

/// The type of an attribute, or of the members of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Type {
    pub scalar: Scalar,
    pub list: bool,
}

impl Type {
    pub const TEXT: Self = Self { scalar: Scalar::Text, list: false };

    /// The type that Gephi knows by this name, in GraphML or in GEXF, where two more names are known.
    pub fn from_name(name: &str, gexf: bool) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (name, list) = name.strip_prefix("list").map_or((&*name, false), |member| (member, true));
        let scalar = match name {
            "boolean" => Scalar::Boolean,
            "bool" if !list => Scalar::Boolean,
            "int" => Scalar::Integer,
            "integer" if gexf || !list => Scalar::Integer,
            "long" => Scalar::Long,
            "float" => Scalar::Float,
            "double" => Scalar::Double,
            "string" => Scalar::Text,
            "bigdecimal" => Scalar::BigDecimal,
            "biginteger" => Scalar::BigInteger,
            "byte" => Scalar::Byte,
            "char" => Scalar::Char,
            "character" if gexf => Scalar::Char,
            "short" => Scalar::Short,
            _ => return None,
        };
        Some(Self { scalar, list })
    }

    pub fn is_integer(self) -> bool {
        !self.list && matches!(self.scalar, Scalar::Byte | Scalar::Short | Scalar::Integer | Scalar::Long)
    }

    pub fn is_number(self) -> bool {
        self.is_integer() || !self.list && matches!(self.scalar, Scalar::Float | Scalar::Double)
    }
}

/// Where a value stands, and who takes it by its type.
pub(super) struct Cell<'a> {
    pub at: usize,
    /// Number of the column, so that each one has its first finding listed.
    pub column: u32,
    pub name: &'a str,
    /// The programs that read it as a column.
    pub programs: Programs,
    pub gexf: bool,
}

/// Reports what becomes of the value of an attribute.
pub(super) fn check(notes: &mut Notes<'_>, cell: &Cell<'_>, kind: Type, text: &str) {
    let Cell { at, column, name, programs, gexf } = *cell;
    let has = |program| programs.contains(program);
    let subject = format_args!("{} in {}", Short(text), Short(name));
    let gephi = Programs::of(&[Program::Gephi]);
    if has(Program::Gephi) {
        if text.eq_ignore_ascii_case("null") {
            notes.only(Id::ValueNull, gephi, at, column, format_args!("{}", Short(name)));
            return;
        }
        if kind.scalar == Scalar::Text && text.contains("INF") {
            notes.only(Id::ValueInfinity, gephi, at, column, subject);
        }
    }
    if text.is_empty() {
        return;
    }
    let (mut lost, mut refused) = (Vec::new(), Vec::new());
    if has(Program::Gephi) && !text.trim().is_empty() && !gephi_takes_replaced(kind, text) {
        lost.push(Program::Gephi);
    }
    if !kind.list {
        let number = kind.is_number();
        if has(Program::GephiLite) && number && !is_script_number(text) {
            lost.push(Program::GephiLite);
        }
        let python = match kind.scalar {
            Scalar::Integer | Scalar::Long => is_python_integer(text),
            Scalar::Float | Scalar::Double => is_python_float(text),
            Scalar::Boolean if gexf => matches!(text, "true" | "false" | "True" | "False" | "0" | "1"),
            Scalar::Boolean => ["true", "false", "0", "1"].iter().any(|word| text.eq_ignore_ascii_case(word)),
            _ => true,
        };
        if has(Program::Networkx) && !python {
            refused.push(Program::Networkx);
        }
        if has(Program::Igraph) && number && !is_real(text) {
            refused.push(Program::Igraph);
        }
        if kind.scalar == Scalar::Boolean {
            let java = match text {
                "1" => true,
                "0" => true,
                text => ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)),
            };
            let script = if gexf { matches!(text, "true" | "false") } else { java && text.len() > 1 };
            let astray: Vec<Program> = [(Program::Gephi, java), (Program::GephiLite, script || text == "0")]
                .into_iter()
                .filter_map(|(program, fine)| (!fine && has(program)).then_some(program))
                .collect();
            notes.only(Id::ValueBoolean, Programs::of(&astray), at, column, subject);
        }
        if kind.scalar == Scalar::Long && text.trim().parse::<i64>().is_ok_and(|value| value.unsigned_abs() > 1 << 53) {
            notes.only(Id::IntegerInexact, programs, at, column, subject);
        }
    }
    notes.only(Id::ValueType, Programs::of(&lost), at, column, subject);
    notes.only(Id::ValueTypeRefused, Programs::of(&refused), at, column, subject);
}

/// Whether Gephi takes a text once its `INF` is made `Infinity`.
fn gephi_takes_replaced(kind: Type, text: &str) -> bool {
    if text.contains("INF") { gephi_takes(kind, &text.replace("INF", "Infinity")) } else { gephi_takes(kind, text) }
}

/// Whether Gephi reads a text as a value of a type.
pub(super) fn gephi_takes(kind: Type, text: &str) -> bool {
    if kind.list {
        let member = Type { list: false, ..kind };
        let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
        return kind.scalar == Scalar::Text || inner.split(',').all(|text| gephi_takes(member, text.trim()));
    }
    match kind.scalar {
        Scalar::Text | Scalar::Boolean => true,
        Scalar::Byte => java_integer::<i8>(text),
        Scalar::Short => java_integer::<i16>(text),
        Scalar::Integer => java_integer::<i32>(text),
        Scalar::Long => java_integer::<i64>(text),
        Scalar::BigInteger => is_digits(unsigned(text)),
        Scalar::Float | Scalar::Double => java_double(text).is_some(),
        Scalar::BigDecimal => is_decimal(unsigned(text)),
        Scalar::Char => text.chars().count() == 1,
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit())
}

/// A decimal number without sign, with or without point and exponent.
fn is_decimal(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '.') && text.parse::<f64>().is_ok()
}

/// Whether `parseInt` and its kin take a text: no blanks, nothing but digits after the sign.
pub(super) fn java_integer<T: std::str::FromStr>(text: &str) -> bool {
    is_digits(unsigned(text)) && text.parse::<T>().is_ok()
}

/// The number that `parseDouble` reads: blanks around it are fine, as are `NaN`, `Infinity`, `1d` and `0x1p3`.
pub(super) fn java_double(text: &str) -> Option<f64> {
    let text = text.trim_matches(|letter: char| letter <= ' ');
    let bare = unsigned(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match bare {
        "NaN" => return Some(f64::NAN),
        "Infinity" => return Some(sign * f64::INFINITY),
        _ => (),
    }
    let number = bare.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(bare);
    if let Some(hexadecimal) = number.strip_prefix("0x").or_else(|| number.strip_prefix("0X")) {
        let (mantissa, exponent) = hexadecimal.split_once(['p', 'P'])?;
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{part}");
        let digits = digits.trim_start_matches('0');
        let mantissa = if digits.is_empty() { 0 } else { u64::from_str_radix(digits, 16).ok()? };
        let scale = exponent.parse::<i32>().ok()?.checked_sub(4 * i32::try_from(part.len()).ok()?)?;
        return (whole.len() + part.len() > 0).then(|| sign * mantissa as f64 * f64::from(scale).exp2());
    }
    is_decimal(number).then(|| number.parse::<f64>().ok().map(|number| sign * number)).flatten()
}

/// Whether Python's `int` takes a text.
pub(super) fn is_python_integer(text: &str) -> bool {
    let digits = unsigned(text.trim());
    digits.split('_').all(is_digits)
}

/// Whether Python's `float` takes a text.
pub(super) fn is_python_float(text: &str) -> bool {
    let grouped = text.contains('_') && is_python_integer(text);
    grouped || is_real(text)
}

/// Whether igraph takes a text for a number.
pub(super) fn is_real(text: &str) -> bool {
    let number = unsigned(text.trim());
    let word = ["inf", "infinity", "nan"].iter().any(|word| number.eq_ignore_ascii_case(word));
    word || is_decimal(number)
}

/// Whether JavaScript's `Number` takes a text.
pub(super) fn is_script_number(text: &str) -> bool {
    let number = text.trim();
    let bare = unsigned(number);
    let hexadecimal = number.strip_prefix("0x").is_some_and(|digits| u64::from_str_radix(digits, 16).is_ok());
    number.is_empty() || bare == "Infinity" || hexadecimal || is_decimal(bare)
}

/// Whether a text is a number written with a decimal comma.
pub(super) fn has_decimal_comma(text: &str) -> bool {
    text.trim().split_once(',').is_some_and(|(whole, part)| {
        let whole = unsigned(whole);
        (whole.is_empty() || is_digits(whole)) && is_digits(part)
    })
}

/// The date that Gephi reads, `yyyy-MM-dd` and what may follow: `T`, hours, minutes, seconds, a zone. On a scale of days that
/// keeps the order.
pub(super) fn parse_date(text: &str) -> Option<f64> {
    let (date, time) = text.split_once(['T', 't']).unwrap_or((text, ""));
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let days = f64::from(year) * 372.0 + f64::from(month) * 31.0 + f64::from(day);
    if time.is_empty() {
        return Some(days);
    }
    let clock = time.split(['Z', 'z', '+', '-']).next().unwrap_or_default();
    let mut seconds = 0.0;
    for (part, unit) in clock.split(':').zip([3600.0, 60.0, 1.0]) {
        seconds += part.parse::<f64>().ok()? * unit;
    }
    Some(days + seconds / 86400.0)
}

/// What Gephi takes the name of a colour for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// The colour that is meant.
    Known,
    /// Another colour: `#F00` is read as `#000F00`.
    Misread,
    Unknown,
}

/// Tells how Gephi reads a colour: a name, or a number as Java's `Color.decode` takes it.
pub(super) fn colour(text: &str) -> Colour {
    let text = text.to_lowercase().replace(' ', "");
    let number = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let shade = &text[number.len()..];
    let known = match number {
        "gray" | "grey" => shade.is_empty() || shade.parse::<u8>().is_ok_and(|shade| shade <= 100),
        name => COLOURS.contains(&name) && matches!(shade, "" | "1" | "2" | "3" | "4"),
    };
    if known {
        return Colour::Known;
    }
    let bare = unsigned(&text);
    let (digits, radix) = match bare.strip_prefix('#').or_else(|| bare.strip_prefix("0x")) {
        Some(digits) => (digits, 16),
        None if bare.len() > 1 && bare.starts_with('0') => (bare, 8),
        None => (bare, 10),
    };
    let plain = digits.chars().all(|letter| letter.is_digit(radix));
    match i32::from_str_radix(digits, radix) {
        Ok(_) if plain && (radix != 16 || digits.len() == 6) => Colour::Known,
        Ok(_) if plain => Colour::Misread,
        _ => Colour::Unknown,
    }
}

/// Colour names of X11 and of dvips that Gephi knows; `1` to `4` may follow many of them.
#[rustfmt::skip]
const COLOURS: &[&str] = &[
    "aliceblue", "antiquewhite", "apricot", "aquamarine", "azure", "beige", "bisque", "bittersweet", "black",
    "blanchedalmond", "blue", "bluegreen", "blueviolet", "brickred", "brown", "burlywood", "burntorange", "cadetblue",
    "canary", "carnationpink", "cerulean", "chartreuse", "chocolate", "coral", "cornflowerblue", "cornsilk", "crimson",
    "cyan", "dandelion", "darkblue", "darkcyan", "darkgoldenrod", "darkgray", "darkgreen", "darkgrey", "darkkhaki",
    "darkmagenta", "darkolivegreen", "darkorange", "darkorchid", "darkred", "darksalmon", "darkseagreen",
    "darkslateblue", "darkslategray", "darkslategrey", "darkturquoise", "darkviolet", "deeppink", "deepskyblue",
    "dimgray", "dimgrey", "dodgerblue", "emerald", "firebrick", "floralwhite", "forestgreen", "fuchsia", "gainsboro",
    "ghostwhite", "gold", "goldenrod", "green", "greenyellow", "honeydew", "hotpink", "indianred", "indigo", "ivory",
    "junglegreen", "khaki", "lavender", "lavenderblush", "lawngreen", "lemonchiffon", "lightblue", "lightcoral",
    "lightcyan", "lightgoldenrod", "lightgoldenrodyellow", "lightgray", "lightgreen", "lightgrey", "lightmagenta",
    "lightorange", "lightpink", "lightpurple", "lightsalmon", "lightseagreen", "lightskyblue", "lightslateblue",
    "lightslategray", "lightslategrey", "lightsteelblue", "lightyellow", "limegreen", "linen", "magenta", "mahogany",
    "maroon", "mediumaquamarine", "mediumblue", "mediumorchid", "mediumpurple", "mediumseagreen", "mediumslateblue",
    "mediumspringgreen", "mediumturquoise", "mediumvioletred", "melon", "midnightblue", "mintcream", "mistyrose",
    "moccasin", "mulberry", "navajowhite", "navy", "navyblue", "oldlace", "olivedrab", "olivegreen", "orange",
    "orangered", "orchid", "palegoldenrod", "palegreen", "paleturquoise", "palevioletred", "papayawhip", "peach",
    "peachpuff", "periwinkle", "peru", "pinegreen", "pink", "plum", "powderblue", "processblue", "purple", "rawsienna",
    "red", "redorange", "redviolet", "rhodamine", "rosybrown", "royalblue", "royalpurple", "rubinered", "saddlebrown",
    "salmon", "sandybrown", "seagreen", "seashell", "sepia", "sienna", "skyblue", "slateblue", "slategray", "slategrey",
    "snow", "springgreen", "steelblue", "tan", "tealblue", "thistle", "tomato", "turquoise", "violet", "violetred",
    "wheat", "white", "whitesmoke", "wildstrawberry", "yellow", "yellowgreen", "yelloworange",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_each_language_takes() {
        // Java, Python and JavaScript themselves say so.
        #[rustfmt::skip]
        let cases = [
            // text      parseInt parseDouble  int    float  Number
            ("12",        true,  true,         true,  true,  true),
            ("+3",        true,  true,         true,  true,  true),
            (" 12 ",      false, true,         true,  true,  true),
            ("1_000",     false, false,        true,  true,  false),
            ("1.5",       false, true,         false, true,  true),
            ("1,5",       false, false,        false, false, false),
            ("3000000000", false, true,        true,  true,  true),
            ("1e400",     false, true,         false, true,  true),
            (".5",        false, true,         false, true,  true),
            ("NaN",       false, true,         false, true,  false),
            ("inf",       false, false,        false, true,  false),
            ("Infinity",  false, true,         false, true,  true),
            ("1d",        false, true,         false, false, false),
            ("0x10",      false, false,        false, false, true),
            ("0x1p3",     false, true,         false, false, false),
            ("abc",       false, false,        false, false, false),
            ("-",         false, false,        false, false, false),
        ];
        for (text, int, double, python_int, python_float, script) in cases {
            assert_eq!(java_integer::<i32>(text), int, "parseInt {text}");
            assert_eq!(java_double(text).is_some(), double, "parseDouble {text}");
            assert_eq!(is_python_integer(text), python_int, "int {text}");
            assert_eq!(is_python_float(text), python_float, "float {text}");
            assert_eq!(is_script_number(text), script, "Number {text}");
        }
        assert_eq!(java_double("-0x1.8p1"), Some(-3.0));
        assert!(has_decimal_comma("-2,5") && !has_decimal_comma("2.5") && !has_decimal_comma("1,2,3"));
    }

    #[test]
    fn dates_keep_their_order() {
        assert!(parse_date("2001-12-31") < parse_date("2002-01-01"));
        assert!(parse_date("2001-01-01T10:00:00Z") < parse_date("2001-01-01T10:30:00"));
        for text in ["2001", "2001-13-01", "2001-01", "12-15", "2001-01-01Tnoon"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn colours_are_what_gephi_makes_of_them() {
        // From an import of the same texts with Gephi 0.10.1.
        #[rustfmt::skip]
        let cases = [
            ("Dark Gray", Colour::Known), ("darkorange", Colour::Known), ("hotpink", Colour::Known),
            ("gray47", Colour::Known), ("#FF8000", Colour::Known), ("0xff8000", Colour::Known), ("255", Colour::Known),
            ("#F00", Colour::Misread), ("#11223344", Colour::Misread),
            ("#FF223344", Colour::Unknown), ("rgb(1,2,3)", Colour::Unknown), ("FF0000", Colour::Unknown),
            ("gray101", Colour::Unknown), ("", Colour::Unknown), ("#", Colour::Unknown),
        ];
        for (text, expected) in cases {
            assert_eq!(colour(text), expected, "{text}");
        }
    }
}
