//! Normal forms of text, scripts and languages. Knows nothing of bibliography.
//!
//! Two forms are used everywhere: [`clean`] is what is kept and shown (NFC, white space squeezed), [`fold`] is
//! what is compared (no case, accents, punctuation). Han characters survive both untouched.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

/// Returns `text` in Unicode normal form C with white space squeezed to single blanks and trimmed.
///
/// Borrows when nothing changes, which is the normal case.
///
/// ```
/// assert_eq!(citeweave::text::clean("  A\u{30a}kerblom \n Kristina "), "Åkerblom Kristina");
/// ```
pub fn clean(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if is_plain(trimmed.as_bytes()) {
        return Cow::Borrowed(trimmed);
    }
    let tidy = if is_squeezed(trimmed) {
        Cow::Borrowed(trimmed)
    } else {
        let mut out = String::with_capacity(trimmed.len());
        for word in trimmed.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        Cow::Owned(out)
    };
    if is_nfc(&tidy) { tidy } else { Cow::Owned(tidy.nfc().collect()) }
}

/// Whether a text is ASCII without control characters and without two blanks in a row, as nearly every text is; told
/// eight bytes at a time. May say no of one that is.
fn is_plain(bytes: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The highest bit of each byte below `n`; of a byte above one of these perhaps as well.
    let below = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word & HIGH;
    let mut blank_before = false;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = word.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        let blanks = below(word ^ (ONES * u64::from(b' ')), 1);
        let doubled = blanks & blanks << 8 != 0 || blank_before && blanks & 0x80 != 0;
        if word & HIGH != 0 || below(word, 0x20) != 0 || doubled {
            return false;
        }
        blank_before = blanks >> 63 == 1;
    }
    words.remainder().iter().all(|byte| {
        let doubled = blank_before && *byte == b' ';
        blank_before = *byte == b' ';
        (0x20..0x80).contains(byte) && !doubled
    })
}

fn is_squeezed(text: &str) -> bool {
    let mut blank = false;
    for c in text.chars() {
        if c == ' ' {
            if blank {
                return false;
            }
            blank = true;
        } else if c.is_whitespace() {
            return false;
        } else {
            blank = false;
        }
    }
    true
}

/// Returns the form of `text` used to compare: lower case, without accents, ligatures resolved, every run of
/// anything but letters and digits one blank. Apostrophes vanish, so that `O'Neill` equals `ONeill`.
///
/// ```
/// assert_eq!(citeweave::text::fold("Mohn-Haugen, Torbjørn"), "mohn haugen torbjorn");
/// assert_eq!(citeweave::text::fold("同伴工作者"), "同伴工作者");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// What [`fold`] makes of an ASCII character: a letter or digit, a blank between words, or nothing (0).
const FOLDED: [u8; 128] = {
    let mut table = [b' '; 128];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        if c.is_ascii_alphanumeric() {
            table[byte] = c.to_ascii_lowercase();
        } else if matches!(c, b'\'' | b'`') {
            table[byte] = 0;
        }
        byte += 1;
    }
    table
};

