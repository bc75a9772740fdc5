//! The labels and the furniture of pages: one table each.
//!
//! Mirror sites spell labels with blanks (`D O I`), with and without a colon, in brackets, alone on a line with the
//! value below, or with the value behind. [`find`] takes all of these; blanks and case never count.

use crate::text;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Label {
    Title,
    Authors,
    Affiliations,
    Corresponding,
    Keywords,
    KeywordsPlus,
    Doi,
    Pmid,
    Pmcid,
    Wos,
    Clc,
    Subject,
    Abstract,
    /// Journal or book, often with year, volume and pages behind it.
    Source,
    Conference,
    Publisher,
    Issn,
    Isbn,
    Issued,
    Available,
    Volume,
    Issue,
    /// Year, volume, issue and pages in one value.
    Numbers,
    Pages,
    ArticleNumber,
    PageCount,
    Kind,
    Language,
    Funding,
    TimesCited,
    References,
    Related,
    /// Understood, but without a place in a record.
    Kept,
}

impl Label {
    /// Whether the value may run over several lines.
    pub(super) fn is_long(self) -> bool {
        matches!(
            self,
            Self::Authors
                | Self::Affiliations
                | Self::Keywords
                | Self::KeywordsPlus
                | Self::Abstract
                | Self::Funding
                | Self::References
                | Self::Related
        )
    }

    /// Whether the value is a list of papers.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::References | Self::Related)
    }

    /// Whether a page whose labels are in Latin letters begins with it.
    pub(super) fn opens_in_latin(self) -> bool {
        matches!(self, Self::Title | Self::Authors)
    }

    /// Whether a page has it once, so that a second one belongs to the next page.
    pub(super) fn is_single(self) -> bool {
        self.opens() || matches!(self, Self::Doi | Self::Clc | Self::Subject | Self::PageCount | Self::Related)
    }

    /// Whether pages begin with it, so that it cannot stand behind the text of another paper.
    pub(super) fn opens(self) -> bool {
        matches!(self, Self::Title | Self::Authors | Self::Affiliations | Self::TimesCited)
    }

    /// Whether a page of any kind without the other signs may hold it, so that it shows nothing.
    pub(super) fn is_evidence(self) -> bool {
        matches!(
            self,
            Self::Affiliations
                | Self::Doi
                | Self::Clc
                | Self::Subject
                | Self::Abstract
                | Self::TimesCited
                | Self::Related
                | Self::Keywords
                | Self::PageCount
        )
    }
}

