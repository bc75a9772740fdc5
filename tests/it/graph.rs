//! What records become in the graph where they disagree, share an identifier or speak of each other.

use crate::cli::{citeweave, text};
use std::fs;

/// Builds a graph of files and asks it; rows without the base of IRIs.
fn ask(files: &[(&str, &str)], queries: &[&str]) -> Vec<Vec<Vec<String>>> {
    let place = tempfile::tempdir().unwrap();
    let (inputs, graph) = (place.path().join("in"), place.path().join("graph"));
    fs::create_dir(&inputs).unwrap();
    files.iter().for_each(|(name, content)| fs::write(inputs.join(name), content).unwrap());
    let (inputs, graph) = (inputs.to_string_lossy(), graph.to_string_lossy());
    let built = citeweave(&["build", &inputs, "-g", &graph, "--store", "nquads"]);
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    let answer = |query: &&str| {
        let output = citeweave(&["query", "-e", query, "-g", &graph, "--to", "csv"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", text(&output.stderr));
        let mut rows = csv::Reader::from_reader(output.stdout.as_slice());
        let short = |cell: &str| cell.trim_start_matches("https://w3id.org/skg-if/sandbox/citeweave/").to_string();
        rows.records().map(|row| row.unwrap().iter().map(short).collect()).collect()
    };
    queries.iter().map(answer).collect()
}

fn ris(records: &[&str]) -> String {
    records.iter().map(|record| format!("{record}\nER  - \n")).collect()
}

#[test]
fn one_doi_on_two_plainly_different_papers_names_only_one() {
    let file = ris(&[
        "TY  - JOUR\nTI  - Peer workers in community teams\nAU  - First, Ada\nPY  - 2020\nDO  - 10.1000/one",
        "TY  - JOUR\nTI  - Trace metals of alpine lakes\nAU  - Second, Bea\nPY  - 2011\nDO  - 10.1000/one",
    ]);
    let found = ask(
        &[("two.ris", &file)],
        &[
            "SELECT ?title (STRSTARTS(REPLACE(STR(?w), '^.*/work/', ''), 'doi/') AS ?named) (BOUND(?same) AS ?is) { ?w prov:wasDerivedFrom ?r ; dcterms:title ?title OPTIONAL { ?w owl:sameAs ?same } } ORDER BY ?title",
            "SELECT (COUNT(?w) AS ?n) { ?w datacite:hasIdentifier ?id . ?id literal:hasLiteralValue '10.1000/one' } GROUP BY ?id",
            "SELECT ?decision ?method { GRAPH ?g { ?d cw:decision ?decision ; cw:method ?method } }",
        ],
    );
    let row = |cells: [&str; 3]| cells.map(str::to_string).to_vec();
    assert_eq!(
        found[0],
        [
            row(["Peer workers in community teams", "true", "true"]),
            row(["Trace metals of alpine lakes", "false", "false"])
        ]
    );
    // Both state it, which a shape reports.
    assert_eq!(found[1], [["2"]]);
    assert_eq!(found[2], [["undecided", "doi"]]);
}

#[test]
fn chapters_are_parts_of_the_book_their_isbn_names() {
    let chapter = |title: &str, author: &str| {
        format!(
            "TY  - CHAP\nTI  - {title}\nAU  - {author}\nT2  - Handbook of Peer Support\nPY  - 2019\nSN  - 9783161484100"
        )
    };
    let (one, two) =
        (chapter("Beginnings of peer support", "First, Ada"), chapter("Training peer workers", "Second, Bea"));
    let found = ask(
        &[("book.ris", &ris(&[&one, &two]))],
        &[
            "SELECT DISTINCT ?book ?title ?isbn { ?w frbr:partOf ?book ; prism:isbn ?stated . ?book a fabio:Book ; dcterms:title ?title ; prism:isbn ?isbn }",
            "SELECT (COUNT(DISTINCT ?w) AS ?n) (COUNT(?id) AS ?ids) { ?w a fabio:BookChapter OPTIONAL { ?w datacite:hasIdentifier ?id } }",
        ],
    );
    assert_eq!(found[0], [["venue/isbn/9783161484100", "Handbook of Peer Support", "9783161484100"]]);
    assert_eq!(found[1], [["2", "0"]]);
}

#[test]
fn a_heading_is_one_with_its_code_and_without() {
    let mesh = "<MeshHeadingList><MeshHeading><DescriptorName UI=\"D000001\">Test Heading</DescriptorName></MeshHeading></MeshHeadingList>";
    let xml = format!("<PubmedArticleSet>{}</PubmedArticleSet>", article(7, "Peer workers in teams", "", "", mesh));
    let nbib = "PMID- 8\nTI  - Trace metals of lakes\nDP  - 2019\nMH  - *Test Heading\n";
    let found = ask(
        &[("articles.xml", &xml), ("articles.nbib", nbib)],
        &["SELECT ?c (COUNT(?w) AS ?n) { ?w dcterms:subject ?c } GROUP BY ?c"],
    );
    assert_eq!(found[0], [["concept/mesh/D000001", "2"]]);
}

#[test]
fn one_orcid_on_two_names_is_one_persons() {
    let person = |family: &str| {
        format!(
            "<AuthorList><Author><LastName>{family}</LastName><ForeName>Ada</ForeName>\
             <Identifier Source=\"ORCID\">0000-0002-1825-0097</Identifier></Author></AuthorList>"
        )
    };
    let file = format!(
        "<PubmedArticleSet>{}{}</PubmedArticleSet>",
        article(7, "Peer workers in teams", "", &person("First"), ""),
        article(8, "Trace metals of lakes", "", &person("Second"), "")
    );
    let found = ask(
        &[("articles.xml", &file)],
        &[
            "SELECT ?name (BOUND(?same) AS ?is) { ?p a foaf:Person ; foaf:familyName ?name OPTIONAL { ?p owl:sameAs ?same } } ORDER BY ?name",
            "SELECT (COUNT(?p) AS ?n) { ?p a foaf:Person ; datacite:hasIdentifier ?id } GROUP BY ?id",
        ],
    );
    assert_eq!(found[0], [["First", "true"], ["Second", "false"]]);
    assert_eq!(found[1], [["2"]]);
}

#[test]
fn organisations_whose_readable_names_are_equal_stay_two() {
    let at = |name: &str| {
        format!(
            "<AuthorList><Author><LastName>First</LastName><ForeName>Ada</ForeName><AffiliationInfo><Affiliation>{name}, Norway</Affiliation></AffiliationInfo></Author></AuthorList>"
        )
    };
    let file = format!(
        "<PubmedArticleSet>{}{}</PubmedArticleSet>",
        article(7, "Peer workers in teams", "", &at("University of Tests, Oslo"), ""),
        article(8, "Trace metals of lakes", "", &at("University of Tests Oslo"), "")
    );
    let found = ask(
        &[("articles.xml", &file)],
        &["SELECT ?o (COUNT(?n) AS ?names) { ?o a foaf:Organization ; foaf:name ?n } GROUP BY ?o"],
    );
    assert_eq!(found[0].iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["1", "1"], "{found:?}");
}

#[test]
fn papers_that_say_the_same_of_themselves_stay_two() {
    let editorial = "TY  - JOUR\nTI  - Editorial\nT2  - Journal of Tests\nPY  - 2010";
    let found =
        ask(&[("same.ris", &ris(&[editorial, editorial]))], &["SELECT ?w { ?w prov:wasDerivedFrom ?r } ORDER BY ?w"]);
    assert_eq!(found[0].len(), 2, "{found:?}");
    assert_eq!(format!("{}-2", found[0][0][0]), found[0][1][0]);
}

/// A `<PubmedArticle>` with what is to be tested.
fn article(pmid: u32, title: &str, abstracts: &str, more: &str, after: &str) -> String {
    format!(
        "<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><Journal><ISSN>1234-5679</ISSN><Title>Journal of Tests</Title>\
         <JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle>{abstracts}\
         <Language>eng</Language>{more}</Article>{after}</MedlineCitation></PubmedArticle>\n"
    )
}

#[test]
fn grants_and_corrections_are_stated_with_their_places() {
    let grants = "<GrantList><Grant><GrantID>123</GrantID><Agency>Research Council</Agency></Grant><Grant><Agency>research council</Agency></Grant></GrantList>";
    let erratum = "<CommentsCorrectionsList><CommentsCorrections RefType=\"ErratumIn\"><RefSource>J Tests. 2021;5:6</RefSource><PMID>8</PMID></CommentsCorrections></CommentsCorrectionsList>";
    let file = format!(
        "<PubmedArticleSet>{}{}</PubmedArticleSet>",
        article(7, "Peer workers in teams", "", grants, erratum),
        article(8, "Correction: Peer workers in teams", "", "", "")
    );
    let found = ask(
        &[("articles.xml", &file)],
        &[
            "SELECT ?number ?funder (BOUND(?e) AS ?known) { <https://w3id.org/skg-if/sandbox/citeweave/work/pmid/7> frapo:isFundedBy ?f . ?f frapo:isAwardedBy/foaf:name ?funder ; cw:evidence ?e OPTIONAL { ?f frapo:hasGrantNumber ?number } } ORDER BY DESC(?number)",
            "SELECT ?other ?type ?written { ?w cito:isCorrectedBy ?other ; cw:hasRelation ?r . ?r cw:relationType ?type ; cw:relatedWork ?other ; dcterms:bibliographicCitation ?written ; cw:evidence ?e }",
            "SELECT (COUNT(*) AS ?n) { ?x cito:cites ?y }",
        ],
    );
    assert_eq!(found[0], [["123", "Research Council", "true"], ["", "Research Council", "true"]]);
    assert_eq!(found[1], [["work/pmid/8", "erratum-in", "J Tests. 2021;5:6"]]);
    assert_eq!(found[2], [["0"]]);
}

#[test]
fn a_translation_points_only_at_sections_that_are_there() {
    let page = "First A, Second B.
Institute of Tests, Oslo, Norway.
J Tests. 2020 Jun 12;5(1):6. doi: 10.1000/one.
Peer workers have become usual members of teams, and little is known of what they do there.
We asked the members of four teams what they thought of the work and wrote down what they said.
同伴工作者已成为团队中的常见成员,但人们对他们在那里所做的工作知之甚少。
我们询问了四个团队的成员对这项工作的看法,并记录了他们所说的话。
";
    let pairs =
        "SELECT ?s ?o ?there { ?s cw:translationOf ?o BIND(EXISTS { ?o c4o:hasContent ?c } AS ?there) } ORDER BY ?s";
    let alone = ask(&[("page.txt", page)], &[pairs]);
    let ends =
        |row: &Vec<String>| row.iter().map(|cell| cell.rsplit("/abstract/").next().unwrap().to_string()).collect();
    let alone: Vec<Vec<String>> = alone[0].iter().map(ends).collect();
    assert_eq!(alone, [["zh-hans/1", "en/1", "true"], ["zh-hans/2", "en/2", "true"]]);
    // Another record of the same paper has the original in one block, and is the one that is written.
    let block = "<Abstract><AbstractText>Peer workers are members of teams. We asked four teams about it.</AbstractText></Abstract>";
    let id = "<ELocationID EIdType=\"doi\">10.1000/one</ELocationID>";
    let file = format!("<PubmedArticleSet>{}</PubmedArticleSet>", article(7, "Peer workers in teams", block, id, ""));
    let both = ask(
        &[("page.txt", page), ("articles.xml", &file)],
        &[pairs, "SELECT (COUNT(?a) AS ?n) { ?w dcterms:abstract ?a } GROUP BY ?w"],
    );
    assert!(both[0].is_empty(), "{both:?}");
    assert_eq!(both[1], [["2"]]);
}

#[test]
fn a_reference_is_what_its_identifier_says() {
    let references = "<ReferenceList><Reference><Citation>A title in other words entirely. 2020.</Citation><ArticleIdList><ArticleId IdType=\"pubmed\">8</ArticleId></ArticleIdList></Reference></ReferenceList>";
    let citing = article(7, "Peer workers in teams", "", "", "")
        .replace("</PubmedArticle>", &format!("<PubmedData>{references}</PubmedData></PubmedArticle>"));
    let file =
        format!("<PubmedArticleSet>{citing}{}</PubmedArticleSet>", article(8, "Trace metals of lakes", "", "", ""));
    let found = ask(&[("articles.xml", &file)], &["SELECT ?a ?b { ?a cito:cites ?b }"]);
    assert_eq!(found[0], [["work/pmid/7", "work/pmid/8"]]);
}
