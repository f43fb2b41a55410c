//! The flags of curl and of the scripts that came before.

/// The flags of other programs, separated by blanks, and what to type instead.
pub(super) const FLAGS: &[(&str, &str)] = &[
    (
        "-k --insecure",
        "the server is always verified: --pinnedpubkey trusts one public key, --cacert one certificate or authority",
    ),
    (
        "-u --user",
        "the user name is --username or --access-key, and the secret comes from a flag under 'Secrets' in --help",
    ),
    (
        "--basic --digest --anyauth --ntlm --negotiate --oauth2-bearer",
        "each command authenticates in its scheme's own way: leave it out",
    ),
    (
        "-n --netrc --netrc-file",
        "the secret comes from a flag under 'Secrets' in --help",
    ),
    (
        "-F --form --form-string",
        "forms with files are not composed: give the complete body with --data @FILE, and its type with --header 'Content-Type: ...'",
    ),
    (
        "--data-urlencode",
        "nothing is encoded: give the body as it is to be sent with --data",
    ),
    (
        "-L --location --location-trusted --max-redirs --post301 --post302 --post303",
        "redirects are never followed, for credentials go to one server only; give the final URL",
    ),
    (
        "-w --write-out",
        "--include writes the status line and the headers; the exit status tells 401 and 403 (4) from other errors (5)",
    ),
    (
        "-D --dump-header",
        "--include writes the status line and the headers before the body",
    ),
    (
        "-E --cert --cert-type --key-type --pubkey",
        "client certificates are not supported: print the request with --curl, and add --cert to that command",
    ),
    ("--capath", "give one PEM file with --cacert"),
    (
        "--preproxy --socks4 --socks4a --socks5 --socks5-hostname --proxy1.0 --proxytunnel",
        "give the proxy with --proxy http://HOST:PORT or --proxy socks5h://HOST:PORT",
    ),
    (
        "-U --proxy-user --proxy-basic",
        "put name and password into the proxy's URL, in the environment or with --proxy",
    ),
    (
        "--noproxy",
        "set no_proxy=HOST in the environment; boards are reached without a proxy anyway",
    ),
    ("-A --user-agent", "use --header 'User-Agent: NAME'"),
    ("-e --referer", "use --header 'Referer: URL'"),
    ("-r --range", "use --header 'Range: bytes=FIRST-LAST'"),
    (
        "-G --get --url-query",
        "put the query into TARGET: '/path?name=value'",
    ),
    ("-T --upload-file", "use --method PUT --data @FILE"),
    ("-I --head", "use --method HEAD --include"),
    (
        "-O --remote-name -J --remote-header-name",
        "name the file with --output",
    ),
    ("--url", "give the URL without a flag"),
    (
        "--data-ascii",
        "use --data, which removes no line breaks from a file",
    ),
    (
        "-g --globoff --path-as-is --request-target",
        "leave it out: a URL is sent exactly as it is given",
    ),
    (
        "-0 --http0.9 --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 --http3-only",
        "leave it out: the protocol is HTTP/1.1",
    ),
    (
        "-4 --ipv4 -6 --ipv6",
        "give the address as the host: http://192.0.2.1/path or http://[2001:db8::1]/path",
    ),
    (
        "--tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --tls-max --ciphers --tls13-ciphers --curves",
        "leave it out: TLS 1.2 and 1.3 are used, with their safe ciphers only",
    ),
    (
        "--proto --proto-default --proto-redir",
        "leave it out: only http and https are used, and redirects are never followed",
    ),
    (
        "-Y --speed-limit -y --speed-time",
        "--timeout also limits how long a response body may pause",
    ),
    (
        "--trace --trace-ascii --trace-time",
        "--verbose explains each step, with secrets redacted",
    ),
    ("--no-progress-meter", "use --quiet"),
    (
        "-: --next -Z --parallel",
        "a command makes one request: use a loop in the shell",
    ),
    ("--libcurl", "--curl prints the request as a curl command"),
    (
        "--disable",
        "leave it out: no file is read unless it is named",
    ),
    ("-V --version", "the command is 'countersign --version'"),
    ("-M --manual", "the command is 'countersign man'"),
    (
        "-C --continue-at -R --remote-time -z --time-cond --create-dirs --output-dir --no-clobber --remote-name-all \
         --remove-on-error --max-filesize --limit-rate --rate --etag-save --etag-compare --xattr --stderr --aws-sigv4 \
         --unix-socket --abstract-unix-socket --interface --local-port --dns-servers --doh-url --haproxy-protocol \
         --hsts --alt-svc --cert-status --crlfile --engine --proxy-header --proxy-insecure --proxy-cacert --proxy-cert \
         --proxy-pinnedpubkey --keepalive-time --no-keepalive --expect100-timeout --tcp-nodelay --tcp-fastopen --raw \
         --tr-encoding --ssl --ssl-reqd --ssl-no-revoke --no-alpn --no-sessionid --ignore-content-length",
        "there is nothing like it here: leave it out, or print the request with --curl, and add it to that command",
    ),
    ("-K", "--config reads profiles, not options of curl"),
    (
        "-b --cookie -c --cookie-jar",
        "this command keeps no session and sends no cookies: leave it out",
    ),
    (
        "-s --silent -S --show-error -f --fail",
        "this command makes no request: leave it out",
    ),
    (
        "-j --junk-session-cookies",
        "leave out --cookie-jar for a new session",
    ),
    (
        "-N --no-buffer -# --progress-bar --compressed --fail-with-body --fail-early",
        "leave it out: the body is written as it arrives, also that of an error",
    ),
    (
        "--retry --retry-delay --retry-max-time --retry-connrefused --retry-all-errors",
        "repeat the command in the shell; a request is repeated only where that is safe",
    ),
    (
        "--resolve --connect-to",
        "put the address into the URL, and trust the server's key with --pinnedpubkey",
    ),
    (
        "--mode",
        "--mode key is 'countersign starleaf key', and --mode respond is 'countersign starleaf respond'",
    ),
    (
        "--pass",
        "the password comes from --password-file, --password-env or --password-command",
    ),
    (
        "--password-stdin",
        "use --password-file -, which reads standard input",
    ),
    (
        "--key-stdin",
        "use --key-file -, which reads standard input",
    ),
    (
        "--private-key-stdin",
        "use --private-key-file -, which reads standard input",
    ),
    (
        "--token-stdin",
        "use --token-file -, which reads standard input",
    ),
    (
        "--key-index --key-id-index",
        "key indexes belong to version 1 of SPEKE; version 2 has --protection-scheme and --intended-track-type",
    ),
    (
        "--scheme --protection-scheme --track-type --intended-track-type",
        "protection schemes and track types belong to version 2 of SPEKE; version 1 has --key-id-index",
    ),
];
