//! Which server certificates are trusted, and why others are rejected.

use std::io::Write;
use std::net::TcpListener;
use std::process::Command;

use countersign_simulator::{Handle, Server, StarleafEndpoint};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair,
    PublicKeyData as _, date_time_ymd,
};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::{PASSWORD, Raw, Run, run};
use crate::common::{clean, skips_without};

/// A server, the pin of its key, and its certificate in a file.
struct Secured {
    server: Handle,
    pin: String,
    pem: NamedTempFile,
}

impl Secured {
    /// A server with a self-signed certificate.
    fn self_signed(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = params(names, change);
        let certificate = params.self_signed(&key).unwrap();
        Self::new(certificate.der(), &certificate.pem(), &key)
    }

    fn new(certificate: &[u8], pem: &str, key: &KeyPair) -> Self {
        let server = Server::new()
            .certificate(certificate, &key.serialize_der())
            .start(StarleafEndpoint::new(PASSWORD))
            .unwrap();
        let digest = Sha256::digest(key.subject_public_key_info());
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(pem.as_bytes()).unwrap();
        Self {
            server,
            pin: format!("sha256//{}", base64(&digest)),
            pem: file,
        }
    }

    fn login(&self, options: &[&str]) -> Run {
        let url = self.server.url();
        let command = [
            "starleaf",
            "login",
            "--password-env",
            "PW",
            "--base-url",
            url,
        ];
        run(&[&command, options].concat())
    }

    fn login_with_cacert(&self) -> Run {
        self.login(&["--cacert", self.pem.path().to_str().unwrap()])
    }

    #[track_caller]
    fn refuses(run: &Run, why: &str) {
        assert_eq!(run.status, 6, "{}", run.stderr);
        assert!(
            run.stderr.contains(why),
            "{why:?} is not in: {}",
            run.stderr
        );
    }
}

fn params(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params
        .distinguished_name
        .push(DnType::CommonName, "127.0.0.1");
    change(&mut params);
    params
}

fn authority(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn a_rejected_certificate_shows_the_pin_that_trusts_it() {
    let server = Secured::self_signed(&["127.0.0.1"], authority);
    let refused = server.login(&[]);
    Secured::refuses(&refused, "it is self-signed, or an authority's certificate");
    Secured::refuses(&refused, &format!("--pinnedpubkey '{}'", server.pin));
    Secured::refuses(&refused, "if it matches the key on the server itself");
    assert_eq!(server.login(&["--pinnedpubkey", &server.pin]).status, 0);
}

#[test]
fn a_pinned_key_needs_neither_authority_nor_name_nor_date() {
    let server = Secured::self_signed(&["elsewhere.example"], |params| {
        params.not_after = date_time_ymd(2001, 2, 3);
    });
    let others = format!("sha256//{};{}", base64(&[7; 32]), server.pin);
    assert_eq!(server.login(&["--pinnedpubkey", &others]).status, 0);
}

#[test]
fn a_key_that_is_not_pinned_is_rejected_whatever_its_certificate() {
    let server = Secured::self_signed(&["127.0.0.1"], |_| ());
    assert_eq!(server.login_with_cacert().status, 0);
    let pin = format!("sha256//{}", base64(&[7; 32]));
    let refused = server.login(&[
        "--pinnedpubkey",
        &pin,
        "--cacert",
        server.pem.path().to_str().unwrap(),
    ]);
    Secured::refuses(&refused, "the server's key matches none of --pinnedpubkey");
    Secured::refuses(&refused, &format!("the server's key is {}", server.pin));
}

#[test]
fn cacert_trusts_a_servers_certificate_even_if_it_is_an_authoritys() {
    assert_eq!(
        Secured::self_signed(&["127.0.0.1"], authority)
            .login_with_cacert()
            .status,
        0
    );
    assert_eq!(
        Secured::self_signed(&["127.0.0.1"], |_| ())
            .login_with_cacert()
            .status,
        0
    );
}

/// Not its own authority's certificate, but the server's, is given.
#[test]
fn cacert_trusts_a_servers_certificate_that_an_unknown_authority_signed() {
    let signed = |names: &[&str], change: fn(&mut CertificateParams)| {
        let key = KeyPair::generate().unwrap();
        let issuer = params(&[], authority);
        let issuer = CertifiedIssuer::self_signed(issuer, KeyPair::generate().unwrap()).unwrap();
        let certificate = params(names, change).signed_by(&key, &issuer).unwrap();
        Secured::new(certificate.der(), &certificate.pem(), &key).login_with_cacert()
    };
    assert_eq!(signed(&["127.0.0.1"], |_| ()).status, 0);
    Secured::refuses(&signed(&["elsewhere.example"], |_| ()), "it is for");
    let expired = signed(&["127.0.0.1"], |params| {
        params.not_after = date_time_ymd(2001, 2, 3);
    });
    Secured::refuses(&expired, "it expired on 2001-02-03");
}

#[test]
fn the_names_of_a_certificate_are_shown_as_they_are_typed() {
    let other = Secured::self_signed(&["elsewhere.example", "192.0.2.7"], |_| ());
    let refused = other.login_with_cacert();
    Secured::refuses(
        &refused,
        "verified: it is for elsewhere.example, 192.0.2.7\n",
    );
}

/// A hint that was followed is not given again.
#[test]
fn what_cacert_cannot_help_with_is_not_answered_with_it() {
    let hint = "use --cacert FILE";
    let server = Secured::self_signed(&["127.0.0.1"], authority);
    Secured::refuses(&server.login(&[]), hint);
    for server in [
        Secured::self_signed(&["elsewhere.example"], |_| ()),
        Secured::self_signed(&["127.0.0.1"], |params| {
            params.not_after = date_time_ymd(2001, 2, 3);
        }),
    ] {
        let refused = server.login_with_cacert();
        Secured::refuses(&refused, "--pinnedpubkey 'sha256//");
        assert!(!refused.stderr.contains(hint), "{}", refused.stderr);
    }
    for change in [|_: &mut CertificateParams| (), authority] {
        let other = Secured::self_signed(&["127.0.0.1"], change);
        let refused = server.login(&["--cacert", other.pem.path().to_str().unwrap()]);
        let hint = "hint: --cacert has neither this certificate nor its authority's";
        Secured::refuses(&refused, hint);
    }
}

/// A server of OpenSSL's, which ends with this.
struct OpenSsl(std::process::Child);

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl OpenSsl {
    /// Serves a certificate that a shell command makes as `cert.pem`, with its key in `key.pem`. None without OpenSSL.
    fn start(make: &str, options: &[&str]) -> Option<(Self, String)> {
        use std::io::{BufRead, BufReader};
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new("sh")
            .args(["-e", "-c", &format!("{{ {make}; }} 2> errors")])
            .current_dir(&folder)
            .status();
        if !made.is_ok_and(|made| made.success()) {
            let _ = writeln!(std::io::stderr(), "SKIPPED: openssl cannot make this");
            return None;
        }
        let mut server = Command::new("openssl")
            .args(["s_server", "-www", "-accept", "127.0.0.1:0"])
            .args(["-cert", "cert.pem", "-key", "key.pem"])
            .args(options)
            .current_dir(&folder)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.strip_prefix("ACCEPT ")?.to_owned()));
        Some((Self(server), format!("https://{}/", address.unwrap())))
    }
}