/// Labels without their blanks. Those in Latin letters are everyday words and count only alone on a line or with a
/// colon.
const LABELS: &[(Label, &str)] = &[
    (
        Label::Title,
        "题名|题目|标题|篇名|论文题目|中文题名|中文标题|英文题名|英文标题|外文题名|文献题名|題名|標題|Title",
    ),
    (Label::Authors, "作者|作者姓名|全部作者|论文作者|著者|Author|Authors"),
    (
        Label::Affiliations,
        "机构|機構|单位|單位|作者单位|作者單位|作者机构|机构地址|作者地址|所属机构|地址|Affiliation|\
        Affiliations|Author information|Author affiliations",
    ),
    (Label::Corresponding, "通讯作者|通訊作者|通信作者|Corresponding author"),
    (Label::Keywords, "关键词|關鍵詞|关键字|作者关键词|中文关键词|英文关键词|Keyword|Keywords|Author keywords"),
    (Label::KeywordsPlus, "扩展关键词|增补关键词|Keywords Plus"),
    (Label::Doi, "DOI|DOI号|DOI码|数字对象标识符"),
    (Label::Pmid, "PMID|PubMed ID"),
    (Label::Pmcid, "PMCID"),
    (Label::Wos, "入藏号|WOS号|WOS记录号|Accession Number"),
    (Label::Clc, "中图分类号|中圖分類號|中图法分类号|分类号|CLC number|CLC"),
    (Label::Subject, "学科分类号|學科分類號|学科分类|学科代码|Discipline code|Subject code"),
    (Label::Abstract, "摘要|中文摘要|英文摘要|内容摘要|内容提要|Abstract"),
    (
        Label::Source,
        "来源|來源|来源期刊|来源出版物|文献来源|文献出处|出处|出處|刊名|期刊|期刊名称|期刊名|刊物名称|\
        出版物名称|Journal",
    ),
    (Label::Conference, "会议名称|會議名稱|会议名"),
    (Label::Publisher, "出版社|出版者|出版商|出版单位|Publisher"),
    (Label::Issn, "ISSN|ISSN号|国际标准刊号|EISSN|eISSN号"),
    (Label::Isbn, "ISBN|ISBN号"),
    (
        Label::Issued,
        "年|年份|出版年|出版年份|发表年份|发表年|出版日期|发表日期|出版时间|发表时间|刊出日期|发布日期|\
        Publication date",
    ),
    (Label::Available, "网络首发日期|网络出版日期|在线出版日期|在线发表日期|优先出版日期|Epub"),
    (Label::Volume, "卷|卷号|卷次|Volume"),
    (Label::Issue, "期|期号|期次|Issue"),
    (
        Label::Numbers,
        "年卷期|年,卷(期)|年/卷(期)|年/卷/期|年、卷、期|年,卷,期|年卷期页|年卷期页码|年/卷/期/页|年/卷/期/页码|\
        年,卷(期):页码|卷期|卷(期)|卷/期|卷期页码|卷/期/页码",
    ),
    (Label::Pages, "页|页码|頁碼|起止页|起止页码|页码范围|Pages"),
    (Label::ArticleNumber, "文献号|论文编号|Article number"),
    (Label::PageCount, "页数|頁數|总页数|Page count|Number of pages"),
    (Label::Kind, "文献类型|论文类型|文章类型|资源类型|Document type"),
    (Label::Language, "语种|語種|语言|文种|文献语种|Language"),
    (Label::Funding, "基金|基金项目|基金資助|基金资助|资助项目|资助基金|基金资助项目|资助机构"),
    (
        Label::TimesCited,
        "被引|被引频次|被引次数|被引量|被引用|被引用频次|被引用次数|总被引|总被引频次|引用频次|引用次数|\
        被引頻次|Times cited|Cited times|Citations",
    ),
    (Label::References, "参考文献|參考文獻|引文|引用文献"),
    (Label::Related, "相关论文|相關論文|相关文献|相似文献|相似论文|推荐论文|相关文章|相关推荐|Related papers"),
    (
        Label::Kept,
        "收稿日期|修回日期|修订日期|接受日期|录用日期|作者简介|引用本文|引文格式|第一作者|导师|学位授予单位|\
        会议时间|会议地点|会议日期|主办单位|文章编号|文献标识码|下载量|下载频次|浏览量|点击量|影响因子|\
        期刊级别|收录|收录情况|Conflict of interest statement|Conflict of interest|Conflicts of interest|\
        Competing interests|Grants and funding|Publication types|MeSH terms|Comment in|Comment on|Erratum in|\
        Update in|Substances|Related information|Copyright information",
    ),
];

/// The spellings that begin with a letter.
type ByFirstLetter = HashMap<char, Vec<(&'static str, Label)>>;

fn by_first_letter() -> &'static ByFirstLetter {
    static LETTERS: LazyLock<ByFirstLetter> = LazyLock::new(|| {
        let mut letters = ByFirstLetter::new();
        for (label, spellings) in LABELS {
            for spelling in spellings.split('|') {
                let first = spelling.chars().next().unwrap_or(' ').to_ascii_lowercase();
                letters.entry(first).or_default().push((spelling, *label));
            }
        }
        letters
    });
    &LETTERS
}

