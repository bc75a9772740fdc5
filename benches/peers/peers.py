#!/usr/bin/env python3
"""The work of `benches/network.rs` with DuckDB, igraph and graphology, and with ours, in turn.

    peers.py --folder FOLDER [--ours PROGRAM] [--cargo OPTIONS] [--modules FOLDER] [--papers N] [--runs N] [--only WORK,...]
    peers.py --peer WORK --folder FOLDER

PROGRAM is the compiled benchmark; without it, Cargo compiles it. It writes the literature into the folder once; then each work is done by ours and by the
peer by turns, each time in a process of its own, which does it three times. Printed is the median of what each process
needed at its fastest: the machine may be shared. Loading is not timed: of either side it is the work alone, from tables or
a network in memory to a result in memory. What came out must agree: numbers that differ are printed below the table.

DuckDB computes the same as ours: of pairs the count, both ways of fractional counting, first and last year, and the
documents behind each in their order; of nodes the documents and years. Names, which ours has too, it does not copy. Below
stands what it needs for the pairs without their documents and without nodes, which is less than ours does.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

REPEATS = 3

PAIRS = """
    SELECT a.item AS source, b.item AS target, count(*) AS "count",
           sum(1.0 / (a.n - 1)) AS fractional, sum(2.0 / (a.n * (a.n - 1.0))) AS by_pairs,
           min(a.year) AS first_year, max(a.year) AS last_year {documents}
    FROM kept a JOIN kept b ON a.document = b.document AND a.item < b.item
    GROUP BY 1, 2
"""


def nodes(links):
    return f"""
    SELECT item, count(*) AS documents, min(year) AS first_year, max(year) AS last_year
    FROM ({links}) JOIN works ON work = document GROUP BY item"""


def pairs(links, kept="SELECT * FROM sized", having=""):
    """Pairs of items that share a document, and the items. `links` has a document and an item a row."""
    return f"""
    WITH links AS ({links}),
         sizes AS (SELECT document, count(*) AS n FROM links GROUP BY document),
         sized AS (SELECT document, item, n, year FROM links JOIN sizes USING (document) JOIN works ON work = document),
         occurrences AS (SELECT item, count(*) AS found FROM links GROUP BY item),
         kept AS ({kept})
    {PAIRS} {having}
    """, nodes(links)


CITED = "SELECT citing AS document, cited AS item FROM citations"
COUPLED = "SELECT cited AS document, citing AS item FROM citations"
MOST = """SELECT * FROM sized SEMI JOIN
          (SELECT item FROM occurrences ORDER BY found DESC, item LIMIT 5000) USING (item)"""
OFTEN = "SELECT * FROM sized SEMI JOIN (SELECT item FROM occurrences WHERE found >= 5) USING (item)"

SQL = {
    "coauthors": pairs("SELECT work AS document, person AS item FROM authorships"),
    "citations": ("""
        SELECT citing AS source, cited AS target, count(*) AS "count", sum(1.0) AS fractional,
               min(year) AS first_year, max(year) AS last_year {documents}
        FROM citations JOIN works ON work = citing GROUP BY 1, 2""", "FROM works"),
    "cocitation": pairs(CITED, OFTEN),
    "coupling": pairs(COUPLED, MOST),
    "coupling-strong": pairs(COUPLED, having="HAVING count(*) >= 2"),
    "concepts": pairs("SELECT work AS document, concept AS item FROM assignments"),
    "authors-concepts": ("""
        WITH people AS (SELECT work, count(*) AS n FROM authorships GROUP BY work),
             concepts AS (SELECT work, count(*) AS n FROM assignments GROUP BY work)
        SELECT person AS source, concept AS target, count(*) AS "count", sum(1.0 / (people.n * concepts.n)) AS fractional,
               min(year) AS first_year, max(year) AS last_year {documents}
        FROM authorships JOIN assignments USING (work) JOIN people USING (work) JOIN concepts USING (work)
             JOIN works USING (work)
        GROUP BY 1, 2""",
        nodes("SELECT work AS document, person AS item FROM authorships") + " UNION ALL "
        + nodes("SELECT work AS document, concept AS item FROM assignments")),
}

# What a document is called where pairs are made.
DOCUMENT = {"citations": "citing", "authors-concepts": "work"}


def duckdb_pairs(work, folder):
    import duckdb

    connection = duckdb.connect()
    for table in ["works", "authorships", "citations", "assignments"]:
        connection.execute(f"CREATE TABLE {table} AS FROM read_csv('{folder / table}.csv', header = true)")
    columns = ["count", "fractional", "by_pairs", "first_year", "last_year"]
    make = lambda table, sql: connection.execute(f"CREATE OR REPLACE TABLE {table} AS {sql}")
    sql, of_nodes = SQL[work]
    alone, _ = timed(lambda: make("pairs", sql.format(documents="")))
    document = DOCUMENT.get(work, "a.document")
    sql = sql.format(documents=f", list({document} ORDER BY {document}) AS documents")
    seconds, _ = timed(lambda: (make("pairs", sql), make("nodes", of_nodes)))
    held = [row[0] for row in connection.execute("DESCRIBE pairs").fetchall()]
    columns = [name for name in columns if name in held]
    sums = ", ".join(f'sum("{name}")' for name in columns)
    row = connection.execute(f"SELECT {sums}, count(*) FROM pairs").fetchone()
    return seconds, dict(zip(columns + ["pairs"], map(float, row))), alone


def network(folder, name):
    """A network out of CSV, with all the columns that it has."""
    import csv

    import igraph

    with open(folder / f"{name}.csv") as file:
        header, *rows = csv.reader(file)
    columns = list(zip(*rows))
    graph = igraph.Graph(edges=list(zip(map(int, columns[0]), map(int, columns[1]))))
    for column, values in list(zip(header, columns))[2:]:
        graph.es[column] = [float(value) for value in values]
    nodes = folder / f"{name}_nodes.csv"
    if nodes.exists():
        with open(nodes) as file:
            header, *rows = csv.reader(file)
        columns = list(zip(*rows))
        graph.add_vertices(len(rows) - graph.vcount())
        graph.vs["label"] = columns[0]
        for column, values in list(zip(header, columns))[1:]:
            graph.vs[column] = [float(value) for value in values]
    return graph


def timed(work):
    """The least time of three."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        outcome = work()
        times.append(time.perf_counter() - start)
    return min(times), outcome


