//! Languages as catalogues name them: by code, by English name, by their own name.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Returns the two-letter code ([BCP 47](https://www.rfc-editor.org/rfc/rfc5646)) of a language given as a code of ISO 639,
/// with or without a region, or by a name of `data/tables/languages.tsv`.
///
/// ```
/// use citeweave::record::language_code;
/// assert_eq!(language_code("eng"), Some("en"));
/// assert_eq!(language_code("en-US"), Some("en"));
/// assert_eq!(language_code("Chinese"), Some("zh"));
/// assert_eq!(language_code("中文"), Some("zh"));
/// assert_eq!(language_code("und"), None);
/// ```
pub fn language_code(name: &str) -> Option<&'static str> {
    static CODES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        crate::text::table_rows(include_str!("../../data/tables/languages.tsv"))
            .flat_map(|row| {
                let code = row.first().copied().unwrap_or("");
                let others = row.get(4).copied().unwrap_or("").split('|');
                let names = row.iter().take(4).copied().chain(others).filter(|n| !n.is_empty());
                names.map(|name| (name.to_lowercase(), code)).collect::<Vec<_>>()
            })
            .collect()
    });
    // The commonest answer without a look into the table.
    let name = name.trim().trim_end_matches('.');
    if matches!(name, "eng" | "English" | "en") {
        return Some("en");
    }
    let lower = name.to_lowercase();
    let region = || lower.split_once(['-', '_', '(']).map(|(language, _)| language.trim());
    CODES.get(lower.as_str()).or_else(|| CODES.get(region()?)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names() {
        for (name, code) in [
            ("fre", Some("fr")),
            ("fra", Some("fr")),
            ("FR", Some("fr")),
            ("French", Some("fr")),
            ("Français", Some("fr")),
            ("zh_CN", Some("zh")),
            ("German (Austria)", Some("de")),
            ("mul", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(language_code(name), code, "{name}");
        }
    }
}
