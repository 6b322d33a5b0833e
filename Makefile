# spnplan.  There is no configure step: "make" builds, "make demo" shows,
# "make test" and "make check" prove.

VERSION	= 1.0

PREFIX	= /usr/local
MANDIR	= $(PREFIX)/share/man
EXAMPLES = $(PREFIX)/share/doc/spnplan/examples
BASHDIR	= $(PREFIX)/share/bash-completion/completions
ZSHDIR	= $(PREFIX)/share/zsh/site-functions
FISHDIR	= $(PREFIX)/share/fish/vendor_completions.d

# A library belongs to one folder; make lint sees to it.
PLANS_PC = libutf8proc
LDAP_PC	= ldap lber
KRB_PC	= krb5 krb5-gssapi libcurl libtasn1
CMD_PC	= jansson libidn2 libxml-2.0 smartcols
TEST_PC	= cunit

# What Debian calls the things that building and testing take.
BUILD_PACKAGES = gcc libc6-dev make pkg-config libutf8proc-dev libjansson-dev \
	  libidn2-dev libxml2-dev libsmartcols-dev libldap-dev libsasl2-dev \
	  libsasl2-modules-gssapi-mit libkrb5-dev libcurl4-openssl-dev \
	  libtasn1-6-dev
TEST_PACKAGES = $(BUILD_PACKAGES) binutils libcunit1-dev clang \
	  libclang-rt-dev python3 python3-jsonschema mandoc groff-base

CC	= gcc
CFLAGS	= -O3 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
WARN	= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	  -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla \
	  -Wno-missing-field-initializers -Werror
BUILD	= build
KIND	= gcc
STRUCTURE = structure
DRIVER	= $(BUILD)/tests/fuzz/replay.o
FUZZ_SECONDS = 600

# The surroundings of a test.  SAN=1 has others, to show that none matters.
export LDAPNOINIT = 1
export KRB5_CONFIG = /dev/null
export LC_ALL = C.UTF-8
export TZ = UTC

ifeq ($(CC),clang)
BUILD	= build/clang
KIND	= clang
STRUCTURE =
endif
ifdef SAN
BUILD	= build/san
KIND	= sanitizers
STRUCTURE =
CFLAGS	= -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
export ASAN_OPTIONS = exitcode=99
export UBSAN_OPTIONS = exitcode=99:print_stacktrace=1
export LC_ALL = C
export TZ = EAST-05:45
export COLUMNS = 200
export UPDATE =
endif
ifdef FUZZ
BUILD	= build/fuzz
CFLAGS	= -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
	  -fno-sanitize-recover=all
LDFLAGS	= -fsanitize=fuzzer
DRIVER	=
endif

# As many jobs as processors, unless -j says otherwise.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif
MAKEFLAGS += --no-print-directory

