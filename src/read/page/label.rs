//! The labels and the furniture of pages: one table each.
//!
//! Mirror sites spell labels with blanks (`D O I`), with and without a colon, in brackets, alone on a line with the
//! value below, or with the value behind. [`find`] takes all of these; blanks and case never count.

use crate::text;
use std::ops::Range;

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
/// colon; those of one character only with a colon.
const LABELS: &[(&str, Label)] = {
    use Label::*;
    &[
        ("题名", Title),
        ("题目", Title),
        ("标题", Title),
        ("篇名", Title),
        ("论文题目", Title),
        ("中文题名", Title),
        ("中文标题", Title),
        ("英文题名", Title),
        ("英文标题", Title),
        ("外文题名", Title),
        ("文献题名", Title),
        ("題名", Title),
        ("標題", Title),
        ("Title", Title),
        ("作者", Authors),
        ("作者姓名", Authors),
        ("全部作者", Authors),
        ("论文作者", Authors),
        ("著者", Authors),
        ("Author", Authors),
        ("Authors", Authors),
        ("机构", Affiliations),
        ("機構", Affiliations),
        ("单位", Affiliations),
        ("單位", Affiliations),
        ("作者单位", Affiliations),
        ("作者單位", Affiliations),
        ("作者机构", Affiliations),
        ("机构地址", Affiliations),
        ("作者地址", Affiliations),
        ("所属机构", Affiliations),
        ("地址", Affiliations),
        ("Affiliation", Affiliations),
        ("Affiliations", Affiliations),
        ("Author information", Affiliations),
        ("Author affiliations", Affiliations),
        ("通讯作者", Corresponding),
        ("通訊作者", Corresponding),
        ("通信作者", Corresponding),
        ("Corresponding author", Corresponding),
        ("关键词", Keywords),
        ("關鍵詞", Keywords),
        ("关键字", Keywords),
        ("作者关键词", Keywords),
        ("中文关键词", Keywords),
        ("英文关键词", Keywords),
        ("Keyword", Keywords),
        ("Keywords", Keywords),
        ("Author keywords", Keywords),
        ("扩展关键词", KeywordsPlus),
        ("增补关键词", KeywordsPlus),
        ("Keywords Plus", KeywordsPlus),
        ("DOI", Doi),
        ("DOI号", Doi),
        ("DOI码", Doi),
        ("数字对象标识符", Doi),
        ("PMID", Pmid),
        ("PubMed ID", Pmid),
        ("PMCID", Pmcid),
        ("入藏号", Wos),
        ("WOS号", Wos),
        ("WOS记录号", Wos),
        ("Accession Number", Wos),
        ("中图分类号", Clc),
        ("中圖分類號", Clc),
        ("中图法分类号", Clc),
        ("分类号", Clc),
        ("学科分类号", Subject),
        ("學科分類號", Subject),
        ("学科分类", Subject),
        ("学科代码", Subject),
        ("摘要", Abstract),
        ("中文摘要", Abstract),
        ("英文摘要", Abstract),
        ("内容摘要", Abstract),
        ("内容提要", Abstract),
        ("Abstract", Abstract),
        ("来源", Source),
        ("來源", Source),
        ("来源期刊", Source),
        ("来源出版物", Source),
        ("文献来源", Source),
        ("文献出处", Source),
        ("出处", Source),
        ("出處", Source),
        ("刊名", Source),
        ("期刊", Source),
        ("期刊名称", Source),
        ("期刊名", Source),
        ("刊物名称", Source),
        ("出版物名称", Source),
        ("Journal", Source),
        ("会议名称", Conference),
        ("會議名稱", Conference),
        ("会议名", Conference),
        ("出版社", Publisher),
        ("出版者", Publisher),
        ("出版商", Publisher),
        ("出版单位", Publisher),
        ("Publisher", Publisher),
        ("ISSN", Issn),
        ("ISSN号", Issn),
        ("国际标准刊号", Issn),
        ("EISSN", Issn),
        ("eISSN号", Issn),
        ("ISBN", Isbn),
        ("ISBN号", Isbn),
        ("年", Issued),
        ("年份", Issued),
        ("出版年", Issued),
        ("出版年份", Issued),
        ("发表年份", Issued),
        ("发表年", Issued),
        ("出版日期", Issued),
        ("发表日期", Issued),
        ("出版时间", Issued),
        ("发表时间", Issued),
        ("刊出日期", Issued),
        ("发布日期", Issued),
        ("Publication date", Issued),
        ("网络首发日期", Available),
        ("网络出版日期", Available),
        ("在线出版日期", Available),
        ("在线发表日期", Available),
        ("优先出版日期", Available),
        ("Epub", Available),
        ("卷", Volume),
        ("卷号", Volume),
        ("卷次", Volume),
        ("Volume", Volume),
        ("期", Issue),
        ("期号", Issue),
        ("期次", Issue),
        ("Issue", Issue),
        ("年卷期", Numbers),
        ("年,卷(期)", Numbers),
        ("年/卷(期)", Numbers),
        ("年/卷/期", Numbers),
        ("年、卷、期", Numbers),
        ("年,卷,期", Numbers),
        ("年卷期页", Numbers),
        ("年卷期页码", Numbers),
        ("年/卷/期/页", Numbers),
        ("年/卷/期/页码", Numbers),
        ("年,卷(期):页码", Numbers),
        ("卷期", Numbers),
        ("卷(期)", Numbers),
        ("卷/期", Numbers),
        ("卷期页码", Numbers),
        ("卷/期/页码", Numbers),
        ("页", Pages),
        ("页码", Pages),
        ("頁碼", Pages),
        ("起止页", Pages),
        ("起止页码", Pages),
        ("页码范围", Pages),
        ("Pages", Pages),
        ("文献号", ArticleNumber),
        ("论文编号", ArticleNumber),
        ("Article number", ArticleNumber),
        ("页数", PageCount),
        ("頁數", PageCount),
        ("总页数", PageCount),
        ("文献类型", Kind),
        ("论文类型", Kind),
        ("文章类型", Kind),
        ("资源类型", Kind),
        ("Document type", Kind),
        ("语种", Language),
        ("語種", Language),
        ("语言", Language),
        ("文种", Language),
        ("文献语种", Language),
        ("Language", Language),
        ("基金", Funding),
        ("基金项目", Funding),
        ("基金資助", Funding),
        ("基金资助", Funding),
        ("资助项目", Funding),
        ("资助基金", Funding),
        ("基金资助项目", Funding),
        ("资助机构", Funding),
        ("被引", TimesCited),
        ("被引频次", TimesCited),
        ("被引次数", TimesCited),
        ("被引量", TimesCited),
        ("被引用", TimesCited),
        ("被引用频次", TimesCited),
        ("被引用次数", TimesCited),
        ("总被引", TimesCited),
        ("总被引频次", TimesCited),
        ("引用频次", TimesCited),
        ("引用次数", TimesCited),
        ("被引頻次", TimesCited),
        ("参考文献", References),
        ("參考文獻", References),
        ("引文", References),
        ("引用文献", References),
        ("相关论文", Related),
        ("相關論文", Related),
        ("相关文献", Related),
        ("相似文献", Related),
        ("相似论文", Related),
        ("推荐论文", Related),
        ("相关文章", Related),
        ("相关推荐", Related),
        ("收稿日期", Kept),
        ("修回日期", Kept),
        ("修订日期", Kept),
        ("接受日期", Kept),
        ("录用日期", Kept),
        ("作者简介", Kept),
        ("引用本文", Kept),
        ("引文格式", Kept),
        ("第一作者", Kept),
        ("导师", Kept),
        ("学位授予单位", Kept),
        ("会议时间", Kept),
        ("会议地点", Kept),
        ("会议日期", Kept),
        ("主办单位", Kept),
        ("文章编号", Kept),
        ("文献标识码", Kept),
        ("下载量", Kept),
        ("下载频次", Kept),
        ("浏览量", Kept),
        ("点击量", Kept),
        ("影响因子", Kept),
        ("期刊级别", Kept),
        ("收录", Kept),
        ("收录情况", Kept),
        ("Conflict of interest statement", Kept),
        ("Conflict of interest", Kept),
        ("Conflicts of interest", Kept),
        ("Competing interests", Kept),
        ("Grants and funding", Kept),
        ("Publication types", Kept),
        ("MeSH terms", Kept),
        ("Comment in", Kept),
        ("Comment on", Kept),
        ("Erratum in", Kept),
        ("Update in", Kept),
        ("Substances", Kept),
        ("Related information", Kept),
        ("Copyright information", Kept),
    ]
};

