# Recipes for what is done again and again. Each step of the gate is in .ci/run, which needs no just.

# What a release holds is built with: just cargo='cargo auditable' ...
cargo := "cargo"
target := `rustc -vV | sed -n 's/^host: //p'`
dist := "target/dist"

# List the recipes
default:
    @just --list --unsorted

# The whole gate
ci:
    .ci/run

# One step of the gate: formatting
fmt:
    .ci/run fmt

# One step of the gate: clippy
clippy:
    .ci/run clippy

# One step of the gate: documentation
doc:
    .ci/run doc

# One step of the gate: the library alone
lib:
    .ci/run lib

# One step of the gate: the oldest Rust
msrv:
    .ci/run msrv

# One step of the gate: dependencies
deny:
    .ci/run deny

# One step of the gate: the fuzz targets compile; fuzz/run runs them
fuzz:
    .ci/run fuzz

# One step of the gate: all tests
test:
    .ci/run tools test

# Measurements against peers
bench:
    benches/offline.sh
    benches/speke.sh
    {{ cargo }} bench --locked --bench lanes

# Rewrite what the tests hold the program against: case files, completions, man pages, docs/session.svg
snapshots:
    SNAPSHOTS=overwrite cargo test --locked --test it program::

# Rewrite only the completions and man pages
pages:
    SNAPSHOTS=overwrite cargo test --locked --test it program::generated

# The program
build:
    {{ cargo }} build --release --locked --bin countersign

# The static program: target/static/TARGET/release/countersign
static:
    packaging/static {{ cargo }} build

# The Debian package; needs cargo-deb
deb: build
    packaging/debian-changelog
    cargo deb --locked --no-build --output {{ dist }}/

# The RPM package; needs cargo-generate-rpm
rpm: build
    rm -rf target/stage
    packaging/stage target/release/countersign target/stage
    cargo generate-rpm --output {{ dist }}/

# The archive with the program, completions, man pages and licences
tarball: build
    packaging/archive target/release/countersign {{ target }}

# The same with the static program
tarball-static: static
    packaging/archive target/static/{{ target }}/release/countersign {{ arch() }}-linux-static

# The Python wheel that holds the program; needs maturin
wheel:
    packaging/wheel

# The Python wheel that holds the static program; needs maturin and wheel
wheel-static:
    packaging/wheel static

# The crate as it is published, built and tested on its own
crate:
    packaging/crate

# The bill of materials; needs cargo-cyclonedx
sbom:
    packaging/sbom

# All that this machine can make for a release, with checksums
dist: && checksums
    rm -rf {{ dist }}
    @just cargo='{{ cargo }}' crate sbom tarball tarball-static deb rpm wheel wheel-static

# The checksums of what lies in target/dist
checksums:
    cd {{ dist }} && rm -f SHA256SUMS && sha256sum -- * > ../SHA256SUMS && mv ../SHA256SUMS .

# The manifests for Homebrew, the AUR, scoop and winget, from a release's checksums
manifests sums=(dist / "SHA256SUMS"):
    packaging/render {{ sums }} target/manifests

# Try a program that was built or installed
try program="target/release/countersign":
    packaging/try {{ program }}
