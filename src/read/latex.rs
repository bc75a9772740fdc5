//! TeX in the fields of bibliographies: accents, letters, symbols and markup become plain Unicode text.
//!
//! What is done is what a reader would see on paper without the fonts: `{\"u}` is `ü`, `\textit{in vitro}` is `in vitro`,
//! `H$_2$O` is `H₂O`. White space is left as it stands, for abstracts have paragraphs. A command that no table knows is
//! kept as written. One pass, no recursion: an accent waits for the letter it belongs to.
//!
//! The commands are those of LaTeX, of its packages for symbols and languages that bibliographies use, of MathSciNet,
//! and the names of journals in [exports of ADS](https://ui.adsabs.harvard.edu/help/actions/journal-macros).

use What::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What a command does.
#[derive(Clone, Copy)]
enum What {
    /// Prints this.
    Is(&'static str),
    /// Puts this on the next letter.
    Over(char),
    /// Changes how its argument looks; the argument stays.
    Style,
    /// Prints nothing of so many arguments.
    Skip(u8),
}

/// Commands of one character that put a mark on the next letter, and the mark where there is no letter.
const SHORT_ACCENTS: &[(u8, char, &str)] = &[
    (b'`', '\u{300}', "`"),
    (b'\'', '\u{301}', "´"),
    (b'^', '\u{302}', "^"),
    (b'"', '\u{308}', "\""),
    (b'~', '\u{303}', "~"),
    (b'=', '\u{304}', "¯"),
    (b'.', '\u{307}', "˙"),
];

#[rustfmt::skip]
const COMMANDS: &[(&str, What)] = &[
    // Accents.
    ("u", Over('\u{306}')), ("v", Over('\u{30c}')), ("H", Over('\u{30b}')), ("t", Over('\u{361}')), ("c", Over('\u{327}')),
    ("d", Over('\u{323}')), ("b", Over('\u{331}')), ("k", Over('\u{328}')), ("r", Over('\u{30a}')), ("U", Over('\u{30e}')),
    ("G", Over('\u{30f}')), ("h", Over('\u{309}')), ("f", Over('\u{311}')), ("C", Over('\u{30f}')),
    ("ocirc", Over('\u{30a}')), ("udot", Over('\u{323}')), ("polhk", Over('\u{328}')), ("cftil", Over('\u{302}')),
    ("lfhook", Over('\u{326}')), ("textcommabelow", Over('\u{326}')), ("soft", Over('\u{30c}')), ("ogonek", Over('\u{328}')),
    ("textogonekcentered", Over('\u{328}')), ("capitalcedilla", Over('\u{327}')), ("newtie", Over('\u{311}')),
    ("acute", Over('\u{301}')), ("grave", Over('\u{300}')), ("hat", Over('\u{302}')), ("widehat", Over('\u{302}')),
    ("tilde", Over('\u{303}')), ("widetilde", Over('\u{303}')), ("bar", Over('\u{304}')), ("overline", Over('\u{305}')),
    ("textoverline", Over('\u{305}')), ("breve", Over('\u{306}')), ("dot", Over('\u{307}')), ("ddot", Over('\u{308}')),
    ("check", Over('\u{30c}')), ("vec", Over('\u{20d7}')), ("mathring", Over('\u{30a}')), ("underline", Style),
    // Letters.
    ("ss", Is("ß")), ("SS", Is("ẞ")), ("ae", Is("æ")), ("AE", Is("Æ")), ("oe", Is("œ")), ("OE", Is("Œ")), ("aa", Is("å")),
    ("AA", Is("Å")), ("o", Is("ø")), ("O", Is("Ø")), ("l", Is("ł")), ("L", Is("Ł")), ("i", Is("ı")), ("j", Is("ȷ")),
    ("imath", Is("ı")), ("jmath", Is("ȷ")), ("dh", Is("ð")), ("DH", Is("Ð")), ("dj", Is("đ")), ("DJ", Is("Đ")),
    ("Dbar", Is("Đ")), ("dbar", Is("đ")), ("ng", Is("ŋ")), ("NG", Is("Ŋ")), ("th", Is("þ")), ("TH", Is("Þ")),
    ("textthorn", Is("þ")), ("textThorn", Is("Þ")), ("textschwa", Is("ə")), ("cprime", Is("ʹ")), ("cdprime", Is("ʺ")),
    ("bprime", Is("ʹ")), ("textgerman", Is("ß")), ("textordfeminine", Is("ª")), ("textordmasculine", Is("º")), ("textdotlessi", Is("ı")),
    // Punctuation and signs.
    ("textbackslash", Is("\\")), ("backslash", Is("\\")), ("textasciitilde", Is("~")), ("textasciicircum", Is("^")),
    ("textasciimacron", Is("¯")), ("textasciiacute", Is("´")), ("textasciigrave", Is("`")), ("textasciidieresis", Is("¨")),
    ("textunderscore", Is("_")), ("textbar", Is("|")), ("textless", Is("<")), ("textgreater", Is(">")), ("textdollar", Is("$")),
    ("textbraceleft", Is("{")), ("textbraceright", Is("}")), ("lbrace", Is("{")), ("rbrace", Is("}")), ("lbrack", Is("[")),
    ("rbrack", Is("]")), ("textquotedblleft", Is("“")), ("textquotedblright", Is("”")), ("textquotedbl", Is("\"")),
    ("textquoteleft", Is("‘")), ("textquoteright", Is("’")), ("textquotesingle", Is("'")), ("textquotestraightdblbase", Is("„")),
    ("textquotestraightbase", Is("‚")), ("lq", Is("‘")), ("rq", Is("’")), ("quotedblbase", Is("„")), ("quotesinglbase", Is("‚")),
    ("glqq", Is("„")), ("grqq", Is("“")), ("glq", Is("‚")), ("grq", Is("‘")), ("guillemotleft", Is("«")), ("guillemotright", Is("»")),
    ("guillemetleft", Is("«")), ("guillemetright", Is("»")), ("flqq", Is("«")), ("frqq", Is("»")), ("guilsinglleft", Is("‹")),
    ("guilsinglright", Is("›")), ("textendash", Is("–")), ("textemdash", Is("—")), ("textendashspaced", Is(" – ")), ("slash", Is("/")),
    ("textellipsis", Is("…")), ("ldots", Is("…")), ("dots", Is("…")), ("cdots", Is("⋯")), ("textexclamdown", Is("¡")),
    ("textquestiondown", Is("¿")), ("textbullet", Is("•")), ("bullet", Is("•")), ("textperiodcentered", Is("·")), ("textasteriskcentered", Is("*")),
    ("cdot", Is("·")), ("textcopyright", Is("©")), ("copyright", Is("©")), ("textregistered", Is("®")), ("texttrademark", Is("™")),
    ("textservicemark", Is("℠")), ("textdegree", Is("°")), ("degree", Is("°")), ("textcelsius", Is("℃")), ("celsius", Is("℃")),
    ("textsection", Is("§")), ("S", Is("§")), ("textparagraph", Is("¶")), ("P", Is("¶")), ("dag", Is("†")), ("dagger", Is("†")),
    ("ddag", Is("‡")), ("ddagger", Is("‡")), ("textdagger", Is("†")), ("textdaggerdbl", Is("‡")), ("pounds", Is("£")),
    ("textsterling", Is("£")), ("texteuro", Is("€")), ("euro", Is("€")), ("EUR", Is("€")), ("textyen", Is("¥")), ("textcent", Is("¢")),
    ("textcurrency", Is("¤")), ("textbrokenbar", Is("¦")), ("textpertenthousand", Is("‱")), ("textperthousand", Is("‰")),
    ("textnumero", Is("№")), ("textonehalf", Is("½")), ("textonequarter", Is("¼")), ("textthreequarters", Is("¾")),
    ("textonesuperior", Is("¹")), ("texttwosuperior", Is("²")), ("textthreesuperior", Is("³")), ("textpm", Is("±")), ("texttimes", Is("×")),
    ("textdiv", Is("÷")), ("textlnot", Is("¬")), ("textmu", Is("µ")), ("textohm", Is("Ω")), ("textmho", Is("℧")), ("textvisiblespace", Is("␣")),
    ("textminus", Is("−")), ("textfractionsolidus", Is("⁄")), ("textlangle", Is("⟨")), ("textrangle", Is("⟩")), ("textestimated", Is("℮")),
    ("textmarried", Is("⚭")), ("textmusicalnote", Is("♪")), ("textasteriskcentered", Is("∗")), ("textrightarrow", Is("→")), ("textleftarrow", Is("←")),
    ("textuparrow", Is("↑")), ("textdownarrow", Is("↓")), ("textsurd", Is("√")), ("textopenbullet", Is("◦")), ("textnonbreakinghyphen", Is("‑")),
    ("LaTeX", Is("LaTeX")), ("TeX", Is("TeX")), ("BibTeX", Is("BibTeX")), ("LaTeXe", Is("LaTeX2e")), ("XeTeX", Is("XeTeX")), ("LuaTeX", Is("LuaTeX")), ("aTeX", Is("aTeX")),
    ("quad", Is(" ")), ("qquad", Is(" ")), ("enspace", Is(" ")), ("thinspace", Is(" ")), ("space", Is(" ")), ("newline", Is(" ")),
    ("linebreak", Is(" ")), ("par", Is("\n\n")), ("textnbsp", Is(" ")), ("nobreakspace", Is(" ")), ("hspace", Skip(1)), ("vspace", Skip(1)),
    ("hfill", Is(" ")), ("newblock", Is(" ")),
    // Mathematics.
    ("pm", Is("±")), ("mp", Is("∓")), ("times", Is("×")), ("div", Is("÷")), ("ast", Is("∗")), ("star", Is("⋆")), ("circ", Is("∘")),
    ("leq", Is("≤")), ("le", Is("≤")), ("geq", Is("≥")), ("ge", Is("≥")), ("neq", Is("≠")), ("ne", Is("≠")), ("ll", Is("≪")), ("gg", Is("≫")),
    ("approx", Is("≈")), ("sim", Is("∼")), ("simeq", Is("≃")), ("cong", Is("≅")), ("equiv", Is("≡")), ("propto", Is("∝")), ("lt", Is("<")), ("gt", Is(">")),
    ("lesssim", Is("≲")), ("gtrsim", Is("≳")), ("leqslant", Is("⩽")), ("geqslant", Is("⩾")), ("infty", Is("∞")), ("partial", Is("∂")), ("nabla", Is("∇")),
    ("sum", Is("∑")), ("prod", Is("∏")), ("int", Is("∫")), ("oint", Is("∮")), ("surd", Is("√")), ("forall", Is("∀")), ("exists", Is("∃")), ("in", Is("∈")),
    ("notin", Is("∉")), ("ni", Is("∋")), ("subset", Is("⊂")), ("supset", Is("⊃")), ("subseteq", Is("⊆")), ("supseteq", Is("⊇")), ("cup", Is("∪")), ("cap", Is("∩")),
    ("emptyset", Is("∅")), ("varnothing", Is("∅")), ("setminus", Is("∖")), ("wedge", Is("∧")), ("land", Is("∧")), ("vee", Is("∨")), ("lor", Is("∨")), ("neg", Is("¬")),
    ("lnot", Is("¬")), ("oplus", Is("⊕")), ("otimes", Is("⊗")), ("odot", Is("⊙")), ("ominus", Is("⊖")), ("perp", Is("⊥")), ("parallel", Is("∥")), ("mid", Is("|")),
    ("angle", Is("∠")), ("triangle", Is("△")), ("square", Is("□")), ("Box", Is("□")), ("Diamond", Is("◇")), ("diamond", Is("⋄")), ("diamondsuit", Is("♢")),
    ("heartsuit", Is("♡")), ("clubsuit", Is("♣")), ("spadesuit", Is("♠")), ("sharp", Is("♯")), ("flat", Is("♭")), ("natural", Is("♮")), ("prime", Is("′")),
    ("langle", Is("⟨")), ("rangle", Is("⟩")), ("lfloor", Is("⌊")), ("rfloor", Is("⌋")), ("lceil", Is("⌈")), ("rceil", Is("⌉")), ("vert", Is("|")), ("Vert", Is("‖")), ("lvert", Is("|")),
    ("rvert", Is("|")), ("rightarrow", Is("→")), ("to", Is("→")), ("leftarrow", Is("←")), ("gets", Is("←")), ("leftrightarrow", Is("↔")), ("Rightarrow", Is("⇒")), ("Leftarrow", Is("⇐")),
    ("Leftrightarrow", Is("⇔")), ("longrightarrow", Is("⟶")), ("longleftarrow", Is("⟵")), ("mapsto", Is("↦")), ("uparrow", Is("↑")), ("downarrow", Is("↓")), ("updownarrow", Is("↕")),
    ("rightleftharpoons", Is("⇌")), ("leftrightharpoons", Is("⇋")), ("hookrightarrow", Is("↪")), ("rightharpoonup", Is("⇀")), ("nearrow", Is("↗")), ("searrow", Is("↘")), ("aleph", Is("ℵ")), ("hbar", Is("ℏ")), ("ell", Is("ℓ")), ("wp", Is("℘")),
    ("Re", Is("ℜ")), ("Im", Is("ℑ")), ("vdash", Is("⊢")), ("models", Is("⊨")), ("top", Is("⊤")), ("bot", Is("⊥")), ("bowtie", Is("⋈")), ("therefore", Is("∴")), ("because", Is("∵")), ("complement", Is("∁")), ("mho", Is("℧")),
    ("log", Is("log")), ("ln", Is("ln")), ("exp", Is("exp")), ("sin", Is("sin")), ("cos", Is("cos")), ("tan", Is("tan")), ("min", Is("min")), ("max", Is("max")), ("lim", Is("lim")), ("sup", Is("sup")), ("inf", Is("inf")), ("det", Is("det")), ("dim", Is("dim")), ("ker", Is("ker")), ("gcd", Is("gcd")), ("arg", Is("arg")), ("Pr", Is("Pr")), ("mod", Is("mod")), ("bmod", Is("mod")), ("deg", Is("deg")), ("sech", Is("sech")), ("sinh", Is("sinh")), ("cosh", Is("cosh")), ("tanh", Is("tanh")),
    ("alpha", Is("α")), ("beta", Is("β")), ("gamma", Is("γ")), ("delta", Is("δ")), ("epsilon", Is("ϵ")), ("varepsilon", Is("ε")), ("zeta", Is("ζ")), ("eta", Is("η")), ("theta", Is("θ")), ("vartheta", Is("ϑ")), ("iota", Is("ι")),
    ("kappa", Is("κ")), ("lambda", Is("λ")), ("mu", Is("μ")), ("nu", Is("ν")), ("xi", Is("ξ")), ("omicron", Is("ο")), ("pi", Is("π")), ("varpi", Is("ϖ")), ("rho", Is("ρ")), ("varrho", Is("ϱ")), ("sigma", Is("σ")), ("varsigma", Is("ς")),
    ("tau", Is("τ")), ("upsilon", Is("υ")), ("phi", Is("φ")), ("varphi", Is("φ")), ("chi", Is("χ")), ("psi", Is("ψ")), ("omega", Is("ω")), ("Gamma", Is("Γ")), ("varGamma", Is("Γ")), ("Delta", Is("Δ")), ("varDelta", Is("Δ")), ("Theta", Is("Θ")), ("Lambda", Is("Λ")),
    ("Xi", Is("Ξ")), ("Pi", Is("Π")), ("Sigma", Is("Σ")), ("Upsilon", Is("Υ")), ("Phi", Is("Φ")), ("Psi", Is("Ψ")), ("Omega", Is("Ω")), ("textalpha", Is("α")), ("textbeta", Is("β")), ("textgamma", Is("γ")), ("textdelta", Is("δ")), ("textepsilon", Is("ε")),
    ("textlambda", Is("λ")), ("textmugreek", Is("μ")), ("textpi", Is("π")), ("textsigma", Is("σ")), ("texttau", Is("τ")), ("textphi", Is("φ")), ("textchi", Is("χ")), ("textomega", Is("ω")), ("textOmega", Is("Ω")), ("textDelta", Is("Δ")), ("textkappa", Is("κ")), ("texttheta", Is("θ")), ("texteta", Is("η")), ("textzeta", Is("ζ")), ("textrho", Is("ρ")), ("textpsi", Is("ψ")), ("textxi", Is("ξ")), ("textnu", Is("ν")), ("textiota", Is("ι")),
    // Cyrillic, as BibTeX files of the nineties have it.
    ("CYRA", Is("А")), ("CYRB", Is("Б")), ("CYRV", Is("В")), ("CYRG", Is("Г")), ("CYRD", Is("Д")), ("CYRE", Is("Е")), ("CYRYO", Is("Ё")), ("CYRZH", Is("Ж")), ("CYRZ", Is("З")), ("CYRI", Is("И")), ("CYRISHRT", Is("Й")), ("CYRK", Is("К")), ("CYRL", Is("Л")), ("CYRM", Is("М")), ("CYRN", Is("Н")), ("CYRO", Is("О")), ("CYRP", Is("П")), ("CYRR", Is("Р")), ("CYRS", Is("С")), ("CYRT", Is("Т")), ("CYRU", Is("У")), ("CYRF", Is("Ф")), ("CYRH", Is("Х")), ("CYRC", Is("Ц")), ("CYRCH", Is("Ч")), ("CYRSH", Is("Ш")), ("CYRSHCH", Is("Щ")), ("CYRHRDSN", Is("Ъ")), ("CYRERY", Is("Ы")), ("CYRSFTSN", Is("Ь")), ("CYREREV", Is("Э")), ("CYRYU", Is("Ю")), ("CYRYA", Is("Я")),
    ("cyra", Is("а")), ("cyrb", Is("б")), ("cyrv", Is("в")), ("cyrg", Is("г")), ("cyrd", Is("д")), ("cyre", Is("е")), ("cyryo", Is("ё")), ("cyrzh", Is("ж")), ("cyrz", Is("з")), ("cyri", Is("и")), ("cyrishrt", Is("й")), ("cyrk", Is("к")), ("cyrl", Is("л")), ("cyrm", Is("м")), ("cyrn", Is("н")), ("cyro", Is("о")), ("cyrp", Is("п")), ("cyrr", Is("р")), ("cyrs", Is("с")), ("cyrt", Is("т")), ("cyru", Is("у")), ("cyrf", Is("ф")), ("cyrh", Is("х")), ("cyrc", Is("ц")), ("cyrch", Is("ч")), ("cyrsh", Is("ш")), ("cyrshch", Is("щ")), ("cyrhrdsn", Is("ъ")), ("cyrery", Is("ы")), ("cyrsftsn", Is("ь")), ("cyrerev", Is("э")), ("cyryu", Is("ю")), ("cyrya", Is("я")), ("cyrchar", Style),
    // What changes only the looks.
    ("emph", Style), ("textit", Style), ("textbf", Style), ("textsc", Style), ("textsl", Style), ("texttt", Style), ("textrm", Style), ("textsf", Style), ("textup", Style), ("textmd", Style), ("textnormal", Style), ("text", Style), ("textsuperscript", Style), ("textsubscript", Style), ("textcyrillic", Style), ("textgreek", Style), ("foreignlanguage", Skip(1)), ("enquote", Style),
    ("mkbibquote", Style), ("mkbibemph", Style), ("mkbibitalic", Style), ("mkbibbold", Style), ("mkbibparens", Style), ("mkbibbrackets", Style), ("bibstring", Style), ("autocap", Style), ("NoCaseChange", Style), ("MakeUppercase", Style), ("MakeLowercase", Style), ("uppercase", Style), ("lowercase", Style), ("mbox", Style), ("hbox", Style), ("fbox", Style), ("makebox", Style), ("ensuremath", Style), ("mathrm", Style), ("mathit", Style), ("mathbf", Style), ("mathbb", Style), ("mathcal", Style), ("mathscr", Style), ("mathfrak", Style), ("mathsf", Style), ("mathtt", Style), ("mathnormal", Style), ("boldsymbol", Style), ("bm", Style), ("operatorname", Style), ("rm", Style), ("it", Style), ("em", Style), ("bf", Style), ("sc", Style), ("sl", Style), ("tt", Style), ("sf", Style), ("up", Style), ("itshape", Style), ("scshape", Style), ("slshape", Style), ("upshape", Style), ("bfseries", Style), ("mdseries", Style), ("rmfamily", Style), ("sffamily", Style), ("ttfamily", Style), ("normalfont", Style), ("cal", Style), ("boldmath", Style),
    ("tiny", Style), ("scriptsize", Style), ("footnotesize", Style), ("small", Style), ("normalsize", Style), ("large", Style), ("Large", Style), ("LARGE", Style), ("huge", Style), ("Huge", Style), ("left", Style), ("right", Style), ("bigl", Style), ("bigr", Style), ("big", Style), ("Big", Style), ("displaystyle", Style), ("textstyle", Style), ("scriptstyle", Style), ("relax", Style), ("protect", Style), ("noindent", Style), ("xspace", Style), ("url", Style), ("path", Style), ("nolinkurl", Style), ("cite", Style), ("citet", Style), ("citep", Style), ("textcite", Style), ("parencite", Style), ("citeauthor", Style), ("centering", Style), ("ignorespaces", Style), ("limits", Style), ("nolimits", Style), ("mathop", Style), ("mathrel", Style), ("mathord", Style), ("rlap", Style), ("llap", Style), ("smash", Style), ("nobreakdash", Style), ("germ", Style), ("Bbb", Style), ("bold", Style), ("rom", Style), ("cyr", Style), ("bibcyr", Style), ("leavevmode", Style), ("allowbreak", Style), ("break", Style), ("nobreak", Style), ("textquotesinglbase", Is("‚")), ("doi", Style), ("mathbin", Style), ("item", Is(" ")),
    ("href", Skip(1)), ("vphantom", Skip(1)), ("phantom", Skip(1)), ("hphantom", Skip(1)), ("label", Skip(1)), ("begin", Skip(1)), ("end", Skip(1)), ("noopsort", Skip(1)), ("SortNoop", Skip(1)), ("discretionary", Skip(3)), ("color", Skip(1)), ("textcolor", Skip(1)), ("fontsize", Skip(2)), ("selectlanguage", Skip(1)), ("discretionarybreak", Style),
    // Journals as ADS names them.
    ("aj", Is("Astronomical Journal")), ("araa", Is("Annual Review of Astronomy and Astrophysics")), ("apj", Is("Astrophysical Journal")), ("apjl", Is("Astrophysical Journal Letters")), ("apjs", Is("Astrophysical Journal Supplement Series")), ("ao", Is("Applied Optics")), ("apss", Is("Astrophysics and Space Science")), ("aap", Is("Astronomy and Astrophysics")), ("aapr", Is("Astronomy and Astrophysics Review")), ("aaps", Is("Astronomy and Astrophysics Supplement Series")), ("baas", Is("Bulletin of the American Astronomical Society")), ("icarus", Is("Icarus")), ("jcap", Is("Journal of Cosmology and Astroparticle Physics")), ("mnras", Is("Monthly Notices of the Royal Astronomical Society")), ("memras", Is("Memoirs of the Royal Astronomical Society")), ("na", Is("New Astronomy")), ("nar", Is("New Astronomy Reviews")), ("pra", Is("Physical Review A")), ("prb", Is("Physical Review B")), ("prc", Is("Physical Review C")), ("prd", Is("Physical Review D")), ("pre", Is("Physical Review E")), ("prl", Is("Physical Review Letters")), ("pasa", Is("Publications of the Astronomical Society of Australia")), ("pasp", Is("Publications of the Astronomical Society of the Pacific")), ("pasj", Is("Publications of the Astronomical Society of Japan")), ("qjras", Is("Quarterly Journal of the Royal Astronomical Society")), ("rmxaa", Is("Revista Mexicana de Astronomía y Astrofísica")), ("skytel", Is("Sky and Telescope")), ("solphys", Is("Solar Physics")), ("sovast", Is("Soviet Astronomy")), ("ssr", Is("Space Science Reviews")), ("nat", Is("Nature")), ("iaucirc", Is("IAU Circulars")), ("aplett", Is("Astrophysics Letters")), ("bain", Is("Bulletin of the Astronomical Institutes of the Netherlands")), ("fcp", Is("Fundamentals of Cosmic Physics")), ("gca", Is("Geochimica et Cosmochimica Acta")), ("grl", Is("Geophysical Research Letters")), ("jcp", Is("Journal of Chemical Physics")), ("jgr", Is("Journal of Geophysical Research")), ("jqsrt", Is("Journal of Quantitative Spectroscopy and Radiative Transfer")), ("nphysa", Is("Nuclear Physics A")), ("physrep", Is("Physics Reports")), ("physscr", Is("Physica Scripta")), ("planss", Is("Planetary and Space Science")), ("procspie", Is("Proceedings of the SPIE")), ("azh", Is("Astronomicheskii Zhurnal")), ("actaa", Is("Acta Astronomica")), ("psj", Is("Planetary Science Journal")), ("maps", Is("Meteoritics and Planetary Science")), ("dps", Is("AAS/Division for Planetary Sciences Meeting Abstracts")), ("jrasc", Is("Journal of the Royal Astronomical Society of Canada")), ("zap", Is("Zeitschrift für Astrophysik")),
];

static MEANINGS: LazyLock<FxHashMap<&str, What>> = LazyLock::new(|| COMMANDS.iter().copied().collect());

/// Small letters and digits above and below the line that Unicode has.
const RAISED: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('=', '⁼'),
    ('(', '⁽'),
    (')', '⁾'),
    ('n', 'ⁿ'),
    ('i', 'ⁱ'),
];
const LOWERED: &[(char, char)] = &[
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
    ('=', '₌'),
    ('(', '₍'),
    (')', '₎'),
];