/// Finds the label a line begins with, and the value behind it; an empty range where the label stands alone.
pub(super) fn find(line: &str) -> Option<(Label, Range<usize>)> {
    let bracketed = line.starts_with('[');
    let start = usize::from(bracketed);
    let first = line[start..].chars().find(|c| !c.is_whitespace())?;
    let mut best: Option<(usize, Label, Range<usize>)> = None;
    for (spelling, label) in LABELS {
        let same = spelling.chars().next().is_some_and(|c| c.eq_ignore_ascii_case(&first));
        if !same || best.as_ref().is_some_and(|(len, ..)| *len >= spelling.len()) {
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
        let alone = spelling.chars().count() > 1 && !bracketed;
        return alone.then_some(line.len()..line.len());
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
}

/// Words of buttons, menus and links on Chinese pages; a line of nothing but these is furniture.
const BUTTONS: &[&str] = &[
    "引用",
    "收藏",
    "下载",
    "分享",
    "导出",
    "打印",
    "全文",
    "全文链接",
    "原文链接",
    "查看全文",
    "阅读全文",
    "在线阅读",
    "下载全文",
    "原文",
    "获取全文",
    "全文下载",
    "文献传递",
    "原文传递",
    "PDF",
    "HTML",
    "EPUB",
    "CAJ",
    "CAJ下载",
    "PDF下载",
    "HTML阅读",
    "首页",
    "主页",
    "检索",
    "高级检索",
    "搜索",
    "登录",
    "注册",
    "退出",
    "帮助",
    "返回",
    "返回顶部",
    "返回列表",
    "回到顶部",
    "上一页",
    "下一页",
    "末页",
    "尾页",
    "上一篇",
    "下一篇",
    "更多",
    "查看更多",
    "展开",
    "展开全部",
    "收起",
    "关注",
    "点赞",
    "评论",
    "纠错",
    "反馈",
    "订阅",
    "复制",
    "复制链接",
    "加入收藏",
    "添加收藏",
    "引证",
    "导出引用",
    "引用导出",
    "引用格式",
    "微信",
    "微博",
    "扫一扫",
    "我的",
    "我的图书馆",
    "个人中心",
    "关于我们",
    "联系我们",
    "期刊导航",
    "文献详情",
    "论文详情",
    "详细信息",
    "基本信息",
    "摘要信息",
    "当前位置",
    "文献检索",
    "翻译摘要",
    "译文",
    "原文摘要",
    "收錄",
    "下載",
    "引用本文",
];

/// Words of buttons, menus and links on English pages; a line that is one of these is furniture.
const LINKS: &[&str] = &[
    "cite",
    "share",
    "save",
    "email",
    "e-mail",
    "send to",
    "favorites",
    "collections",
    "add to collections",
    "permalink",
    "copy",
    "actions",
    "full text links",
    "full text",
    "free article",
    "free pmc article",
    "pubmed",
    "pmc",
    "pubmed disclaimer",
    "similar articles",
    "cited by",
    "linkout - more resources",
    "figures",
    "references",
    "display options",
    "format",
    "search",
    "advanced search",
    "log in",
    "login",
    "sign in",
    "create alert",
    "home",
    "menu",
    "navigation",
    "download",
    "download .nbib",
    "print",
    "share on",
    "twitter",
    "facebook",
    "linkedin",
    "export",
    "skip to main content",
    "expand",
    "collapse",
    "show more",
    "show details",
    "back to top",
    "item in clipboard",
    "clipboard",
    "create file",
    "user guide",
    "an official website of the united states government",
    "here's how you know",
    "page navigation",
    "title & authors",
    "no abstract available",
];

/// Tells whether a line belongs to the site.
pub(super) fn furniture(line: &str) -> Option<Furniture> {
    if !line.chars().any(char::is_alphanumeric) {
        return Some(Furniture::Separator);
    }
    let plain = line.trim_matches(|c: char| !c.is_alphanumeric());
    if line.len() > 200 {
        return None;
    }
    if LINKS.contains(&plain.to_lowercase().replace('’', "'").as_str()) {
        return Some(Furniture::Action);
    }
    let is_gap = |c: char| c.is_whitespace() || "|/>·•»›<«‹,:()[]←→…".contains(c);
    let mut words = line.split(is_gap).filter(|w| !w.is_empty()).peekable();
    let mut named = false;
    let known = words.all(|word| {
        let button = BUTTONS.contains(&word);
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
            "年",
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
        for line in
            ["|", "引用", "收藏(0)", "引用 | 收藏 | 下载", "上一页 1 2 3 下一页", "Similar articles", "首页 > 检索"]
        {
            assert!(furniture(line).is_some(), "{line}");
        }
        for line in ["12 ; 1201", "引用文献", "0", "Cite this work", "检索了数据库"] {
            assert!(furniture(line).is_none(), "{line}");
        }
    }
}
