module completions {

  def "nu-complete countersign color" [] {
    [ "auto" "always" "never" ]
  }

  # Answer challenges, sign requests and derive key IDs
  export extern countersign [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  def "nu-complete countersign starleaf color" [] {
    [ "auto" "always" "never" ]
  }

  # Respond to challenges of StarLeaf endpoints and the StarLeaf Cloud
  export extern "countersign starleaf" [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign starleaf color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign starleaf key format" [] {
    [ "text" "json" ]
  }

  def "nu-complete countersign starleaf key color" [] {
    [ "auto" "always" "never" ]
  }

  # Derive the key from a password
  export extern "countersign starleaf key" [
    --salt: string            # The salt, in hex
    --iterations: string      # The number of PBKDF2 iterations, 1 to 4294967295
    --from: path              # Read salt, iterations and challenge from the server's JSON response in a file, or - for standard input
    --password: string        # The password; visible in the process list
    --password-file: path     # Read the password from a file, or - for standard input; a newline at its end is removed
    --password-env: string    # Read the password from the environment variable NAME
    --password-command: string # Run CMD, without a shell, and read the password from its output
    --format: string@"nu-complete countersign starleaf key format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign starleaf key color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign starleaf respond api" [] {
    [ "endpoint" "cloud" ]
  }

  def "nu-complete countersign starleaf respond format" [] {
    [ "text" "query" "json" ]
  }

  def "nu-complete countersign starleaf respond color" [] {
    [ "auto" "always" "never" ]
  }

  # Respond to a challenge
  export extern "countersign starleaf respond" [
    --challenge: string       # The challenge, as the server sent it
    --salt: string            # The salt, in hex
    --iterations: string      # The number of PBKDF2 iterations, 1 to 4294967295
    --from: path              # Read salt, iterations and challenge from the server's JSON response in a file, or - for standard input
    --api: string@"nu-complete countersign starleaf respond api" # The service that sent the challenge
    --username: string        # The user name, for the body of a request to the Cloud's /authenticate
    --key: string             # The derived key, 64 hex digits; visible in the process list
    --key-file: path          # Read the key from a file, or - for standard input; a newline at its end is removed
    --key-env: string         # Read the key from the environment variable NAME
    --key-command: string     # Run CMD, without a shell, and read the key from its output
    --password: string        # The password; visible in the process list
    --password-file: path     # Read the password from a file, or - for standard input; a newline at its end is removed
    --password-env: string    # Read the password from the environment variable NAME
    --password-command: string # Run CMD, without a shell, and read the password from its output
    --format: string@"nu-complete countersign starleaf respond format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign starleaf respond color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign starleaf login api" [] {
    [ "endpoint" "cloud" ]
  }

  def "nu-complete countersign starleaf login format" [] {
    [ "text" "json" ]
  }

  def "nu-complete countersign starleaf login color" [] {
    [ "auto" "always" "never" ]
  }

  # Log in and keep the session
  export extern "countersign starleaf login" [
    --api: string@"nu-complete countersign starleaf login api" # The service
    --base-url: string        # The URL that /auth or /challenge is under, such as http://codec:23456; required for an endpoint [default: the public Cloud]
    --username: string        # The user name, for the Cloud
    --max-iterations: string  # Maximum number of iterations to accept from the server
    --cookie-jar(-c): path    # Read the session from a cookie file in curl's format, and write it back
    --connect-timeout: string # Maximum time to connect
    --timeout: string         # Maximum time to wait for the response, and then for each part of its body
    --max-time(-m): string    # Maximum time for the whole run, with all of the response body [default: none]
    --cacert: path            # Trust the certificates in a PEM file, those of CAs or exactly the server's own, instead of the system's CA certificates
    --pinnedpubkey: string    # Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with ';' between them
    --proxy(-x): string       # Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment's
    --password: string        # The password; visible in the process list
    --password-file: path     # Read the password from a file, or - for standard input; a newline at its end is removed
    --password-env: string    # Read the password from the environment variable NAME
    --password-command: string # Run CMD, without a shell, and read the password from its output
    --key: string             # The derived key, 64 hex digits; visible in the process list
    --key-file: path          # Read the key from a file, or - for standard input; a newline at its end is removed
    --key-env: string         # Read the key from the environment variable NAME
    --key-command: string     # Run CMD, without a shell, and read the key from its output
    --token: string           # The integration token; visible in the process list
    --token-file: path        # Read the token from a file, or - for standard input; a newline at its end is removed
    --token-env: string       # Read the token from the environment variable NAME
    --token-command: string   # Run CMD, without a shell, and read the token from its output
    --format: string@"nu-complete countersign starleaf login format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign starleaf login color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign starleaf call method" [] {
    [ "GET" "POST" "PUT" "PATCH" "DELETE" "HEAD" ]
  }

  def "nu-complete countersign starleaf call api" [] {
    [ "endpoint" "cloud" ]
  }

  def "nu-complete countersign starleaf call curl" [] {
    [ "command" "config" ]
  }

  def "nu-complete countersign starleaf call color" [] {
    [ "auto" "always" "never" ]
  }

  # Make a request in a session
  export extern "countersign starleaf call" [
    --method(-X): string@"nu-complete countersign starleaf call method" # The request method [default: GET, or POST with --data]
    --data(-d): string        # The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed
    --header(-H): string      # A request header, 'Name: value'; may be given more than once
    --api: string@"nu-complete countersign starleaf call api" # The service
    --base-url: string        # The URL that /auth or /challenge is under, such as http://codec:23456; required for an endpoint [default: the public Cloud]
    --username: string        # The user name, for the Cloud
    --max-iterations: string  # Maximum number of iterations to accept from the server
    --cookie-jar(-c): path    # Read the session from a cookie file in curl's format, and write it back
    --connect-timeout: string # Maximum time to connect
    --timeout: string         # Maximum time to wait for the response, and then for each part of its body
    --max-time(-m): string    # Maximum time for the whole run, with all of the response body [default: none]
    --cacert: path            # Trust the certificates in a PEM file, those of CAs or exactly the server's own, instead of the system's CA certificates
    --pinnedpubkey: string    # Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with ';' between them
    --proxy(-x): string       # Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment's
    --password: string        # The password; visible in the process list
    --password-file: path     # Read the password from a file, or - for standard input; a newline at its end is removed
    --password-env: string    # Read the password from the environment variable NAME
    --password-command: string # Run CMD, without a shell, and read the password from its output
    --key: string             # The derived key, 64 hex digits; visible in the process list
    --key-file: path          # Read the key from a file, or - for standard input; a newline at its end is removed
    --key-env: string         # Read the key from the environment variable NAME
    --key-command: string     # Run CMD, without a shell, and read the key from its output
    --token: string           # The integration token; visible in the process list
    --token-file: path        # Read the token from a file, or - for standard input; a newline at its end is removed
    --token-env: string       # Read the token from the environment variable NAME
    --token-command: string   # Run CMD, without a shell, and read the token from its output
    --include(-i)             # Write the status line and the response headers before the body
    --output(-o): path        # Write to a file, which appears when it is complete, instead of standard output; an error response never goes to the file
    --curl: string@"nu-complete countersign starleaf call curl" # Do everything except send the last request, and print it for curl: as a command, or in another FORMAT
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign starleaf call color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    target: string            # A URL, or a path that starts with '/'; it is signed exactly as it is sent
  ]

  def "nu-complete countersign device color" [] {
    [ "auto" "always" "never" ]
  }

  # Sign requests to a board that hands out one-time challenges
  export extern "countersign device" [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign device color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign device sign method" [] {
    [ "GET" "POST" "PUT" "PATCH" "DELETE" "HEAD" ]
  }

  def "nu-complete countersign device sign format" [] {
    [ "text" "headers" "json" "curl" "config" ]
  }

  def "nu-complete countersign device sign color" [] {
    [ "auto" "always" "never" ]
  }

  # Sign a request
  export extern "countersign device sign" [
    --method(-X): string@"nu-complete countersign device sign method" # The request method [default: GET, or POST with --data]
    --challenge: string       # The challenge, as the board sent it
    --from: path              # Read the challenge from a file, or - for standard input: the board's JSON response, or the bare challenge
    --data(-d): string        # The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed
    --base-url: string        # The URL of the board, for a TARGET that is only a path
    --password: string        # The password; visible in the process list
    --password-file: path     # Read the password from a file, or - for standard input; a newline at its end is removed
    --password-env: string    # Read the password from the environment variable NAME
    --password-command: string # Run CMD, without a shell, and read the password from its output
    --format: string@"nu-complete countersign device sign format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign device sign color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    target: string            # A URL, or a path that starts with '/'; it is signed exactly as it is sent
  ]

  def "nu-complete countersign device challenge color" [] {
    [ "auto" "always" "never" ]
  }

  # Fetch a challenge
  export extern "countersign device challenge" [
    --connect-timeout: string # Maximum time to connect
    --timeout: string         # Maximum time to wait for the response, and then for each part of its body
    --max-time(-m): string    # Maximum time for the whole run, with all of the response body [default: none]
    --cacert: path            # Trust the certificates in a PEM file, those of CAs or exactly the server's own, instead of the system's CA certificates
    --pinnedpubkey: string    # Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with ';' between them
    --proxy(-x): string       # Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment's
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign device challenge color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    url: string               # The URL of the board; a path in it takes the place of /api/auth/challenge
  ]

  def "nu-complete countersign device call method" [] {
    [ "GET" "POST" "PUT" "PATCH" "DELETE" "HEAD" ]
  }

  def "nu-complete countersign device call curl" [] {
    [ "command" "config" ]
  }

  def "nu-complete countersign device call color" [] {
    [ "auto" "always" "never" ]
  }

  # Send a signed request
  export extern "countersign device call" [
    --method(-X): string@"nu-complete countersign device call method" # The request method [default: GET, or POST with --data]
    --data(-d): string        # The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed
    --header(-H): string      # A request header, 'Name: value'; may be given more than once
    --base-url: string        # The URL of the board, for a TARGET that is only a path
    --unsigned                # Send the request without a challenge and a signature, to an open route
    --connect-timeout: string # Maximum time to connect
    --timeout: string         # Maximum time to wait for the response, and then for each part of its body
    --max-time(-m): string    # Maximum time for the whole run, with all of the response body [default: none]
    --cacert: path            # Trust the certificates in a PEM file, those of CAs or exactly the server's own, instead of the system's CA certificates
    --pinnedpubkey: string    # Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with ';' between them
    --proxy(-x): string       # Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment's
    --password: string        # The password; visible in the process list
    --password-file: path     # Read the password from a file, or - for standard input; a newline at its end is removed
    --password-env: string    # Read the password from the environment variable NAME
    --password-command: string # Run CMD, without a shell, and read the password from its output
    --include(-i)             # Write the status line and the response headers before the body
    --output(-o): path        # Write to a file, which appears when it is complete, instead of standard output; an error response never goes to the file
    --curl: string@"nu-complete countersign device call curl" # Do everything except send the last request, and print it for curl: as a command, or in another FORMAT
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign device call color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    target: string            # A URL, or a path that starts with '/'; it is signed exactly as it is sent
  ]

  def "nu-complete countersign ankoder color" [] {
    [ "auto" "always" "never" ]
  }

  # Sign requests to Ankoder
  export extern "countersign ankoder" [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign ankoder color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign ankoder passkey method" [] {
    [ "GET" "POST" "PUT" "PATCH" "DELETE" "HEAD" ]
  }

  def "nu-complete countersign ankoder passkey date_format" [] {
    [ "unix" "rfc2822" ]
  }

  def "nu-complete countersign ankoder passkey format" [] {
    [ "text" "headers" "json" ]
  }

  def "nu-complete countersign ankoder passkey color" [] {
    [ "auto" "always" "never" ]
  }

  # Sign a request
  export extern "countersign ankoder passkey" [
    --method(-X): string@"nu-complete countersign ankoder passkey method" # The request method [default: GET, or POST with --data]
    --date: string            # The date, which is signed and sent exactly as given [default: now]
    --date-format: string@"nu-complete countersign ankoder passkey date_format" # Format of the current date
    --private-key: string     # The private key; visible in the process list
    --private-key-file: path  # Read the private key from a file, or - for standard input; a newline at its end is removed
    --private-key-env: string # Read the private key from the environment variable NAME
    --private-key-command: string # Run CMD, without a shell, and read the private key from its output
    --access-key: string      # The access key, which names the caller
    --format: string@"nu-complete countersign ankoder passkey format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign ankoder passkey color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    target: string            # A URL, or a path that starts with '/'; it is signed exactly as it is sent
  ]

  def "nu-complete countersign ankoder curl method" [] {
    [ "GET" "POST" "PUT" "PATCH" "DELETE" "HEAD" ]
  }

  def "nu-complete countersign ankoder curl date_format" [] {
    [ "unix" "rfc2822" ]
  }

  def "nu-complete countersign ankoder curl format" [] {
    [ "command" "config" ]
  }

  def "nu-complete countersign ankoder curl color" [] {
    [ "auto" "always" "never" ]
  }

  # Print a curl command for a signed request
  export extern "countersign ankoder curl" [
    --method(-X): string@"nu-complete countersign ankoder curl method" # The request method [default: GET, or POST with --data]
    --data(-d): string        # The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed
    --header(-H): string      # A request header, 'Name: value'; may be given more than once
    --date: string            # The date, which is signed and sent exactly as given [default: now]
    --date-format: string@"nu-complete countersign ankoder curl date_format" # Format of the current date
    --private-key: string     # The private key; visible in the process list
    --private-key-file: path  # Read the private key from a file, or - for standard input; a newline at its end is removed
    --private-key-env: string # Read the private key from the environment variable NAME
    --private-key-command: string # Run CMD, without a shell, and read the private key from its output
    --access-key: string      # The access key, which names the caller
    --base-url: string        # The URL of the service, for a TARGET that is only a path
    --format: string@"nu-complete countersign ankoder curl format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign ankoder curl color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    target: string            # A URL, or a path that starts with '/'; it is signed exactly as it is sent
  ]

  def "nu-complete countersign ankoder login color" [] {
    [ "auto" "always" "never" ]
  }

  # Log in and keep the session
  export extern "countersign ankoder login" [
    --username: string        # The user name
    --base-url: string        # The URL of the service
    --cookie-jar(-c): path    # Read the session from a cookie file in curl's format, and write it back
    --connect-timeout: string # Maximum time to connect
    --timeout: string         # Maximum time to wait for the response, and then for each part of its body
    --max-time(-m): string    # Maximum time for the whole run, with all of the response body [default: none]
    --cacert: path            # Trust the certificates in a PEM file, those of CAs or exactly the server's own, instead of the system's CA certificates
    --pinnedpubkey: string    # Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with ';' between them
    --proxy(-x): string       # Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment's
    --password: string        # The password; visible in the process list
    --password-file: path     # Read the password from a file, or - for standard input; a newline at its end is removed
    --password-env: string    # Read the password from the environment variable NAME
    --password-command: string # Run CMD, without a shell, and read the password from its output
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign ankoder login color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign ankoder call auth" [] {
    [ "signature" "basic" "session" ]
  }

  def "nu-complete countersign ankoder call method" [] {
    [ "GET" "POST" "PUT" "PATCH" "DELETE" "HEAD" ]
  }

  def "nu-complete countersign ankoder call date_format" [] {
    [ "unix" "rfc2822" ]
  }

  def "nu-complete countersign ankoder call curl" [] {
    [ "command" "config" ]
  }

  def "nu-complete countersign ankoder call color" [] {
    [ "auto" "always" "never" ]
  }

  # Make a request
  export extern "countersign ankoder call" [
    --auth: string@"nu-complete countersign ankoder call auth" # How the request is authorized
    --method(-X): string@"nu-complete countersign ankoder call method" # The request method [default: GET, or POST with --data]
    --data(-d): string        # The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed
    --header(-H): string      # A request header, 'Name: value'; may be given more than once
    --base-url: string        # The URL of the service, for a TARGET that is only a path
    --access-key: string      # The access key, for --auth signature
    --date: string            # The date, which is signed and sent exactly as given [default: now]
    --date-format: string@"nu-complete countersign ankoder call date_format" # Format of the current date
    --private-key: string     # The private key; visible in the process list
    --private-key-file: path  # Read the private key from a file, or - for standard input; a newline at its end is removed
    --private-key-env: string # Read the private key from the environment variable NAME
    --private-key-command: string # Run CMD, without a shell, and read the private key from its output
    --username: string        # The user name, for --auth basic and session
    --cookie-jar(-c): path    # Read the session from a cookie file in curl's format, and write it back
    --connect-timeout: string # Maximum time to connect
    --timeout: string         # Maximum time to wait for the response, and then for each part of its body
    --max-time(-m): string    # Maximum time for the whole run, with all of the response body [default: none]
    --cacert: path            # Trust the certificates in a PEM file, those of CAs or exactly the server's own, instead of the system's CA certificates
    --pinnedpubkey: string    # Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with ';' between them
    --proxy(-x): string       # Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment's
    --password: string        # The password; visible in the process list
    --password-file: path     # Read the password from a file, or - for standard input; a newline at its end is removed
    --password-env: string    # Read the password from the environment variable NAME
    --password-command: string # Run CMD, without a shell, and read the password from its output
    --include(-i)             # Write the status line and the response headers before the body
    --output(-o): path        # Write to a file, which appears when it is complete, instead of standard output; an error response never goes to the file
    --curl: string@"nu-complete countersign ankoder call curl" # Do everything except send the last request, and print it for curl: as a command, or in another FORMAT
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign ankoder call color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    target: string            # A URL, or a path that starts with '/'; it is signed exactly as it is sent
  ]

  def "nu-complete countersign speke color" [] {
    [ "auto" "always" "never" ]
  }

  # Derive the key IDs of SPEKE's key ID override
  export extern "countersign speke" [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign speke color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign speke kid color" [] {
    [ "auto" "always" "never" ]
  }

  # Derive key IDs
  export extern "countersign speke kid" [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign speke kid color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign speke kid v1 input_format" [] {
    [ "lines" "csv" "jsonl" ]
  }

  def "nu-complete countersign speke kid v1 form" [] {
    [ "guid" "hex" "hls" "base64" "base64url" "playready" ]
  }

  def "nu-complete countersign speke kid v1 format" [] {
    [ "text" "csv" "jsonl" ]
  }

  def "nu-complete countersign speke kid v1 color" [] {
    [ "auto" "always" "never" ]
  }

  # Derive version 1 key IDs
  export extern "countersign speke kid v1" [
    --tenant-id: string       # The tenant: a GUID in lower case
    --content-id: string      # The content ID, any text; give several values, or repeat the option
    --content-ids: path       # Read content IDs from a file, or - for standard input: lines, CSV or JSON lines; a column overrides the option of the same name
    --input-format: string@"nu-complete countersign speke kid v1 input_format" # The format of the file [default: from its name: .csv, .jsonl, else lines]
    --content-key-period-index: string # Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation
    --period: string          # Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation
    --threads: string         # Number of threads [default: one per core]
    --key-id-index: string    # Version 1: positions of the key in the request, a list of numbers and ranges [default: 0]
    --key-index: string       # Version 1: positions of the key in the request, a list of numbers and ranges [default: 0]
    --form: string@"nu-complete countersign speke kid v1 form" # How to write key IDs
    --format: string@"nu-complete countersign speke kid v1 format" # Output format
    --unique                  # Fail if two different inputs give the same key ID, and name both; earlier rows have been printed by then
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign speke kid v1 color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign speke kid v2 input_format" [] {
    [ "lines" "csv" "jsonl" ]
  }

  def "nu-complete countersign speke kid v2 protection_schemes" [] {
    [ "cenc" "cbcs" ]
  }

  def "nu-complete countersign speke kid v2 intended_track_types" [] {
    [ "VIDEO" "AUDIO" "ALL" "SD" "HD" "UHD" "HD1" "HD2" "SD+HD1" "UHD1" "UHD2" "STEREO_AUDIO" "MULTICHANNEL_AUDIO" "MULTICHANNEL_AUDIO_3_6" "MULTICHANNEL_AUDIO_7" ]
  }

  def "nu-complete countersign speke kid v2 presets" [] {
    [ "video-1" "video-2" "video-3" "video-4" "video-5" "video-6" "video-7" "video-8" "audio-1" "audio-2" "audio-3" "shared" "unencrypted" ]
  }

  def "nu-complete countersign speke kid v2 form" [] {
    [ "guid" "hex" "hls" "base64" "base64url" "playready" ]
  }

  def "nu-complete countersign speke kid v2 format" [] {
    [ "text" "csv" "jsonl" ]
  }

  def "nu-complete countersign speke kid v2 color" [] {
    [ "auto" "always" "never" ]
  }

  # Derive version 2 key IDs
  export extern "countersign speke kid v2" [
    --tenant-id: string       # The tenant: a GUID in lower case
    --content-id: string      # The content ID, any text; give several values, or repeat the option
    --content-ids: path       # Read content IDs from a file, or - for standard input: lines, CSV or JSON lines; a column overrides the option of the same name
    --input-format: string@"nu-complete countersign speke kid v2 input_format" # The format of the file [default: from its name: .csv, .jsonl, else lines]
    --content-key-period-index: string # Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation
    --period: string          # Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation
    --threads: string         # Number of threads [default: one per core]
    --protection-scheme: string@"nu-complete countersign speke kid v2 protection_schemes" # Version 2: a list of protection schemes, cenc or cbcs [default: cenc]
    --scheme: string@"nu-complete countersign speke kid v2 protection_schemes" # Version 2: a list of protection schemes, cenc or cbcs [default: cenc]
    --intended-track-type: string@"nu-complete countersign speke kid v2 intended_track_types" # Version 2: a list of track types: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name in the encryption contract [default: VIDEO]
    --track-type: string@"nu-complete countersign speke kid v2 intended_track_types" # Version 2: a list of track types: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name in the encryption contract [default: VIDEO]
    --preset: string@"nu-complete countersign speke kid v2 presets" # Version 2: a list of AWS encryption contract presets, whose track types are added to --intended-track-type; case-insensitive, also PRESET-VIDEO-5
    --form: string@"nu-complete countersign speke kid v2 form" # How to write key IDs
    --format: string@"nu-complete countersign speke kid v2 format" # Output format
    --unique                  # Fail if two different inputs give the same key ID, and name both; earlier rows have been printed by then
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign speke kid v2 color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign speke cpix speke" [] {
    [ "v1" "v2" ]
  }

  def "nu-complete countersign speke cpix key_index_order" [] {
    [ "period" "document" ]
  }

  def "nu-complete countersign speke cpix form" [] {
    [ "guid" "hex" "hls" "base64" "base64url" "playready" ]
  }

  def "nu-complete countersign speke cpix format" [] {
    [ "text" "csv" "jsonl" ]
  }

  def "nu-complete countersign speke cpix color" [] {
    [ "auto" "always" "never" ]
  }

  # Show the key IDs that a SPEKE request asks for, and those it will get
  export extern "countersign speke cpix" [
    --tenant-id: string       # The tenant: a GUID in lower case
    --speke: string@"nu-complete countersign speke cpix speke" # The version of SPEKE [default: from the request, else v1]
    --content-id: string      # The content ID of a request that has none
    --key-index-order: string@"nu-complete countersign speke cpix key_index_order" # Whether key ID indexes of SPEKE v1 count keys per period or in the whole document [default: period, with a warning if they differ]
    --response: path          # Check a response: exit status 1 if it differs from what the override gives
    --rewrite                 # Print the request with the new kids; every other byte stays as it is
    --keep-content-keys       # Rewrite a document that has content keys, which then belong to other key IDs
    --form: string@"nu-complete countersign speke cpix form" # How to write key IDs
    --format: string@"nu-complete countersign speke cpix format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign speke cpix color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    ...file: path             # The requests, or - for standard input; each at most 16 MiB
  ]

  def "nu-complete countersign speke find speke" [] {
    [ "v1" "v2" ]
  }

  def "nu-complete countersign speke find input_format" [] {
    [ "lines" "csv" "jsonl" ]
  }

  def "nu-complete countersign speke find protection_schemes" [] {
    [ "cenc" "cbcs" ]
  }

  def "nu-complete countersign speke find intended_track_types" [] {
    [ "VIDEO" "AUDIO" "ALL" "SD" "HD" "UHD" "HD1" "HD2" "SD+HD1" "UHD1" "UHD2" "STEREO_AUDIO" "MULTICHANNEL_AUDIO" "MULTICHANNEL_AUDIO_3_6" "MULTICHANNEL_AUDIO_7" ]
  }

  def "nu-complete countersign speke find presets" [] {
    [ "video-1" "video-2" "video-3" "video-4" "video-5" "video-6" "video-7" "video-8" "audio-1" "audio-2" "audio-3" "shared" "unencrypted" ]
  }

  def "nu-complete countersign speke find format" [] {
    [ "text" "csv" "jsonl" ]
  }

  def "nu-complete countersign speke find color" [] {
    [ "auto" "always" "never" ]
  }

  # Find the input that a key ID was derived from
  export extern "countersign speke find" [
    --in: path                # Search for the key IDs in a manifest, playlist, segment, PSSH box or other file that speke inspect reads; repeat the option for more files
    --kids: path              # Read more key IDs from a file, or - for standard input: one per line, or JSON lines with the key kid, as speke inspect writes them
    --speke: string@"nu-complete countersign speke find speke" # The version of SPEKE [default: implied by the options, or both]
    --all                     # Print every match: do not end when each key ID is found once
    --tenant-id: string       # The tenant: a GUID in lower case
    --content-id: string      # The content ID, any text; give several values, or repeat the option
    --content-ids: path       # Read content IDs from a file, or - for standard input: lines, CSV or JSON lines; a column overrides the option of the same name
    --input-format: string@"nu-complete countersign speke find input_format" # The format of the file [default: from its name: .csv, .jsonl, else lines]
    --content-key-period-index: string # Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation
    --period: string          # Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation
    --threads: string         # Number of threads [default: one per core]
    --key-id-index: string    # Version 1: positions of the key in the request, a list of numbers and ranges [default: 0]
    --key-index: string       # Version 1: positions of the key in the request, a list of numbers and ranges [default: 0]
    --protection-scheme: string@"nu-complete countersign speke find protection_schemes" # Version 2: a list of protection schemes, cenc or cbcs [default: cenc]
    --scheme: string@"nu-complete countersign speke find protection_schemes" # Version 2: a list of protection schemes, cenc or cbcs [default: cenc]
    --intended-track-type: string@"nu-complete countersign speke find intended_track_types" # Version 2: a list of track types: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name in the encryption contract [default: VIDEO]
    --track-type: string@"nu-complete countersign speke find intended_track_types" # Version 2: a list of track types: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name in the encryption contract [default: VIDEO]
    --preset: string@"nu-complete countersign speke find presets" # Version 2: a list of AWS encryption contract presets, whose track types are added to --intended-track-type; case-insensitive, also PRESET-VIDEO-5
    --format: string@"nu-complete countersign speke find format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign speke find color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    ...key_ids: string        # Key IDs, in any form: GUID, hex, 0x and hex, base64, base64url
  ]

  def "nu-complete countersign speke inspect form" [] {
    [ "guid" "hex" "hls" "base64" "base64url" "playready" ]
  }

  def "nu-complete countersign speke inspect format" [] {
    [ "text" "csv" "jsonl" ]
  }

  def "nu-complete countersign speke inspect color" [] {
    [ "auto" "always" "never" ]
  }

  # Show the key IDs in manifests, playlists, segments and PSSH boxes
  export extern "countersign speke inspect" [
    --form: string@"nu-complete countersign speke inspect form" # How to write key IDs
    --format: string@"nu-complete countersign speke inspect format" # Output format
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign speke inspect color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    ...file: path             # The files; - is standard input
  ]

  def "nu-complete countersign completions color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete countersign completions shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  # Print the completions for a shell
  export extern "countersign completions" [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign completions color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete countersign completions shell" # The shell to print them for
  ]

  def "nu-complete countersign profiles color" [] {
    [ "auto" "always" "never" ]
  }

  # List the profiles
  export extern "countersign profiles" [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign profiles color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete countersign man color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete countersign man page" [] {
    [ "starleaf" "starleaf-key" "starleaf-respond" "starleaf-login" "starleaf-call" "device" "device-sign" "device-challenge" "device-call" "ankoder" "ankoder-passkey" "ankoder-curl" "ankoder-login" "ankoder-call" "speke" "speke-kid" "speke-kid-v1" "speke-kid-v2" "speke-cpix" "speke-find" "speke-inspect" "completions" "man" "profiles" ]
  }

  # Print a man page
  export extern "countersign man" [
    --verbose(-v)             # Explain each step on standard error, with secrets redacted
    --quiet(-q)               # Suppress warnings
    --color: string@"nu-complete countersign man color" # When to color messages and help
    --config: path            # Read profiles from this file [default: countersign/config.toml in the configuration folder]
    --profile(-p): string     # Take defaults for options from a profile; see 'countersign profiles --help'
    --help(-h)                # Print help (see more with '--help')
    ...page: string@"nu-complete countersign man page" # The command, its words joined by '-' or separate [default: countersign itself]
  ]

}

export use completions *
