#!/usr/bin/env bash
# One offline command as a whole process, beside its peers in the same run. Needs hyperfine, python3 and openssl.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
countersign=target/release/countersign
peers=benches/peers
# the interpreter itself: a version manager in front of it would be measured too
python=$(python3 -c "import sys; print(sys.executable)")
export PW=test
challenge=abababababababababababababababababababababababababababababababab
salt=00112233445566778899aabbccddeeff

compare() { hyperfine -N --ignore-failure --style basic "$@" 2>/dev/null | sed -n '/Summary/,$p'; }

echo "# a signature: a Python script, openssl"
compare --warmup 10 --runs 200 \
    -n countersign "$countersign device sign --challenge $challenge --password-env PW /api/player/update" \
    -n python "$python -S -E $peers/device.py $challenge /api/player/update test" \
    -n 'openssl version' "openssl version"

echo "# a response, 10000 iterations: a Python script"
compare --warmup 5 --runs 50 \
    -n countersign "$countersign starleaf respond --salt $salt --iterations 10000 --challenge $challenge --password-env PW --format json" \
    -n python "$python -S -E $peers/starleaf.py $salt 10000 $challenge test"

echo "# a key, 10 million iterations: openssl kdf"
compare --runs 3 \
    -n countersign "$countersign starleaf key --salt $salt --iterations 10000000 --password-env PW" \
    -n 'openssl kdf' "openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt pass:test -kdfopt hexsalt:$salt -kdfopt iter:10000000 PBKDF2"

echo "# a success and failures, with backtraces switched on"
export RUST_BACKTRACE=1
compare --warmup 10 --runs 200 \
    -n success "$countersign device sign --challenge $challenge --password-env PW /api/player/update" \
    -n 'bad target' "$countersign device sign --challenge $challenge --password-env PW api" \
    -n 'bad hex' "$countersign starleaf key --salt 0g --iterations 1 --password-env PW" \
    -n typo "$countersign device sing"

echo "# size and memory"
stat -c '%s bytes of binary' "$countersign"
if command -v /usr/bin/time >/dev/null; then
    /usr/bin/time -f '%M kB of memory at most' "$countersign" device sign --challenge c --password-env PW /x >/dev/null
else
    echo "GNU time is not at hand: no figure for memory"
fi