/// Finds the label a line begins with, and the value behind it; an empty range where the label stands alone.
pub(super) fn find(line: &str) -> Option<(Label, Range<usize>)> {
    let bracketed = line.starts_with('[');
    let start = usize::from(bracketed);
    let first = line[start..].chars().find(|c| !c.is_whitespace())?;
    let mut best: Option<(usize, Label, Range<usize>)> = None;
    for (spelling, label) in by_first_letter().get(&first.to_ascii_lowercase())? {
        if best.as_ref().is_some_and(|(len, ..)| *len >= spelling.len()) {
            continue;
        }
        if let Some(value) =
            spelled(line, start, spelling).and_then(|end| value(line, end, spelling, *label, bracketed))
        {
            best = Some((spelling.len(), *label, value));
        }
    }
    best.map(|(_, label, value)| (label, value))
}

/// Where the spelling ends that begins at `start`: blanks between its letters do not count.
fn spelled(line: &str, start: usize, spelling: &str) -> Option<usize> {
    let mut rest = line.get(start..)?.char_indices().filter(|(_, c)| !is_blank(*c));
    let mut end = start;
    for letter in spelling.chars().filter(|c| !is_blank(*c)) {
        let (at, c) = rest.next()?;
        if !c.eq_ignore_ascii_case(&letter) {
            return None;
        }
        end = start + at + c.len_utf8();
    }
    Some(end)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// The value behind a label that ends at `end`, or nothing where what follows shows that it is no label.
fn value(line: &str, end: usize, spelling: &str, label: Label, bracketed: bool) -> Option<Range<usize>> {
    let rest = line.get(end..)?;
    let tail = rest.trim_start_matches(is_blank);
    let from = |tail: &str| {
        let value = super::line::trimmed(line, line.len() - tail.len()..line.len());
        // `[引用频次:3]`
        let closed = bracketed && line[value.clone()].ends_with(']') && !line[value.clone()].contains('[');
        value.start..value.end - usize::from(closed)
    };
    let behind = |tail: &'_ str| tail.trim_start_matches(is_blank).trim_start_matches(':').len();
    if tail.is_empty() {
        return (!bracketed).then_some(line.len()..line.len());
    }
    if let Some(tail) = tail.strip_prefix(':') {
        return Some(from(tail));
    }
    if bracketed {
        let tail = tail.strip_prefix(']')?;
        return Some(from(&line[line.len() - behind(tail)..]));
    }
    let numeric = tail.starts_with(|c: char| c.is_ascii_digit());
    if text::has_han(spelling) {
        let counted = matches!(label, Label::TimesCited | Label::PageCount) && numeric;
        let apart = tail.len() < rest.len() && spelling.chars().count() > 1;
        return (counted || apart).then(|| from(tail));
    }
    let short = matches!(label, Label::Doi | Label::Pmid | Label::Available) && numeric && tail.len() < rest.len();
    let pmc = label == Label::Pmcid && tail.starts_with("PMC") && tail.len() < rest.len();
    (short || pmc).then(|| from(tail))
}

/// The characters of labels in traditional script, and those of the simplified one.
const SCRIPTS: [&str; 2] = [
    "題標機構單關鍵詞號學類來頁碼數語種參獻論頻會議稱處資訊",
    "题标机构单关键词号学类来页码数语种参献论频会议称处资讯",
];

/// The label at the beginning of a line without blanks and marks, in one script: `D O I:` is `doi`, `題名` is `题名`.
pub(super) fn spelling(line: &str) -> String {
    let end = find(line).map_or(0, |(_, value)| value.start);
    let simplified = |c: char| {
        let at = SCRIPTS[0].chars().position(|t| t == c);
        at.and_then(|at| SCRIPTS[1].chars().nth(at)).unwrap_or(c)
    };
    line[..end].chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).map(simplified).collect()
}

/// Whether a label is spelt in Chinese, as only the pages of mirror sites have it, or spaced out like their `D O I`.
pub(super) fn is_chinese(line: &str) -> bool {
    let head = line.split(':').next().unwrap_or("").trim_start_matches('[');
    head.chars().next().is_some_and(text::is_han) || head.trim_end().eq_ignore_ascii_case("D O I")
}

