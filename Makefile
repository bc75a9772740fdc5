# `make demo` builds the program and shows it; `make test` runs everything that must pass. `make help` lists the rest.
SHELL := bash
TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
CITEWEAVE := $(TARGET)/release/citeweave
OUT := out

.PHONY: help demo test check build prepare gephi bench peers oracles fuzz clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

prepare:
	@.ci/prepare
	@ls $(TARGET)/release/build/oxrocksdb-sys-*/out/*.a >/dev/null 2>&1 || \
	  echo "The first build compiles RocksDB, the database inside: about a quarter of an hour on two cores. Later builds take a minute."

build: prepare ## build the program
	@cargo build --release --locked

demo: build ## build the demonstration graph, ask it three questions, write and draw three networks
	@mkdir -p $(OUT)
	$(CITEWEAVE) build data/demo/pages data/demo/pubmed.xml data/demo/peer-work.nbib data/demo/peer-work.ris -g $(OUT)/graph
	$(CITEWEAVE) query bridging-authors -g $(OUT)/graph --to table
	$(CITEWEAVE) query works-of-person -p family=Åkerblom -g $(OUT)/graph --to table
	$(CITEWEAVE) query merges -g $(OUT)/graph --to table
	$(CITEWEAVE) network coauthors -g $(OUT)/graph -o $(OUT)/coauthors/ --to graphml,gexf,csv,svg,png
	$(CITEWEAVE) network concepts -g $(OUT)/graph -o $(OUT)/concepts/ --to graphml,gexf,csv,svg,png
	$(CITEWEAVE) network coauthors-orgs -g $(OUT)/graph -o $(OUT)/organisations/ --to graphml,gexf,csv,svg,png
	$(CITEWEAVE) lint $(OUT)/coauthors/network.graphml $(OUT)/coauthors/network.gexf
	@echo "Look at $(OUT)/coauthors/network.png; open $(OUT)/coauthors/network.gexf in Gephi: docs/gephi.md tells how to go on."

check: prepare
	cargo fmt --check
	cargo clippy --release --locked --all-targets -- -D warnings
	cargo clippy --release --locked --all-targets --no-default-features --features cli -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --release --locked --no-deps

test: check ## format, clippy, all tests, documentation, the demonstration
	cargo test --release --locked
	$(MAKE) demo

gephi: prepare ## open the exported networks with Gephi's own importer (needs Java and Maven)
	CI=true cargo test --release --locked --test it gephi -- --nocapture

bench: prepare ## measure reading, building and storing
	cargo bench --locked

PEERS := $(OUT)/peers
peers: prepare ## do the work of the network benchmark with DuckDB, igraph and graphology too (needs Python, and Node for layouts)
	@test -x $(PEERS)/bin/python || python3 -m venv $(PEERS)
	@grep -v '^#' benches/peers/requirements.txt | while read package; do \
	  $(PEERS)/bin/pip install --quiet --disable-pip-version-check $$package || echo "$$package cannot be installed: its work is skipped"; done
	@cp benches/peers/package.json $(PEERS)/
	@cd $(PEERS) && npm install --silent --no-audit --no-fund || echo "graphology cannot be installed: its work is skipped"
	@$(PEERS)/bin/python benches/peers/peers.py --folder $(PEERS)/data --modules $(PEERS) --cargo "$(PEERS_CARGO)"

ORACLES := $(OUT)/oracles
oracles: build ## compare with rispy, nbib, pubmed_parser, bibtexparser and biblib on the same files (needs Python)
	@test -x $(ORACLES)/bin/python || python3 -m venv $(ORACLES)
	@$(ORACLES)/bin/pip install --quiet -r tests/oracles/requirements.txt
	@$(ORACLES)/bin/python tests/oracles/compare.py --citeweave $(CITEWEAVE) --differences $(ORACLES)/differences.tsv \
	  $(or $(wildcard ../shared/corpora/ris ../shared/corpora/medline_nbib ../shared/corpora/pubmed_xml \
	    ../shared/corpora/bibtex ../shared/corpora/perf/pubmed_efetch_concat.xml.gz),data/demo tests/fixtures)

fuzz: ## fuzz every syntax for FUZZ_SECONDS each (needs the nightly compiler)
	@fuzz/run

clean: ## remove what the demonstration wrote
	rm -rf $(OUT)