/// Appends [`fold`] of `text` to `out`, without a blank between what was there and the new text.
pub fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    if text.is_ascii() {
        let mut gap = false;
        for byte in text.bytes() {
            match FOLDED[usize::from(byte)] {
                b' ' => gap = true,
                0 => {}
                letter => {
                    if gap && out.len() > start {
                        out.push(' ');
                    }
                    gap = false;
                    out.push(char::from(letter));
                }
            }
        }
        return;
    }
    let mut gap = false;
    let mut push = |c: char, out: &mut String| {
        if c.is_alphanumeric() {
            if gap && out.len() > start {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else if !matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ad}' | '`') {
            gap = true;
        }
    };
    for c in text.nfkd() {
        if is_combining_mark(c) {
            continue;
        }
        match ligature(c) {
            Some(plain) => plain.chars().for_each(|p| push(p, out)),
            None => c.to_lowercase().filter(|l| !is_combining_mark(*l)).for_each(|l| push(l, out)),
        }
    }
}

/// Letters that compatibility decomposition leaves whole, as they are commonly written in plain Latin.
fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' | 'Ø' => "o",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ß' | 'ẞ' => "ss",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        _ => return None,
    })
}

/// Returns [`fold`] of `text` with `-` between words: the readable part of an IRI. Han characters stay as they are.
///
/// ```
/// assert_eq!(citeweave::text::slug("St George's, University of London"), "st-georges-university-of-london");
/// ```
pub fn slug(text: &str) -> String {
    let mut folded = fold(text);
    if folded.contains(' ') {
        folded = folded.replace(' ', "-");
    }
    folded
}

/// Counts the characters of `text`.
pub fn count_chars(text: &str) -> u64 {
    // Every byte but a continuation byte begins a character; the compiler turns this into vector code.
    text.as_bytes().iter().filter(|b| (**b as i8) >= -0x40).count() as u64
}

/// Counts the line ends of `text`.
pub fn count_lines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Whether `c` is a Han character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Whether `text` holds at least one Han character.
pub fn has_han(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_han)
}

/// Returns the language a text is written in as far as its script and commonest words tell: `zh`, `ja`, `ko`, `ru`,
/// `en`, … or nothing. Short and mixed texts honestly give nothing.
///
/// Chinese is a text of which at least three letters in ten are Han and which has no kana.
///
/// ```
/// use citeweave::text::language;
/// assert_eq!(language("Peer workers are involved in the service"), Some("en"));
/// assert_eq!(language("同伴工作者(PW)参与服务"), Some("zh"));
/// assert_eq!(language("Zur Rolle der Genesungsbegleitung in der Psychiatrie"), Some("de"));
/// assert_eq!(language("Peer support in Norway"), None); // `in` is English, German, Dutch and Italian
/// assert_eq!(language("CITRUS"), None);
/// ```
pub fn language(text: &str) -> Option<&'static str> {
    if !text.is_ascii() {
        let (mut letters, mut han, mut kana, mut hangul, mut cyrillic) = (0u32, 0u32, 0u32, 0u32, 0u32);
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            letters += 1;
            match c {
                '\u{3040}'..='\u{30ff}' => kana += 1,
                '\u{ac00}'..='\u{d7a3}' => hangul += 1,
                '\u{0400}'..='\u{04ff}' => cyrillic += 1,
                c if is_han(c) => han += 1,
                _ => {}
            }
        }
        let share = |n: u32| n * 10 >= letters * 3 && n > 0;
        if share(kana) || (kana > 0 && share(kana + han)) {
            return Some("ja");
        }
        if share(hangul) {
            return Some("ko");
        }
        if share(han) {
            return Some("zh");
        }
        if share(cyrillic) {
            let ukrainian = text.contains(['і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є']);
            return Some(if ukrainian { "uk" } else { "ru" });
        }
    }
    let mut counts = [0u32; COMMON_WORDS.len()];
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty() && w.len() <= 6) {
        let small = word.bytes().all(|b| b.is_ascii_lowercase());
        let word = if small { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
        for language in COMMON.get(&*word).into_iter().flatten() {
            counts[*language] += 1;
        }
    }
    let best = counts.iter().enumerate().max_by_key(|(i, n)| (**n, usize::MAX - i))?;
    let tie = counts.iter().filter(|n| *n == best.1).count() > 1;
    (*best.1 > 0 && !tie).then(|| COMMON_WORDS[best.0].0)
}

/// The languages of a word, as places in [`COMMON_WORDS`].
static COMMON: LazyLock<FxHashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut languages: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, (_, words)) in COMMON_WORDS.iter().enumerate() {
        words.iter().for_each(|word| languages.entry(word).or_default().push(at));
    }
    languages
});

/// The commonest function words of the languages papers are written in. A word of several languages stands with each.
const COMMON_WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "of", "and", "with", "for", "from", "to", "by", "is", "are", "was", "were", "that", "this", "an",
            "on", "at", "its", "into", "among", "between", "how", "what", "during", "in",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "das", "und", "von", "zur", "zum", "mit", "ein", "eine", "einer", "bei", "für", "auf", "den",
            "dem", "des", "über", "im", "ist", "in",
        ],
    ),
    ("fr", &["le", "les", "des", "du", "et", "une", "dans", "pour", "sur", "aux", "au", "chez", "par", "la", "de"]),
    ("es", &["el", "los", "las", "del", "una", "con", "para", "por", "y", "en", "la", "de", "como"]),
    ("pt", &["os", "da", "do", "das", "dos", "uma", "com", "para", "por", "em", "e", "no", "na", "de", "ao"]),
    ("it", &["il", "gli", "della", "delle", "dei", "nel", "nella", "di", "con", "per", "una", "e", "le", "la", "in"]),
    ("nl", &["het", "een", "van", "voor", "met", "bij", "naar", "en", "de", "op", "in"]),
    ("no", &["og", "av", "til", "med", "på", "som", "et", "en", "hos"]),
    ("sv", &["och", "av", "till", "med", "på", "som", "ett", "för", "hos"]),
    ("pl", &["w", "z", "na", "do", "się", "oraz", "dla", "u", "i"]),
];