/// Finds a label in Chinese that the table does not have: two to eight characters, a colon, a short value.
pub(super) fn find_unknown(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let colon = line.find(':')?;
    let name = super::line::trimmed(line, 0..colon);
    let letters = line[name.clone()].chars().filter(|c| !is_blank(*c)).count();
    let value = super::line::trimmed(line, colon + 1..line.len());
    let short = line[value.clone()].chars().count() <= 60 && !line.contains(['。', '；', '，']);
    ((2..=8).contains(&letters) && line[name.clone()].chars().all(|c| text::is_han(c) || is_blank(c)) && short)
        .then_some((name, value))
}

/// Reads the length of a list: `共 50 条`, `共找到 50 篇`.
pub(super) fn total(line: &str) -> Option<u32> {
    let rest = line.trim_matches(['(', ')', '[', ']', ' ']).strip_prefix('共')?;
    let rest = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '有' | '找' | '到' | '计'));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits)?.parse().ok()?;
    let unit = rest[digits..].trim_matches(is_blank);
    ["条", "篇", "条记录", "条结果", "篇文献", "篇论文", "項", "项", "條"].contains(&unit).then_some(number)
}

/// What belongs to the site and not to the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Furniture {
    /// A rule between things: `|`.
    Separator,
    /// Something to press or to follow: `引用`, `Cite`. It ends an abstract.
    Action,
    /// The heading of a list of other papers below a paper: `Similar articles`.
    OtherPapers,
}

/// Words of buttons, menus and links on Chinese pages; a line of nothing but these is furniture.
const BUTTONS: &str = "引用|收藏|下载|分享|导出|打印|全文|全文链接|原文链接|查看全文|阅读全文|在线阅读|下载全文|原文|获取全文|\
    全文下载|文献传递|原文传递|PDF|HTML|EPUB|CAJ|CAJ下载|PDF下载|HTML阅读|首页|主页|检索|高级检索|搜索|登录|\
    注册|退出|帮助|返回|返回顶部|返回列表|回到顶部|上一页|下一页|末页|尾页|上一篇|下一篇|更多|查看更多|展开|\
    展开全部|收起|关注|点赞|评论|纠错|反馈|订阅|复制|复制链接|加入收藏|添加收藏|引证|导出引用|引用导出|\
    引用格式|微信|微博|扫一扫|我的|我的图书馆|个人中心|关于我们|联系我们|期刊导航|文献详情|论文详情|详情|\
    详细信息|基本信息|摘要信息|当前位置|文献检索|翻译摘要|译文|原文摘要|收錄|下載|引用本文";

/// Words of buttons, menus and links on English pages; a line that is one of these is furniture.
const LINKS: &str = "cite|share|save|email|e-mail|send to|favorites|collections|add to collections|permalink|copy|actions|\
    full text links|full text|free article|free pmc article|pubmed|pmc|pubmed disclaimer|linkout - more resources|\
    figures|display options|format|search|advanced|advanced search|log in|\
    login|sign in|create alert|home|menu|navigation|download|download .nbib|print|share on|twitter|facebook|\
    linkedin|export|skip to main content|expand|collapse|show more|show details|back to top|item in clipboard|\
    clipboard|create file|user guide|an official website of the united states government|here's how you know|\
    page navigation|title & authors|no abstract available";

/// Headings on English pages below which other papers are listed.
const OTHER_PAPERS: &[&str] =
    &["similar articles", "cited by", "references", "related articles", "recommended articles"];