/// How a field is meant.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Text,
    Math,
    /// Addresses and identifiers: dashes, quotes and tildes are what they are.
    Verbatim,
}

/// Returns what a text with TeX in it prints.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let special = |b: u8| matches!(b, b'\\' | b'{' | b'}' | b'~' | b'$' | b'`');
    let bytes = text.as_bytes();
    // Without early ends, that the compiler makes vector code of it: nearly all text passes.
    let any = bytes.iter().fold(false, |any, b| any | special(*b));
    if !bytes.windows(2).fold(any, |any, pair| any | (pair == b"--") | (pair == b"''")) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(Printer::print(text, Mode::Text))
}

/// Returns an address or identifier without the TeX around its odd characters.
pub(super) fn verbatim(text: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'\\', b'{', b'}', text.as_bytes()).is_none() && !text.contains('$') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(Printer::print(text, Mode::Verbatim))
}

struct Printer<'t> {
    text: &'t str,
    at: usize,
    out: String,
    mode: Mode,
    /// Where mathematics end, while in it.
    math_end: usize,
    /// Marks for the next letter, the outermost first.
    marks: Vec<(char, &'static str)>,
}

impl<'t> Printer<'t> {
    fn print(text: &'t str, mode: Mode) -> String {
        let out = String::with_capacity(text.len());
        let mut printer = Printer { text, at: 0, out, mode, math_end: 0, marks: Vec::new() };
        printer.run();
        printer.flush();
        printer.out
    }

