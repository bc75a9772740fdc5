#!/usr/bin/env python3
"""What `citeweave read` and other readers of the same formats make of the same files.

    compare.py --citeweave PROGRAM [--differences FILE] [FOLDER...]

Reads every file of a format below the folders with rispy (RIS), nbib (MEDLINE), pubmed_parser (PubMed XML),
bibtexparser and biblib (BibTeX), and with `PROGRAM read`. Records are paired by their order where both found as many,
else by DOI, PMID or title. Prints one row for each program: files it read and those it failed on, records, and the
share of the values it states that ours agrees with. A value the other program does not state is not compared, so
the column `only ours` tells how many it lacks. Seconds are those of reading alone; ours with all the program does.
"""
import argparse
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
import warnings

warnings.filterwarnings("ignore")
FIELDS = ["title", "year", "doi", "authors", "first author"]


def fold(text):
    """Letters and digits alone, without accents, markup and TeX."""
    text = re.sub(r"<[^>]{1,40}>", "", str(text or ""))
    text = re.sub(r"\\[a-zA-Z]+|\\[\"'`^~=.]|[{}$\\]", "", text)
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def year(text):
    found = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", str(text or ""))
    return found.group(1) if found else None


def doi(text):
    found = re.search(r"10\.\d{4,9}/\S+", str(text or ""))
    return found.group(0).lower().rstrip(".,;") if found else None


def record(title=None, when=None, identifier=None, families=(), pmid=None):
    families = [fold(family) for family in families if family]
    return {
        "title": fold(title) or None,
        "year": year(when),
        "doi": doi(identifier),
        "authors": len(families) or None,
        "first author": families[0] if families else None,
        "pmid": str(pmid) if pmid else None,
    }


def family(name):
    return name.split(",")[0]


# The other programs ---------------------------------------------------------------------------------------------------


def rispy(path):
    import rispy

    with open(path, encoding="utf-8-sig") as file:
        entries = rispy.load(file, skip_unknown_tags=True)
    return [
        record(
            e.get("title") or e.get("primary_title"),
            e.get("year") or e.get("publication_year") or e.get("date"),
            e.get("doi"),
            [family(name) for name in e.get("authors") or e.get("first_authors") or []],
        )
        for e in entries
    ]


def nbib(path):
    import nbib

    return [
        record(
            e.get("title"),
            e.get("publication_date"),
            e.get("doi"),
            [a.get("last_name") or family(a.get("author", "")) for a in e.get("authors", [])],
            e.get("pubmed_id"),
        )
        for e in nbib.read_file(str(path))
    ]


def pubmed_parser(path):
    import pubmed_parser

    # It opens nothing that is not compressed.
    with tempfile.NamedTemporaryFile(suffix=".xml.gz") as packed:
        data = path.read_bytes()
        packed.write(data if data[:2] == b"\x1f\x8b" else gzip.compress(data))
        packed.flush()
        entries = pubmed_parser.parse_medline_xml(packed.name, year_info_only=True, author_list=True)
        return [
            record(e["title"], e["pubdate"], e["doi"], [a["lastname"] for a in e["authors"]], e["pmid"])
            for e in entries
            if not e.get("delete")
        ]