def of_nodes(work):
    seconds, values = timed(work)
    return seconds, {"sum": float(sum(values)), "largest": float(max(values))}


def leiden(graph):
    import random

    random.seed(0)
    options = {"objective_function": "modularity", "weights": "weight", "n_iterations": 2}
    seconds, clusters = timed(lambda: graph.community_leiden(**options))
    modularity = graph.modularity(clusters.membership, weights="weight")
    return seconds, {"modularity": modularity, "clusters": float(len(clusters))}


def graphml(graph):
    # Memory as far as igraph can: it only writes to files by name.
    where = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.NamedTemporaryFile(suffix=".graphml", dir=where) as file:
        seconds, _ = timed(lambda: graph.write_graphml(file.name))
        return seconds, {"bytes": float(os.path.getsize(file.name))}


IGRAPH = {
    "leiden": ("coauthors", leiden),
    "pagerank": ("coauthors", lambda g: of_nodes(lambda: g.pagerank(damping=0.85, weights="weight"))),
    "core": ("coauthors", lambda g: of_nodes(g.coreness)),
    "pagerank-dense": ("dense", lambda g: of_nodes(lambda: g.pagerank(damping=0.85, weights="weight"))),
    "core-dense": ("dense", lambda g: of_nodes(g.coreness)),
    "betweenness": ("dense", lambda g: of_nodes(g.betweenness)),
    "closeness": ("dense", lambda g: of_nodes(g.closeness)),
    "graphml": ("coauthors", graphml),
}


def peer(work, folder):
    """Does a work with the peer; what it took as a dictionary."""
    alone = None
    if work in SQL:
        name, (seconds, outcome, alone) = "DuckDB", duckdb_pairs(work, folder)
    else:
        table, function = IGRAPH[work]
        name, (seconds, outcome) = "igraph", function(network(folder, table))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"peer": name, "seconds": seconds, "alone": alone, "memory": memory, "outcome": outcome}