SRC	= $(wildcard plans/*.c ldap/*.c krb/*.c \
	  cmd/*.c cmd/read/*.c cmd/render/*.c cmd/write/*.c)
OBJ	= $(SRC:%.c=$(BUILD)/%.o)
PARTS	= $(filter-out $(BUILD)/cmd/main.o,$(OBJ))
SUITES	= $(patsubst tests/t_%.c,%,$(wildcard tests/t_*.c))
TESTS	= $(SUITES:%=$(BUILD)/tests/t_%.o) $(BUILD)/tests/main.o \
	  $(BUILD)/tests/test.o $(BUILD)/tests/heard.o $(BUILD)/tests/peer.o \
	  $(BUILD)/tests/notation.o $(BUILD)/tests/web.o $(BUILD)/tests/kdc.o
FUZZERS	= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
SETSPN	= $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/setspn/*.c))
PROGRAMS = $(BUILD)/spnplan $(BUILD)/suites $(BUILD)/setspn \
	  $(FUZZERS:%=$(BUILD)/fuzz_%) $(BUILD)/resolver.so

MAN	= $(notdir $(wildcard man/*.[157]))
RESULTS	= build/results
TALLY	= tests/tally $(RESULTS)

LIBS	= -lresolv -pthread
PC	= $(PLANS_PC) $(LDAP_PC) $(KRB_PC) $(CMD_PC)
INCLUDE	= -I.
COMPILE	= $(CC) -std=c11 -D_GNU_SOURCE $(INCLUDE) $(WARN) $(CFLAGS) -pthread \
	  $(shell pkg-config --cflags $(PC)) -MMD -MP -c -o $@ $<
LINK	= $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs $(PC)) $(LIBS)

all: $(BUILD)/spnplan

programs: $(PROGRAMS)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo '$(CC) -c $<'; $(COMPILE)

$(BUILD)/cmd/cmd_version.o: CFLAGS += -DVERSION='"$(VERSION)"'

$(BUILD)/spnplan: $(OBJ)
	@echo '$(CC) -o $@'; $(LINK)

$(BUILD)/suites: $(TESTS) $(PARTS)
	@echo '$(CC) -o $@'; $(LINK) $(shell pkg-config --libs $(TEST_PC))

$(BUILD)/setspn: $(SETSPN)
	@echo '$(CC) -o $@'; $(LINK)

# Without the sanitizers, which are in the program that loads it.
$(BUILD)/resolver.so: tests/resolver.c Makefile
	@mkdir -p $(@D)
	@echo '$(CC) -o $@'; $(CC) -std=c11 -D_GNU_SOURCE $(WARN) -O1 -fPIC -shared -o $@ $<

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(DRIVER) $(BUILD)/tests/peer.o $(PARTS)
	@echo '$(CC) -o $@'; $(LINK)

$(BUILD)/lines $(BUILD)/proxy: $(BUILD)/%: $(BUILD)/tests/bench/%.o
	@echo '$(CC) -o $@'; $(LINK)

# One line for each tests/t_NAME.c, so that a new suite needs no other edit.
$(TESTS): INCLUDE += -I$(BUILD)
$(TESTS): $(BUILD)/tests/suites.h
$(BUILD)/tests/suites.h: FORCE
	@mkdir -p $(@D)
	@for t in $(SUITES); do echo "SUITE($$t)"; done >$@.new
	@cmp -s $@.new $@ || cp $@.new $@

demo: NEEDED = $(BUILD_PACKAGES)
demo: packages
	@$(MAKE) all
	@sh man/examples/demo.sh $(BUILD)/spnplan

# Without root, network or laboratory, in less than a minute.
test:
	@mkdir -p $(BUILD); rm -f $(RESULTS)
	@$(TALLY) '$(KIND): build' $(MAKE) -k programs
	@$(MAKE) run $(STRUCTURE)
	@tests/tally $(RESULTS)

# All there is.  Installs what is missing for it.
check: NEEDED += $(shell cat tests/lab/packages) $(NODE) chromium zsh fish dpkg-dev
check: packages
	@mkdir -p $(BUILD); rm -f $(RESULTS)
	@$(TALLY) 'gcc: build' $(MAKE) -k programs
	@$(TALLY) 'sanitizers: build' $(MAKE) -k SAN=1 programs
	@$(TALLY) 'clang: build' $(MAKE) -k CC=clang programs
	@$(MAKE) laboratory workshop
	@tests/tally $(RESULTS)

# What takes no laboratory, which waits more than it works: both at once.
workshop:
	@$(MAKE) run $(STRUCTURE)
	@$(MAKE) SAN=1 run
	@$(TALLY) 'powershell' tests/powershell/run $(BUILD)/spnplan $(BUILD)
	@$(TALLY) 'completion' tests/run-completion $(BUILD)/spnplan
	@$(TALLY) 'browser' tests/browser/run $(BUILD)/spnplan $(BUILD)
	@$(TALLY) 'lint bites' tests/lint-bites . $(BUILD)
	@$(TALLY) 'install' tests/run-install $(MAKE)
	@$(TALLY) 'deb' tests/run-deb $(MAKE)

# The parts of a test: counted one by one, and none stops the next.
run:
	@$(TALLY) '$(KIND): units' $(BUILD)/suites
	@$(TALLY) '$(KIND): cases' tests/run-cases $(BUILD)/spnplan
	@$(TALLY) '$(KIND): scenarios' tests/scenarios/run $(BUILD)/spnplan
	@$(TALLY) '$(KIND): setspn' sh tests/setspn/run-cases.sh $(BUILD)/setspn
	@$(TALLY) '$(KIND): scripts proven' tests/prove $(BUILD)/spnplan $(BUILD)/setspn
	@$(TALLY) '$(KIND): shuffled' tests/shuffle $(BUILD)/spnplan
	@$(TALLY) '$(KIND): audits compared' tests/audit-random $(BUILD)/spnplan
	@for f in $(FUZZERS); do $(TALLY) "$(KIND): inputs of fuzz_$$f" \
	    $(BUILD)/fuzz_$$f tests/fuzz/corpus/$$f; done

structure:
	@$(TALLY) 'schema' tests/farm/schema.py $(BUILD)/spnplan
	@$(TALLY) 'manual' tests/run-manual $(BUILD)/spnplan
	@$(TALLY) 'readme' tests/run-readme
	@$(TALLY) 'terminal' tests/run-terminal $(BUILD)/spnplan
	@$(TALLY) 'output' tests/run-output $(BUILD)/spnplan
	@$(TALLY) 'lint' tests/lint . $(BUILD)

# A real Active Directory, which takes root or user namespaces: what cannot be
# had is skipped, and why is said.
laboratory:
	@$(TALLY) 'laboratory: itself' tests/lab/smoke.sh
	@$(TALLY) 'laboratory: spnplan' tests/lab/suite $(BUILD)/spnplan $(BUILD)/setspn

lint: all
	@tests/lint . $(BUILD)

bench: all $(BUILD)/lines $(BUILD)/proxy
	@tests/bench/run $(BUILD)/spnplan
	@tests/bench/audit $(BUILD)/spnplan $(BUILD)/lines $(BUILD)/bench
	@tests/bench/live $(BUILD)/spnplan $(BUILD)/proxy

# What README.md shows, from real runs.
pictures: NEEDED = $(TEST_PACKAGES) $(NODE) chromium
pictures: packages
	@$(MAKE) all
	tests/browser/pictures $(BUILD)/spnplan $(BUILD) man/pictures

# FUZZ_SECONDS for each target.  What is found lies under build/fuzz.
fuzz:
	@$(MAKE) -k CC=clang FUZZ=1 $(FUZZERS:%=fuzz-%)

fuzz-%: $(BUILD)/fuzz_%
	@mkdir -p $(BUILD)/corpus/$*
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -verbosity=0 \
	    -print_final_stats=1 -artifact_prefix=$(BUILD)/$*- \
	    $(BUILD)/corpus/$* tests/fuzz/corpus/$*

COMPLETIONS = $(DESTDIR)$(BASHDIR)/spnplan $(DESTDIR)$(ZSHDIR)/_spnplan \
	  $(DESTDIR)$(FISHDIR)/spnplan.fish

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(EXAMPLES)
	install -m 755 $(BUILD)/spnplan $(DESTDIR)$(PREFIX)/bin
	for page in $(MAN); do section=man$${page##*.}; \
	    install -d $(DESTDIR)$(MANDIR)/$$section; \
	    install -m 644 man/$$page $(DESTDIR)$(MANDIR)/$$section; done
	install -m 644 man/examples/* $(DESTDIR)$(EXAMPLES)
	install -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	set -- $(COMPLETIONS); for shell in bash zsh fish; do \
	    $(BUILD)/spnplan help $$shell >$$1 || exit 1; shift; done
	chmod 644 $(COMPLETIONS)

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/spnplan
	for page in $(MAN); do \
	    rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page; done
	rm -rf $(DESTDIR)$(EXAMPLES)
	-rmdir $(dir $(DESTDIR)$(EXAMPLES)) 2>/dev/null
	rm -f $(COMPLETIONS)

# A Debian package of what is installed; it depends on what the program is
# linked with.
DEB	= build/deb
ARCH	= $(shell dpkg-architecture -qDEB_HOST_ARCH)
DEB_FILE = build/spnplan_$(VERSION)_$(ARCH).deb

deb: all
	rm -rf $(DEB) build/spnplan_*.deb
	$(MAKE) install DESTDIR=$(DEB)/files PREFIX=/usr \
	    ZSHDIR=/usr/share/zsh/vendor-completions
	strip $(DEB)/files/usr/bin/spnplan
	gzip -9n $(DEB)/files/usr/share/man/man*/*
	install -m 644 LICENSE $(DEB)/files/usr/share/doc/spnplan/copyright
	install -d $(DEB)/debian $(DEB)/files/DEBIAN
	printf 'Source: spnplan\n\nPackage: spnplan\nArchitecture: any\n' >$(DEB)/debian/control
	cd $(DEB) && dpkg-shlibdeps -O files/usr/bin/spnplan >depends
	{ printf '%s\n' 'Package: spnplan' 'Version: $(VERSION)' 'Architecture: $(ARCH)' \
	    'Section: net' 'Priority: optional' \
	    'Maintainer: spnplan maintainers <spnplan@localhost>'; \
	  sed 's/^shlibs:Depends=/Depends: /' $(DEB)/depends; \
	  printf '%s\n' 'Recommends: libsasl2-modules-gssapi-mit' \
	    "Installed-Size: $$(du -sk --exclude DEBIAN $(DEB)/files | cut -f1)" \
	    'Description: plan and validate Kerberos service principal names' \
	    ' Decides who must hold each SPN of a web farm in Active Directory, finds' \
	    ' what is missing, misplaced or duplicate, and writes the commands that put' \
	    ' it right and those that go back. It never writes to a directory.'; \
	} >$(DEB)/files/DEBIAN/control
	dpkg-deb --root-owner-group --build $(DEB)/files $(DEB_FILE)

clean:
	rm -rf build

# Other builds of Node bring npm with them, and exclude Debian's.
NODE	= $(if $(shell command -v npm),,nodejs npm)

# The Debian packages that are missing; elsewhere, their names.
NEEDED	= $(TEST_PACKAGES)
packages:
	@missing=$$(for p in $(NEEDED); do \
	    is=$$(dpkg-query -W -f '$${db:Status-Status}' $$p 2>/dev/null); \
	    [ "$$is" = installed ] || printf ' %s' $$p; done); \
	[ -n "$$missing" ] || exit 0; \
	echo "to be installed (names as in Debian):$$missing"; \
	command -v apt-get >/dev/null || exit 1; \
	[ $$(id -u) -eq 0 ] || sudo=sudo; \
	apt="$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq"; \
	$$apt update && \
	    $$apt install -y --no-install-recommends $$missing >/dev/null

FORCE:
.PHONY: all programs demo test check workshop run structure laboratory lint bench pictures fuzz \
	install uninstall deb clean packages FORCE
.SECONDARY:

-include $(OBJ:.o=.d) $(TESTS:.o=.d) $(SETSPN:.o=.d) \
	  $(FUZZERS:%=$(BUILD)/tests/fuzz/fuzz_%.d)