def bibtexparser(path):
    import bibtexparser
    from bibtexparser import middlewares

    layers = [middlewares.LatexDecodingMiddleware(), middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    library = bibtexparser.parse_file(str(path), append_middleware=layers)
    entries = []
    for entry in library.entries:
        values = entry.fields_dict
        of = lambda name: values[name].value if name in values else None
        people = of("author") or []
        families = [" ".join(p.von + p.last) for p in people if hasattr(p, "last")]
        entries.append(record(of("title"), of("year") or of("date"), of("doi"), families))
    return entries


def biblib(path):
    import biblib.algo
    import biblib.bib

    with open(path, encoding="utf-8-sig") as file:
        entries = biblib.bib.Parser().parse(file).get_entries()
    records = []
    for entry in entries.values():
        families = []
        if entry.get("author"):
            families = [f"{a.von} {a.last}" for a in entry.authors()]
        text = lambda name: biblib.algo.tex_to_unicode(entry.get(name, "")) or None
        records.append(record(text("title"), entry.get("year") or entry.get("date"), entry.get("doi"), families))
    return records


# Program, the formats it reads as we name them, what reads a file.
PROGRAMS = [
    ("rispy", {"ris"}, rispy),
    ("nbib", {"medline"}, nbib),
    ("pubmed_parser", {"pubmed-xml"}, pubmed_parser),
    ("bibtexparser", {"bibtex"}, bibtexparser),
    ("biblib", {"bibtex"}, biblib),
]


# Ours -----------------------------------------------------------------------------------------------------------------


def ours(program, path):
    """Records with the name of their format."""
    run = subprocess.run([program, "read", str(path), "-q"], capture_output=True, encoding="utf-8", check=False)
    records = [json.loads(line) for line in run.stdout.splitlines()]
    read = []
    for r in records:
        people = [c for c in r.get("contributors", []) if c["role"] == "author"]
        read.append(
            record(
                (r.get("titles") or [{}])[0].get("text"),
                r.get("issued") or r.get("available"),
                r.get("ids", {}).get("doi"),
                [c.get("family") or c.get("literal") or c["as_written"] for c in people],
                r.get("ids", {}).get("pmid"),
            )
        )
    return read, (records[0]["source"]["format"] if records else None)


def pairs(theirs, read):
    if len(theirs) == len(read):
        return list(zip(theirs, read))
    known = {}
    for r in read:
        for key in ("doi", "pmid", "title"):
            if r[key]:
                known.setdefault((key, r[key]), r)
    found = []
    for t in theirs:
        match = next((known[key, t[key]] for key in ("doi", "pmid", "title") if (key, t[key]) in known), None)
        if match:
            found.append((t, match))
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--citeweave", required=True)
    arguments.add_argument("--differences", help="write every value that differs as TSV")
    arguments.add_argument("folders", nargs="+", type=pathlib.Path)
    options = arguments.parse_args()
    files = []
    for folder in options.folders:
        inside = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        files += [path for path in inside if path.is_file() and "expected" not in path.name]
    read = {}
    for path in files:
        start = time.perf_counter()
        records, name = ours(options.citeweave, path)
        read[path] = records, name, time.perf_counter() - start
    differences = []
    print(f"{'program':<14} {'files':>6} {'failed':>7} {'records':>8} {'ours':>8} {'paired':>8} ", end="")
    print(" ".join(f"{field:>13}" for field in FIELDS), f"{'only ours':>10} {'seconds':>8} {'ours':>7}")
    for program, formats, run in PROGRAMS:
        failed, counts, paired, seconds, own_seconds, lacking = [], [0, 0], 0, 0.0, 0.0, 0
        agree = dict.fromkeys(FIELDS, 0)
        stated = dict.fromkeys(FIELDS, 0)
        of_format = [path for path in files if read[path][1] in formats]
        for path in of_format:
            mine, _, took = read[path]
            own_seconds += took
            counts[1] += len(mine)
            start = time.perf_counter()
            try:
                theirs = run(path)
            except Exception as error:  # whatever the other program raises, it has not read the file
                failed.append((path, f"{type(error).__name__}: {error}"))
                continue
            finally:
                seconds += time.perf_counter() - start
            counts[0] += len(theirs)
            for one, other in pairs(theirs, mine):
                paired += 1
                for field in FIELDS:
                    if one[field] is None:
                        lacking += other[field] is not None
                        continue
                    stated[field] += 1
                    agree[field] += one[field] == other[field]
                    if one[field] != other[field]:
                        differences.append((program, path.name, field, one[field], other[field]))
        shares = " ".join(f"{100 * agree[f] / stated[f]:>12.1f}%" if stated[f] else f"{'–':>13}" for f in FIELDS)
        print(f"{program:<14} {len(of_format):>6} {len(failed):>7} {counts[0]:>8} {counts[1]:>8} {paired:>8} ", end="")
        print(shares, f"{lacking:>10} {seconds:>8.1f} {own_seconds:>7.1f}")
        for path, error in failed:
            differences.append((program, path.name, "file", error.splitlines()[0] if error else "", ""))
    if options.differences:
        with open(options.differences, "w", encoding="utf-8") as out:
            for row in differences:
                out.write("\t".join(str(cell).replace("\t", " ") for cell in row) + "\n")


if __name__ == "__main__":
    sys.exit(main())