def missing(work, modules):
    """What is needed for a work and not there."""
    if work == "forceatlas2":
        if not shutil.which("node"):
            return "node"
        there = modules and (modules / "node_modules" / "graphology-layout-forceatlas2").exists()
        return None if there else "graphology-layout-forceatlas2"
    package = "duckdb" if work in SQL else "igraph"
    return None if importlib.util.find_spec(package) else package


# Outcomes that need not agree to the last digits: other choices at random, another way to write.
TOLERANCE = {"modularity": 0.002, "clusters": None, "bytes": None}


def differences(ours, theirs):
    for name in sorted(set(ours) & set(theirs)):
        tolerance = TOLERANCE.get(name, 1e-6 * max(abs(theirs[name]), 1e-300))
        # A better modularity is no difference to complain of.
        difference = theirs[name] - ours[name] if name == "modularity" else abs(theirs[name] - ours[name])
        if tolerance is not None and difference > tolerance:
            yield f"{name} {ours[name]:.12g} and {theirs[name]:.12g}"


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def compiled(options):
    """The benchmark, compiled."""
    command = ["cargo", "bench", "--locked", "--bench", "network", "--no-run", "--message-format", "json", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    made = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return next(one["executable"] for one in made if one.get("executable") and one["target"]["name"] == "network")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours")
    parser.add_argument("--cargo", default="")
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--modules", type=pathlib.Path)
    parser.add_argument("--papers", default="60000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--peer")
    options = parser.parse_args()
    if options.peer:
        print(json.dumps(peer(options.peer, options.folder)))
        return
    options.ours = options.ours or compiled(shlex.split(options.cargo))
    subprocess.run([options.ours, "--papers", options.papers, "--write", options.folder], check=True)
    print(f"{'work':<17} {'size':>28} {'ours s':>9} {'peer':>11} {'peer s':>9} {'ratio':>7} {'ours MB':>8} {'peer MB':>8}")
    disagreements = []
    works = [*SQL, *IGRAPH, "forceatlas2"]
    wanted = options.only.split(",") if options.only else works
    for work in [work for work in works if work in wanted]:
        ours, theirs = [], []
        lacking = missing(work, options.modules)
        for _ in range(options.runs):
            ours.append(run([options.ours, "--papers", options.papers, "--only", work, "--runs", str(REPEATS), "--json"]))
            if lacking:
                continue
            if work == "forceatlas2":
                script = pathlib.Path(__file__).with_name("forceatlas2.mjs")
                theirs.append(run(["node", script, options.modules.resolve(), options.folder, "3"]))
            else:
                theirs.append(run([sys.executable, __file__, "--peer", work, "--folder", options.folder]))
        median = lambda of, name: statistics.median(one[name] for one in of)
        row = f"{work:<17} {ours[0]['size']:>28} {median(ours, 'fastest'):>9.4f}"
        if lacking:
            print(f"{row} skipped: {lacking} is not installed", flush=True)
            continue
        ratio = median(theirs, "seconds") / median(ours, "fastest")
        memory = f"{median(ours, 'memory') / 1e6:>8.0f} {median(theirs, 'memory') / 1e6:>8.0f}"
        name = theirs[0]["peer"]
        print(f"{row} {name:>11} {median(theirs, 'seconds'):>9.4f} {ratio:>7.1f} {memory}", flush=True)
        disagreements += [f"{work}: {d}" for d in differences(ours[-1]["outcome"], theirs[-1]["outcome"])]
        if work in SQL:
            alone = median(theirs, "alone")
            print(f"{'':<17} {'pairs alone':>50} {alone:>9.4f} {alone / median(ours, 'fastest'):>7.1f}", flush=True)
        if work == "leiden":
            values = [[one["outcome"]["modularity"] for one in side] for side in (ours, theirs)]
            print(f"{'':<17} modularity {values[0][0]:.4f} and {values[1][0]:.4f}", flush=True)
    print("Outcomes agree." if not disagreements else "Outcomes that differ, ours and theirs:")
    for line in disagreements:
        print(f"  {line}")


if __name__ == "__main__":
    main()
