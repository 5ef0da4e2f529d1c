PREFIX ?= /usr/local
BINARY = .build/release/sisyphus

.PHONY: all build debug test integration faults proof soak sanitize sanitize-threads fleet differential bench fuzz ul4-conformance ul4-fuzz deb archive test-packages site install uninstall clean

all: build

build:
	sh Scripts/build-release

$(BINARY):
	sh Scripts/build-release

debug:
	swift build

# All, or one area: make test AREA=unit PATTERN=NearestName
test:
	bash Scripts/test $(AREA) $(PATTERN)

integration: build
	SISYPHUS_BIN=$(CURDIR)/$(BINARY) python3 Integration/run $(PATTERN)

faults: build
	CHAOS_ROUNDS=100 GROUP_STARTS=1000 SISYPHUS_BIN=$(CURDIR)/$(BINARY) python3 Integration/run 'random|few descriptors|keeper|crowd'

# Kills a run at each call that changes something, has each call fail once, and replaces each file: make proof LIMIT=600 PATTERN=failing
proof: build
	SISYPHUS_BIN=$(CURDIR)/$(BINARY) python3 Proof/run $(if $(LIMIT),--seconds $(LIMIT)) $(if $(PATTERN),'$(PATTERN)',--keep)

# Jobs in Swift with many threads under the thread sanitizer.
sanitize-threads:
	bash Scripts/sanitize-threads

# Three hosts as network namespaces with etcd, as root: make fleet ROUNDS=100 PATTERN=killed
fleet: build
	SISYPHUS_BIN=$(CURDIR)/$(BINARY) python3 Integration/fleet/run $(or $(ROUNDS),10) '$(PATTERN)'

differential: build
	SISYPHUS_BIN=$(CURDIR)/$(BINARY) python3 Integration/differential/compare

# Measures beside other programs: make bench PATTERN=pump
bench: build
	sh Scripts/install-packages test
	. Scripts/toolchain && swift build -c release --product SisyphusProbeJobs --scratch-path .build/bench
	sh Scripts/peer-environment
	SISYPHUS_BIN=$(CURDIR)/$(BINARY) SISYPHUS_JOBS=$(CURDIR)/.build/bench/release/SisyphusProbeJobs python3 Benchmarks/run $(PATTERN)

# What only many or large things show: make soak PATTERN=runs
soak: build
	SISYPHUS_BIN=$(CURDIR)/$(BINARY) python3 Benchmarks/soak $(PATTERN)

# Tests in Swift, and cases with a program, that the compiler's sanitizers watch; some cases alone: make sanitize PATTERN='tree|lines'
sanitize:
	bash Scripts/sanitize $(if $(PATTERN),'$(PATTERN)')

# Looks for input that breaks a reader, so many seconds each: make fuzz LIMIT=3600
fuzz:
	cd Fuzz && swift build -c release && for name in Lines Templates Crontabs Foreign; do \
	    mkdir -p .build/$$name && SWIFT_BACKTRACE=enable=no .build/release/Fuzz$$name -max_total_time=$(or $(LIMIT),60) -rss_limit_mb=4096 .build/$$name Corpus/$$name || exit 1; done

# How much of what the original's test suite renders comes out the same (installs the original into a cache).
ul4-conformance:
	bash Scripts/ul4-conformance

# Compares COUNT generated templates with the original: make ul4-fuzz COUNT=20000 SEED=7
ul4-fuzz:
	sh Scripts/ul4-fuzz $(COUNT) $(SEED)

# The Debian packages, and an archive that can be unpacked anywhere, in .build/packages.
deb:
	sh Scripts/build-deb

archive:
	sh Scripts/build-tarball

# Tries them in a fresh Debian (as root).
test-packages:
	bash Scripts/test-packages

# README, docs and manual as a static site in .build/site, and the libraries' documentation beside them.
site:
	python3 Scripts/site
	sh Scripts/docs .build/site/libraries

# Installs what is built; as root (sudo make install) it builds nothing, whose files the user could not write over then.
install: $(BINARY)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/man/man7 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/sisyphus
	ln -sf sisyphus $(DESTDIR)$(PREFIX)/bin/sisyphus-sh
	install -m 644 man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5/
	install -m 644 man/*.7 $(DESTDIR)$(PREFIX)/share/man/man7/
	install -m 644 completions/sisyphus.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sisyphus
	install -m 644 completions/_sisyphus $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_sisyphus
	install -m 644 completions/sisyphus.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sisyphus.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/sisyphus $(DESTDIR)$(PREFIX)/bin/sisyphus-sh $(DESTDIR)$(PREFIX)/share/man/man1/sisyphus.1 $(DESTDIR)$(PREFIX)/share/man/man1/sisyphus-*.1 \
	    $(DESTDIR)$(PREFIX)/share/man/man5/sisyphus.toml.5 $(DESTDIR)$(PREFIX)/share/man/man7/sisyphus-lines.7 $(DESTDIR)$(PREFIX)/share/man/man7/sisyphus-cookbook.7 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sisyphus $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_sisyphus \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sisyphus.fish

clean:
	swift package clean
