//! What follows from one record alone: languages, and the organisations behind affiliations.
//!
//! Everything here is inference; what it concludes reaches the graph with a rule and a confidence. Nothing looks at
//! other records.

mod affiliation;

pub(crate) use affiliation::is_abbreviated;
pub use affiliation::{OrganisationClass, Place, country_name, country_names, places, skeleton};

use crate::record::{Lang, Record};
use crate::text;
use std::borrow::Cow;

/// Facts that follow from a record, in the order of its lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Language of each title.
    pub title_languages: Vec<Option<Lang>>,
    /// Language of each abstract.
    pub abstract_languages: Vec<Option<Lang>>,
    /// Language of each keyword.
    pub keyword_languages: Vec<Option<Lang>>,
    /// Organisations each affiliation names.
    pub places: Vec<Vec<Place>>,
}

/// Draws the facts from a record.
///
/// ```
/// use citeweave::record::{LangText, Record};
/// let title = LangText { text: "同伴工作者参与服务的研究结果".into(), ..LangText::default() };
/// let record = Record { titles: vec![title], ..Record::default() };
/// assert_eq!(citeweave::extract::extract(&record).title_languages[0].as_deref(), Some("zh-hans"));
/// ```
pub fn extract(record: &Record) -> Facts {
    let tag = |lang: &Option<Lang>, text: &str| language_tag(lang.as_deref(), text);
    let title_languages: Vec<_> = record.titles.iter().map(|t| tag(&t.lang, &t.text)).collect();
    let abstract_languages: Vec<_> = record.abstracts.iter().map(|a| tag(&a.lang, &a.text)).collect();
    // Keywords in Latin letters are in the language the record is written in, if it says or shows one.
    let latin = |tags: &[Option<Lang>]| tags.iter().flatten().find(|tag| !tag.starts_with("zh")).cloned();
    let written = record.languages.iter().find(|l| !l.starts_with("zh")).cloned();
    let ambient = latin(&title_languages).or_else(|| latin(&abstract_languages)).or(written);
    let keyword_languages = record
        .keywords
        .iter()
        .map(|k| match k.lang.as_deref() {
            None if !text::has_han(&k.text) => ambient.clone().filter(|_| k.text.chars().any(char::is_alphabetic)),
            lang => language_tag(lang.or(Some("zh")), &k.text),
        })
        .collect();
    let places = record.affiliations.iter().map(|a| places(&a.as_written)).collect();
    Facts { title_languages, abstract_languages, keyword_languages, places }
}

/// The language of a text: what the source states, else what the text shows; Chinese with its script.
pub fn language_tag(stated: Option<&str>, text: &str) -> Option<Lang> {
    let lang = match stated {
        Some(stated) => Cow::Owned(stated.to_ascii_lowercase()),
        None => Cow::Borrowed(text::language(text)?),
    };
    Some(if lang == "zh" { Cow::Borrowed(text::han_script(text)) } else { lang })
}