/// Returns `zh-hans` or `zh-hant` for a Chinese text, by the characters only one of the two scripts writes; `zh` where
/// the text holds none of either.
///
/// ```
/// use citeweave::text::han_script;
/// assert_eq!(han_script("研究结果表明"), "zh-hans");
/// assert_eq!(han_script("研究結果顯示"), "zh-hant");
/// assert_eq!(han_script("中文"), "zh");
/// ```
pub fn han_script(text: &str) -> &'static str {
    // Frequent pairs: what stands at an even place is written in simplified, what follows it in traditional script.
    const PAIRS: &str = "这這们們说說对對时時会會过過个個来來学學国國发發经經动動实實现現务務与與为為从從众眾优優价價传傳体體\
        关關兴興养養农農冲衝决決况況减減几幾击擊划劃则則创創剂劑办辦协協单單卫衛压壓厂廠历歷县縣参參双雙变變员員响響\
        园園图圖团團场場块塊坏壞坚堅处處备備复復头頭夹夾夺奪奖獎妇婦孙孫宁寧宝寶审審宪憲宽寬宾賓导導层層属屬岁歲岛島师師\
        带帶帮幫广廣应應庆慶库庫开開异異张張强強归歸录錄彻徹态態总總恶惡悬懸惊驚愿願戏戲战戰户戶执執扩擴扫掃护護报報担擔\
        择擇据據损損换換数數断斷无無旧舊显顯暂暫术術机機杀殺权權条條标標树樹样樣桥橋检檢楼樓欢歡欧歐残殘毕畢气氣汉漢没沒\
        沟溝泽澤浅淺测測济濟浓濃涂塗涨漲温溫湾灣湿濕满滿灭滅灵靈点點炼煉烟煙热熱爱愛状狀独獨环環电電画畫疗療盐鹽监監盘盤\
        盖蓋础礎确確离離种種积積称稱稳穩穷窮竞競笔筆简簡类類粮糧紧緊纪紀约約级級纯純纳納纵縱纷紛纸紙线線组組细細\
        终終结結给給络絡绝絕统統继繼绩績续續维維综綜缓緩编編缩縮网網罗羅罚罰联聯职職肿腫胜勝脑腦脸臉苏蘇药藥获獲营營萨薩\
        虑慮补補装裝见見观觀规規视視觉覺览覽计計订訂认認讨討让讓训訓议議记記讲講许許论論设設访訪证證评評识識诉訴诊診词詞\
        试試诗詩话話询詢该該详詳语語误誤请請诸諸课課调調谈談谱譜财財责責败敗货貨质質贫貧购購贸貿费費资資赋賦赛賽赞贊趋趨\
        车車转轉轮輪软軟轻輕载載较較辅輔辆輛输輸边邊达達运運还還进進远遠连連选選递遞遗遺邮郵释釋针針钟鐘钢鋼铁鐵银銀错錯\
        长長门門问問间間闻聞阅閱阳陽阴陰阶階际際陆陸险險随隨隐隱难難静靜页頁项項顺順预預领領频頻题題颜顏额額风風飞飛饮飲\
        验驗";
    let (mut simplified, mut traditional) = (0u32, 0u32);
    for c in text.chars().filter(|c| is_han(*c)) {
        match PAIRS.chars().filter(|p| is_han(*p)).position(|p| p == c) {
            Some(at) if at % 2 == 0 => simplified += 1,
            Some(_) => traditional += 1,
            None => {}
        }
        if simplified.abs_diff(traditional) > 8 {
            break;
        }
    }
    match simplified.cmp(&traditional) {
        std::cmp::Ordering::Greater => "zh-hans",
        std::cmp::Ordering::Less => "zh-hant",
        std::cmp::Ordering::Equal => "zh",
    }
}

/// Returns the rows of a table shipped in `data/tables`: columns split at tabs, comments and empty lines left out.
pub(crate) fn table_rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(|l| l.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_squeezed_wherever_it_stands() {
        for length in 0..20 {
            for at in 0..length {
                let mut text = vec!['a'; length];
                text[at] = ' ';
                let once: String = text.iter().collect();
                text.insert(at, ' ');
                let twice: String = text.iter().collect();
                text[at] = '\t';
                let tab: String = text.iter().collect();
                let expected = once.trim();
                assert_eq!([clean(&once), clean(&twice), clean(&tab)], [expected; 3], "{once:?}");
            }
        }
        assert_eq!(clean("a! b!! c! d"), "a! b!! c! d");
    }

    #[test]
    fn fold_takes_case_accents_and_punctuation_away() {
        for (text, folded) in [
            ("Åkerblom", "akerblom"),
            ("Akerblom, Kristina  Bakke", "akerblom kristina bakke"),
            ("Straße–Łódź", "strasse lodz"),
            ("O’Neill", "oneill"),
            ("İstanbul", "istanbul"),
            ("Ａｂｃ１", "abc1"),
            ("  ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn clean_borrows_what_is_clean() {
        assert!(matches!(clean("Åkerblom Kristina"), Cow::Borrowed(_)));
        assert_eq!(clean("a\u{a0}\tb\n c"), "a b c");
    }

    #[test]
    fn counts_characters_and_lines() {
        assert_eq!(count_chars("Å同a\n"), 4);
        assert_eq!(count_lines("a\nb\nc"), 2);
    }

    #[test]
    fn language_tells_scripts_and_common_words() {
        for (text, lang) in [
            ("Integrating substance use and mental health services", Some("en")),
            ("El apoyo entre iguales en los servicios de salud mental", Some("es")),
            ("精神保健におけるピアサポート", Some("ja")),
            ("정신건강 동료지원", Some("ko")),
            ("Равная поддержка", Some("ru")),
            ("PUBLIC-SERVICES", None),
            ("12 ; 1201", None),
            ("Peer support in Norway", None),
        ] {
            assert_eq!(language(text), lang, "{text}");
        }
    }
}