    fn run(&mut self) {
        let outer = self.mode;
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if self.mode == Mode::Math && self.at >= self.math_end {
                self.flush();
                self.mode = outer;
                if self.at == self.math_end {
                    self.at += if self.text[self.at..].starts_with("$$") { 2 } else { 1 };
                }
                continue;
            }
            let verbatim = self.mode == Mode::Verbatim;
            match byte {
                b'\\' => self.command(),
                b'{' => self.at += 1,
                b'}' => {
                    // `\~{}` is the mark alone.
                    self.flush();
                    self.at += 1;
                }
                b'$' if self.mode != Mode::Math => self.mathematics(),
                b'^' | b'_' if self.mode == Mode::Math => self.shifted(if byte == b'^' { RAISED } else { LOWERED }),
                b'~' if !verbatim => self.sign("\u{a0}", 1),
                b'`' if !verbatim => {
                    let double = self.text[self.at..].starts_with("``");
                    self.sign(if double { "“" } else { "‘" }, 1 + usize::from(double));
                }
                b'\'' if !verbatim && self.text[self.at..].starts_with("''") => self.sign("”", 2),
                b'-' if self.mode == Mode::Text => {
                    let dashes = self.text.as_bytes()[self.at..].iter().take_while(|b| **b == b'-').count();
                    match dashes {
                        1 => self.sign("-", 1),
                        2 => self.sign("–", 2),
                        3 => self.sign("—", 3),
                        // A line drawn with hyphens.
                        _ => self.copy(dashes),
                    }
                }
                _ if self.marks.is_empty() => {
                    let rest = &self.text.as_bytes()[self.at..];
                    let stop =
                        |b: &u8| matches!(b, b'\\' | b'{' | b'}' | b'$' | b'^' | b'_' | b'~' | b'`' | b'\'' | b'-');
                    let mut length = 1 + rest[1..].iter().position(stop).unwrap_or(rest.len() - 1);
                    if self.mode == Mode::Math {
                        length = length.min(self.math_end - self.at);
                    }
                    self.copy(length);
                }
                _ => {
                    let letter = self.text[self.at..].chars().next().unwrap_or(' ');
                    self.at += letter.len_utf8();
                    self.push(letter);
                }
            }
        }
    }

    fn copy(&mut self, length: usize) {
        let end = self.at + length;
        // All stops are ASCII, so this is a border of characters.
        self.out.push_str(self.text.get(self.at..end).unwrap_or_default());
        self.at = end;
    }

    fn sign(&mut self, sign: &str, length: usize) {
        sign.chars().for_each(|c| self.push(c));
        self.at += length;
    }

    fn push(&mut self, letter: char) {
        if self.marks.is_empty() {
            self.out.push(letter);
            return;
        }
        // The argument of an accent begins behind the blanks.
        if letter.is_whitespace() {
            return;
        }
        self.out.push(match letter {
            'ı' => 'i',
            'ȷ' => 'j',
            other => other,
        });
        while let Some((mark, _)) = self.marks.pop() {
            self.out.push(mark);
        }
    }

    /// Prints marks that found no letter.
    fn flush(&mut self) {
        for (_, alone) in std::mem::take(&mut self.marks) {
            self.out.push_str(alone);
        }
    }

    fn command(&mut self) {
        let rest = &self.text[self.at + 1..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters == 0 {
            let Some(sign) = rest.chars().next() else {
                self.push('\\');
                self.at += 1;
                return;
            };
            self.at += 1 + sign.len_utf8();
            let accent = SHORT_ACCENTS.iter().find(|(byte, ..)| sign == char::from(*byte));
            match (accent, sign) {
                (Some((_, mark, alone)), _) => self.mark(*mark, alone),
                (None, '!' | '/' | '-' | '@' | '(' | ')' | '+') => {}
                (None, ',' | ';' | ':' | '\\' | '>' | ' ' | '\n' | '\t') => self.push(' '),
                (None, sign) => self.push(sign),
            }
            return;
        }
        let name = &rest[..letters];
        let after = self.at + 1 + letters;
        // TeX skips the blanks behind a name; an empty line is the end of a paragraph.
        let blanks = self.text[after..].bytes().take_while(|b| matches!(b, b' ' | b'\n' | b'\t')).count();
        let next = if self.text[after..after + blanks].matches('\n').count() > 1 { after } else { after + blanks };
        match MEANINGS.get(name) {
            Some(Is(sign)) => {
                self.at = next;
                sign.chars().for_each(|c| self.push(c));
                // `\alpha beta` in mathematics, where blanks do not count, keeps one.
                if self.mode == Mode::Math && blanks > 0 && sign.len() > 3 {
                    self.push(' ');
                }
            }
            Some(Over(mark)) => {
                self.at = next;
                self.mark(*mark, "");
            }
            Some(Style) => self.at = next,
            Some(Skip(arguments)) => {
                self.at = next;
                for _ in 0..*arguments {
                    self.skip_argument();
                }
            }
            None => {
                self.flush();
                self.out.push('\\');
                self.out.push_str(name);
                self.at = after;
                // Its argument would stick to it.
                if self.text[after..].starts_with('{') && !self.text[after..].starts_with("{}") {
                    self.out.push(' ');
                }
            }
        }
    }

    fn mark(&mut self, mark: char, alone: &'static str) {
        // No letter has more; the limit is for texts made of nothing but marks.
        if self.marks.len() < 4 {
            self.marks.push((mark, alone));
        }
    }

    /// Passes over `{…}` or one character.
    fn skip_argument(&mut self) {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\n' | b'\t')) {
            self.at += 1;
        }
        if bytes.get(self.at) != Some(&b'{') {
            let rest = &self.text[self.at..];
            let escaped = usize::from(rest.starts_with('\\'));
            self.at += rest.chars().take(1 + escaped).map(char::len_utf8).sum::<usize>();
            return;
        }
        let mut depth = 0usize;
        let mut at = self.at;
        while let Some(next) = memchr::memchr3(b'{', b'}', b'\\', &bytes[at..]) {
            at += next + 1;
            match bytes[at - 1] {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => at += usize::from(bytes.get(at).is_some_and(u8::is_ascii)),
            }
            if depth == 0 {
                self.at = at;
                return;
            }
        }
        self.at = bytes.len();
    }

    /// `$…$`, where it is no price: `costs of $5 to $10`.
    fn mathematics(&mut self) {
        let double = self.text[self.at..].starts_with("$$");
        let from = self.at + 1 + usize::from(double);
        let rest = &self.text[from..];
        let end = rest.bytes().enumerate().position(|(i, b)| b == b'$' && (i == 0 || rest.as_bytes()[i - 1] != b'\\'));
        let inside = end.and_then(|end| rest.get(..end)).unwrap_or_default();
        let marked = inside.contains(['\\', '^', '_', '{', '=', '+']);
        let price = inside.starts_with(|c: char| c.is_ascii_digit()) && inside.contains(' ') && !marked;
        let signs = inside.starts_with('\\') || matches!(inside, "<" | ">");
        if inside.is_empty() || price || self.mode == Mode::Verbatim && !signs {
            self.sign("$", 1);
            return;
        }
        self.mode = Mode::Math;
        self.math_end = from + inside.len();
        self.at = from;
    }

    /// An argument of `^` or `_`: where Unicode has all its characters small, so; else as it is.
    fn shifted(&mut self, table: &'static [(char, char)]) {
        self.at += 1;
        let rest = &self.text[self.at..self.math_end.max(self.at)];
        let (inside, length) = match rest.strip_prefix('{') {
            Some(group) => {
                let end = group.bytes().take(24).position(|b| matches!(b, b'{' | b'}' | b'\\'));
                match end.filter(|end| group.as_bytes()[*end] == b'}') {
                    Some(end) => (&group[..end], end + 2),
                    None => ("", 0),
                }
            }
            None => {
                let length = rest.chars().next().map_or(0, char::len_utf8);
                (&rest[..length], length)
            }
        };
        let small = |c: char| table.iter().find(|(plain, _)| *plain == c).map(|(_, small)| *small);
        if let Some(small) = inside.chars().map(small).collect::<Option<String>>().filter(|s| !s.is_empty()) {
            self.flush();
            self.out.push_str(&small);
            self.at += length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clean;

    #[test]
    fn tex_prints_as_text() {
        for (text, expected) in [
            ("no TeX at all", "no TeX at all"),
            (r#"M{\"u}ller, M\"uller, M\"{u}ller, M{\"{u}}ller"#, "Müller, Müller, Müller, Müller"),
            (r"{\'\i}, {\'{\i}}, \'{\i}, \v{\j}", "í, í, í, ǰ"),
            (r"{\v R}eh{\r u}{\v r}ek", "Řehůřek"),
            (r"Erd{\H o}s, Fran{\ocirc{u}}, \c{c}, \c c, \k{a}", "Erdős, Franů, ç, ç, ą"),
            (r"\'{\^e} \d{\^o}", "ế ộ"),
            (r"{\ss} \ss\ \o{} \O slo \AA{} {\L}{\'o}d{\'z}", "ß ß ø Øslo Å Łódź"),
            (r"\~{} \^{}", "~ ^"),
            (r"5\% \& \$10 \#1 a\_b \{x\}", "5% & $10 #1 a_b {x}"),
            ("1--10, a---b, ``q'', `s', a~b", "1–10, a—b, “q”, ‘s', a b"),
            (r"\emph{in vitro} {\it in vivo} \textbf{\textsc{x}}", "in vitro in vivo x"),
            (r"Cu$_2$O, 10$^{-3}$, $x^{\alpha}$, $\langle{}00\overline{1} \rangle$", "Cu₂O, 10⁻³, xα, ⟨001\u{305} ⟩"),
            ("costs of $5 to $10", "costs of $5 to $10"),
            (r"\href{http://x.org/a_b}{text} \url{http://x.org}", "text http://x.org"),
            (r"a\unknown{b} \mine", r"a\unknown b \mine"),
            (r"200\,J 100~$\mu${J}", "200 J 100 μJ"),
            (r"\ab\", r"\ab\"),
            ("$", "$"),
            (r"{\aap}", "Astronomy and Astrophysics"),
            (r"\discretionary{-}{}{}x\vphantom{\}}y", "xy"),
        ] {
            assert_eq!(clean(&plain(text)), expected, "{text}");
        }
    }

    #[test]
    fn addresses_keep_their_signs() {
        for (text, expected) in [
            (r"http://x.org/~a--b\_c{\%}20", "http://x.org/~a--b_c%20"),
            (r"10.1002/(SICI)66:4{\textless}261::AID-Q\_3{\textgreater}3", "10.1002/(SICI)66:4<261::AID-Q_3>3"),
            (r"10.1002/66:4$<$261", "10.1002/66:4<261"),
            (r"\url{http://x.org/a{\textasciitilde}b}", "http://x.org/a~b"),
            ("10.1007/10681727_56", "10.1007/10681727_56"),
        ] {
            assert_eq!(verbatim(text), expected, "{text}");
        }
    }

    #[test]
    fn any_text_is_read() {
        for text in [
            "\\",
            "{",
            "}",
            "\\'",
            "\\'{",
            "$\\",
            "$^",
            "$_{",
            "\\href",
            "\\href{",
            "\\href{\\",
            "$$",
            "$$x",
            "é\\é",
            "\\'é",
            "$é$é^é$_",
        ] {
            plain(text);
            verbatim(text);
        }
    }
}