/// `openssl x509 -req -signkey` makes certificates of version 1, which name no host and are no authorities.
#[test]
#[cfg(unix)]
fn a_pinned_key_may_be_in_a_certificate_of_version_1() {
    for (key, options) in [
        ("rsa:2048", &["-tls1_2"][..]),
        ("rsa:2048", &["-tls1_3"]),
        ("ec -pkeyopt ec_paramgen_curve:P-256", &["-tls1_2"]),
        ("ed25519", &["-tls1_3"]),
    ] {
        let make = format!(
            "openssl req -newkey {key} -nodes -keyout key.pem -out csr.pem -subj /CN=codec; \
             openssl x509 -req -in csr.pem -signkey key.pem -out cert.pem"
        );
        let Some((_server, url)) = OpenSsl::start(&make, options) else {
            return;
        };
        let refused = run(&["device", "call", "--unsigned", &url]);
        Secured::refuses(&refused, "it is of version 1, which names no host");
        let (_, pin) = refused.stderr.split_once("--pinnedpubkey '").unwrap();
        let pin = pin.split('\'').next().unwrap();
        let call = run(&["device", "call", "--unsigned", "--pinnedpubkey", pin, &url]);
        assert_eq!(call.status, 0, "{key} {options:?}: {}", call.stderr);
    }
}

#[test]
#[cfg(unix)]
fn what_tls_of_a_server_is_too_old_is_told_in_words() {
    let make = |key: &str| {
        format!(
            "openssl req -x509 -newkey {key} -nodes -keyout key.pem -out cert.pem -subj /CN=codec"
        )
    };
    for (key, options, message) in [
        (
            "rsa:2048",
            &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"][..],
            "the server speaks only versions of TLS",
        ),
        (
            "ec -pkeyopt ec_paramgen_curve:P-521",
            &[],
            "the server found no",
        ),
        (
            "rsa:1024",
            &["-cipher", "ALL:@SECLEVEL=0"],
            "or the server's RSA key has fewer than 2048 bits",
        ),
    ] {
        let Some((_server, url)) = OpenSsl::start(&make(key), options) else {
            return;
        };
        let call = ["device", "call", "--unsigned", &url];
        let refused = run(&call);
        let pin = refused.stderr.split_once("--pinnedpubkey '");
        let refused = match pin.and_then(|(_, pin)| pin.split('\'').next()) {
            Some(pin) => run(&[&call[..], &["--pinnedpubkey", pin]].concat()),
            None => refused,
        };
        Secured::refuses(&refused, message);
    }
}