/// Tells whether a line belongs to the site.
pub(super) fn furniture(line: &str) -> Option<Furniture> {
    static KNOWN: LazyLock<[HashSet<&str>; 2]> =
        LazyLock::new(|| [BUTTONS, LINKS].map(|words| words.split('|').collect()));
    let [buttons, links] = &*KNOWN;
    let pager = |c: char| c.is_ascii_digit() || c.is_whitespace() || "←→«»‹›…".contains(c);
    // `← 1 2 3 4 5 →`
    if !line.chars().any(char::is_alphanumeric)
        || line.chars().all(pager) && line.contains(['→', '»', '›', '←', '«', '‹'])
    {
        return Some(Furniture::Separator);
    }
    let plain = line.trim_matches(|c: char| !c.is_alphanumeric());
    if line.len() > 200 {
        return None;
    }
    let lower = plain.to_lowercase().replace('’', "'");
    if OTHER_PAPERS.contains(&lower.as_str()) {
        return Some(Furniture::OtherPapers);
    }
    if links.contains(lower.as_str()) {
        return Some(Furniture::Action);
    }
    let is_gap = |c: char| c.is_whitespace() || "|/>·•»›<«‹,:()[]←→…".contains(c);
    let mut words = line.split(is_gap).filter(|w| !w.is_empty()).peekable();
    let mut named = false;
    let known = words.all(|word| {
        let button = buttons.contains(word);
        named |= button;
        // Page numbers and counts stand between buttons: `上一页 1 2 3 下一页`, `收藏(0)`.
        button || word.bytes().all(|b| b.is_ascii_digit())
    });
    (known && named).then_some(Furniture::Action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_every_dress() {
        for (line, label, value) in [
            ("被引:0", Label::TimesCited, "0"),
            ("被引频次 3", Label::TimesCited, "3"),
            ("被引3次", Label::TimesCited, "3次"),
            ("[引用频次:3]", Label::TimesCited, "3"),
            ("D O I", Label::Doi, ""),
            ("D O I : 10.1080/14719037.2024.2397471", Label::Doi, "10.1080/14719037.2024.2397471"),
            ("doi 10.1000/182", Label::Doi, "10.1000/182"),
            ("作 者", Label::Authors, ""),
            ("作者:王伟; 李四", Label::Authors, "王伟; 李四"),
            ("作者单位: 华中师范大学", Label::Affiliations, "华中师范大学"),
            ("[摘要] 目的", Label::Abstract, "目的"),
            ("[摘要]:目的", Label::Abstract, "目的"),
            ("年:2013", Label::Issued, "2013"),
            ("卷", Label::Volume, ""),
            ("年,卷(期): 2013, 27(6)", Label::Numbers, "2013, 27(6)"),
            ("页数:23", Label::PageCount, "23"),
            ("Keywords: Peer worker; Recovery.", Label::Keywords, "Peer worker; Recovery."),
            ("ABSTRACT", Label::Abstract, ""),
            ("PMCID: PMC10262433", Label::Pmcid, "PMC10262433"),
        ] {
            let found = find(line);
            assert_eq!(found.as_ref().map(|(label, _)| *label), Some(label), "{line}");
            assert_eq!(found.map(|(_, range)| &line[range]), Some(value), "{line}");
        }
        for line in [
            "作者认为",
            "Abstract thinking in adults",
            "Do I need this",
            "期刊物",
            "来源于挪威",
            "被引用的研究",
            "[1] 摘要",
        ] {
            assert_eq!(find(line), None, "{line}");
        }
        assert_eq!(
            (spelling("題 名:一"), spelling("题名"), spelling("D O I:")),
            ("题名".into(), "题名".into(), "doi".into())
        );
        assert!(is_chinese("D O I") && is_chinese("[摘要]") && !is_chinese("DOI: 10.1000/182"));
    }

    #[test]
    fn unknown_labels_are_short() {
        assert!(find_unknown("馆藏号:A 12").is_some());
        assert!(find_unknown("结果如下:管理者认为同伴工作者推动了服务使用者参与度不断提高的持续转变。").is_none());
        assert!(find_unknown("Results: none").is_none());
    }

    #[test]
    fn totals_and_furniture() {
        assert_eq!(
            (total("共 50 条"), total("共50条记录"), total("共同创造"), total("共 条")),
            (Some(50), Some(50), None, None)
        );
        for line in [
            "|",
            "← 1 2 3 4 5 →",
            "引用",
            "收藏(0)",
            "引用 | 收藏 | 下载",
            "上一页 1 2 3 下一页",
            "Similar articles",
            "首页 > 检索",
        ] {
            assert!(furniture(line).is_some(), "{line}");
        }
        for line in ["12 ; 1201", "引用文献", "0", "Cite this work", "检索了数据库"] {
            assert!(furniture(line).is_none(), "{line}");
        }
    }
}