#[test]
fn the_name_and_dates_of_a_trusted_server_certificate_are_checked() {
    for change in [|_: &mut CertificateParams| (), authority] {
        let other = Secured::self_signed(&["elsewhere.example"], change).login_with_cacert();
        Secured::refuses(&other, "it is for");
        let nameless = Secured::self_signed(&[], change).login_with_cacert();
        Secured::refuses(&nameless, "it names no host (a common name is not enough)");
        let expired = Secured::self_signed(&["127.0.0.1"], |params| {
            change(params);
            params.not_after = date_time_ymd(2001, 2, 3);
        });
        Secured::refuses(
            &expired.login_with_cacert(),
            "it expired on 2001-02-03 00:00:00 UTC",
        );
        let early = Secured::self_signed(&["127.0.0.1"], |params| {
            change(params);
            params.not_before = date_time_ymd(2099, 2, 3);
            params.not_after = date_time_ymd(2100, 2, 3);
        });
        Secured::refuses(
            &early.login_with_cacert(),
            "it is not valid before 2099-02-03",
        );
    }
}

#[test]
fn another_authoritys_certificate_is_not_accepted_for_a_server() {
    let server = Secured::self_signed(&["127.0.0.1"], authority);
    let other = Secured::self_signed(&["127.0.0.1"], authority);
    let file = other.pem.path().to_str().unwrap();
    Secured::refuses(&server.login(&["--cacert", file]), "cannot be verified");
}

#[test]
fn a_certificate_from_the_authority_in_cacert_is_trusted() {
    let issuer =
        CertifiedIssuer::self_signed(params(&[], authority), KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = params(&["127.0.0.1"], |_| ())
        .signed_by(&key, &issuer)
        .unwrap();
    let server = Secured::new(certificate.der(), &issuer.pem(), &key);
    assert_eq!(server.login_with_cacert().status, 0);
    Secured::refuses(&server.login(&[]), "its authority is unknown");
}

#[test]
fn a_malformed_pin_is_a_usage_error() {
    let server = Secured::self_signed(&["127.0.0.1"], |_| ());
    for pin in ["sha256//", "key.pem", "md5//AAAA"] {
        let run = server.login(&["--pinnedpubkey", pin]);
        run.expect_status(2, "--pinnedpubkey is not of the form");
    }
}

#[test]
fn mixing_up_http_and_https_is_explained() {
    let server = Secured::self_signed(&["127.0.0.1"], |_| ());
    let plain = server.server.url().replace("https://", "http://");
    let login = |url: &str| {
        run(&[
            "starleaf",
            "login",
            "--password-env",
            "PW",
            "--base-url",
            url,
        ])
    };
    Secured::refuses(&login(&plain), "the server expects TLS on this port");
    let unencrypted = Server::new()
        .start(StarleafEndpoint::new(PASSWORD))
        .unwrap();
    let secured = unencrypted.url().replace("http://", "https://");
    Secured::refuses(
        &login(&secured),
        "the server does not speak TLS on this port",
    );
}

#[test]
fn curl_accepts_the_printed_pin() {
    if skips_without("curl") {
        return;
    }
    let server = Secured::self_signed(&["elsewhere.example"], authority);
    let script = format!(
        "countersign starleaf call --curl --base-url {} --password-env PW --pinnedpubkey '{}' /state | sh",
        server.server.url(),
        server.pin
    );
    let mut sh = clean(Command::new("sh"));
    let output = sh
        .args(["-c", &script])
        .env("PW", PASSWORD)
        .output()
        .unwrap();
    let body = String::from_utf8_lossy(&output.stdout);
    assert!(body.contains("\"authenticated\":true"), "{output:?}");
}

#[test]
fn a_proxy_option_applies_even_to_local_hosts() {
    let proxy = Raw::start(|_, mut stream| {
        let (head, _) = super::read_request(&mut stream).unwrap();
        assert!(
            head.starts_with("CONNECT codec.example:80 HTTP/1.1"),
            "{head}"
        );
        let _ = stream.write_all(b"HTTP/1.1 403 zQ9-no\r\nContent-Length: 0\r\n\r\n");
    });
    let run = run(&[
        "device",
        "challenge",
        "http://codec.example",
        "--proxy",
        &proxy.url,
    ]);
    run.expect_status(6, "the proxy failed to connect");
    assert_eq!(proxy.connections(), 1);
}

#[test]
fn the_password_of_a_proxy_is_not_shown() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for proxy in [
        &format!("http://me:{PASSWORD}@{free}"),
        &format!("nonsense {PASSWORD}"),
    ] {
        let run = run(&[
            "-v",
            "device",
            "challenge",
            "http://127.0.0.1:1",
            "--proxy",
            proxy,
        ]);
        assert!(matches!(run.status, 2 | 6), "{}", run.stderr);
    }
}
