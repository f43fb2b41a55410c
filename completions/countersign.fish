# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_countersign_global_optspecs
    string join \n v/verbose q/quiet color= config= p/profile= h/help V/version
end

function __fish_countersign_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_countersign_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_countersign_using_subcommand
    set -l cmd (__fish_countersign_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c countersign -n "__fish_countersign_needs_command" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_needs_command" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_needs_command" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_needs_command" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_needs_command" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_needs_command" -s V -l version -d 'Print version'
complete -c countersign -n "__fish_countersign_needs_command" -f -a "starleaf" -d 'Respond to challenges of StarLeaf endpoints and the StarLeaf Cloud'
complete -c countersign -n "__fish_countersign_needs_command" -f -a "device" -d 'Sign requests to a board that hands out one-time challenges'
complete -c countersign -n "__fish_countersign_needs_command" -f -a "ankoder" -d 'Sign requests to Ankoder'
complete -c countersign -n "__fish_countersign_needs_command" -f -a "speke" -d 'Derive the key IDs of SPEKE\'s key ID override'
complete -c countersign -n "__fish_countersign_needs_command" -f -a "completions" -d 'Print the completions for a shell'
complete -c countersign -n "__fish_countersign_needs_command" -f -a "profiles" -d 'List the profiles'
complete -c countersign -n "__fish_countersign_needs_command" -f -a "man" -d 'Print a man page'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -f -a "key" -d 'Derive the key from a password'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -f -a "respond" -d 'Respond to a challenge'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -f -a "login" -d 'Log in and keep the session'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and not __fish_seen_subcommand_from key respond login call" -f -a "call" -d 'Make a request in a session'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l salt -d 'The salt, in hex' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l iterations -d 'The number of PBKDF2 iterations, 1 to 4294967295' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l from -d 'Read salt, iterations and challenge from the server\'s JSON response in a file, or - for standard input' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l password -d 'The password; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l password-file -d 'Read the password from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l password-env -d 'Read the password from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l password-command -d 'Run CMD, without a shell, and read the password from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l format -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l challenge -d 'The challenge, as the server sent it' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l salt -d 'The salt, in hex' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l iterations -d 'The number of PBKDF2 iterations, 1 to 4294967295' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l from -d 'Read salt, iterations and challenge from the server\'s JSON response in a file, or - for standard input' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l api -d 'The service that sent the challenge' -r -f -a "endpoint\t'A codec: the challenge is hashed as text'
cloud\t'The Cloud: the challenge is decoded from hex'"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l username -d 'The user name, for the body of a request to the Cloud\'s /authenticate' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l key -d 'The derived key, 64 hex digits; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l key-file -d 'Read the key from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l key-env -d 'Read the key from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l key-command -d 'Run CMD, without a shell, and read the key from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l password -d 'The password; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l password-file -d 'Read the password from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l password-env -d 'Read the password from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l password-command -d 'Run CMD, without a shell, and read the password from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l format -d 'Output format' -r -f -a "text\t''
query\t''
json\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from respond" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l api -d 'The service' -r -f -a "endpoint\t'A codec: the challenge is hashed as text'
cloud\t'The Cloud: the challenge is decoded from hex'"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l base-url -d 'The URL that /auth or /challenge is under, such as http://codec:23456; required for an endpoint [default: the public Cloud]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l username -d 'The user name, for the Cloud' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l max-iterations -d 'Maximum number of iterations to accept from the server' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -s c -l cookie-jar -d 'Read the session from a cookie file in curl\'s format, and write it back' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l connect-timeout -d 'Maximum time to connect' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l timeout -d 'Maximum time to wait for the response, and then for each part of its body' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -s m -l max-time -d 'Maximum time for the whole run, with all of the response body [default: none]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l cacert -d 'Trust the certificates in a PEM file, those of CAs or exactly the server\'s own, instead of the system\'s CA certificates' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l pinnedpubkey -d 'Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with \';\' between them' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -s x -l proxy -d 'Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment\'s' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l password -d 'The password; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l password-file -d 'Read the password from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l password-env -d 'Read the password from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l password-command -d 'Run CMD, without a shell, and read the password from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l key -d 'The derived key, 64 hex digits; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l key-file -d 'Read the key from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l key-env -d 'Read the key from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l key-command -d 'Run CMD, without a shell, and read the key from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l token -d 'The integration token; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l token-file -d 'Read the token from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l token-env -d 'Read the token from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l token-command -d 'Run CMD, without a shell, and read the token from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l format -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s X -l method -d 'The request method [default: GET, or POST with --data]' -r -f -a "GET\t''
POST\t''
PUT\t''
PATCH\t''
DELETE\t''
HEAD\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s d -l data -d 'The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s H -l header -d 'A request header, \'Name: value\'; may be given more than once' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l api -d 'The service' -r -f -a "endpoint\t'A codec: the challenge is hashed as text'
cloud\t'The Cloud: the challenge is decoded from hex'"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l base-url -d 'The URL that /auth or /challenge is under, such as http://codec:23456; required for an endpoint [default: the public Cloud]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l username -d 'The user name, for the Cloud' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l max-iterations -d 'Maximum number of iterations to accept from the server' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s c -l cookie-jar -d 'Read the session from a cookie file in curl\'s format, and write it back' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l connect-timeout -d 'Maximum time to connect' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l timeout -d 'Maximum time to wait for the response, and then for each part of its body' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s m -l max-time -d 'Maximum time for the whole run, with all of the response body [default: none]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l cacert -d 'Trust the certificates in a PEM file, those of CAs or exactly the server\'s own, instead of the system\'s CA certificates' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l pinnedpubkey -d 'Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with \';\' between them' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s x -l proxy -d 'Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment\'s' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l password -d 'The password; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l password-file -d 'Read the password from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l password-env -d 'Read the password from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l password-command -d 'Run CMD, without a shell, and read the password from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l key -d 'The derived key, 64 hex digits; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l key-file -d 'Read the key from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l key-env -d 'Read the key from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l key-command -d 'Run CMD, without a shell, and read the key from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l token -d 'The integration token; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l token-file -d 'Read the token from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l token-env -d 'Read the token from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l token-command -d 'Run CMD, without a shell, and read the token from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s o -l output -d 'Write to a file, which appears when it is complete, instead of standard output; an error response never goes to the file' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l curl -d 'Do everything except send the last request, and print it for curl: as a command, or in another FORMAT' -r -f -a "command\t'A complete command, quoted for any POSIX shell'
config\t'A config file for curl -K -, which keeps the request out of the process list'"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s i -l include -d 'Write the status line and the response headers before the body'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand starleaf; and __fish_seen_subcommand_from call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -f -a "sign" -d 'Sign a request'
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -f -a "challenge" -d 'Fetch a challenge'
complete -c countersign -n "__fish_countersign_using_subcommand device; and not __fish_seen_subcommand_from sign challenge call" -f -a "call" -d 'Send a signed request'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -s X -l method -d 'The request method [default: GET, or POST with --data]' -r -f -a "GET\t''
POST\t''
PUT\t''
PATCH\t''
DELETE\t''
HEAD\t''"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l challenge -d 'The challenge, as the board sent it' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l from -d 'Read the challenge from a file, or - for standard input: the board\'s JSON response, or the bare challenge' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -s d -l data -d 'The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l base-url -d 'The URL of the board, for a TARGET that is only a path' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l password -d 'The password; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l password-file -d 'Read the password from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l password-env -d 'Read the password from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l password-command -d 'Run CMD, without a shell, and read the password from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l format -d 'Output format' -r -f -a "text\t''
headers\t''
json\t''
curl\t''
config\t''"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -l connect-timeout -d 'Maximum time to connect' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -l timeout -d 'Maximum time to wait for the response, and then for each part of its body' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -s m -l max-time -d 'Maximum time for the whole run, with all of the response body [default: none]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -l cacert -d 'Trust the certificates in a PEM file, those of CAs or exactly the server\'s own, instead of the system\'s CA certificates' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -l pinnedpubkey -d 'Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with \';\' between them' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -s x -l proxy -d 'Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment\'s' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from challenge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s X -l method -d 'The request method [default: GET, or POST with --data]' -r -f -a "GET\t''
POST\t''
PUT\t''
PATCH\t''
DELETE\t''
HEAD\t''"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s d -l data -d 'The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s H -l header -d 'A request header, \'Name: value\'; may be given more than once' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l base-url -d 'The URL of the board, for a TARGET that is only a path' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l connect-timeout -d 'Maximum time to connect' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l timeout -d 'Maximum time to wait for the response, and then for each part of its body' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s m -l max-time -d 'Maximum time for the whole run, with all of the response body [default: none]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l cacert -d 'Trust the certificates in a PEM file, those of CAs or exactly the server\'s own, instead of the system\'s CA certificates' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l pinnedpubkey -d 'Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with \';\' between them' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s x -l proxy -d 'Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment\'s' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l password -d 'The password; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l password-file -d 'Read the password from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l password-env -d 'Read the password from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l password-command -d 'Run CMD, without a shell, and read the password from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s o -l output -d 'Write to a file, which appears when it is complete, instead of standard output; an error response never goes to the file' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l curl -d 'Do everything except send the last request, and print it for curl: as a command, or in another FORMAT' -r -f -a "command\t'A complete command, quoted for any POSIX shell'
config\t'A config file for curl -K -, which keeps the request out of the process list'"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -l unsigned -d 'Send the request without a challenge and a signature, to an open route'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s i -l include -d 'Write the status line and the response headers before the body'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand device; and __fish_seen_subcommand_from call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -f -a "passkey" -d 'Sign a request'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -f -a "curl" -d 'Print a curl command for a signed request'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -f -a "login" -d 'Log in and keep the session'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and not __fish_seen_subcommand_from passkey curl login call" -f -a "call" -d 'Make a request'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -s X -l method -d 'The request method [default: GET, or POST with --data]' -r -f -a "GET\t''
POST\t''
PUT\t''
PATCH\t''
DELETE\t''
HEAD\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l date -d 'The date, which is signed and sent exactly as given [default: now]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l date-format -d 'Format of the current date' -r -f -a "unix\t'The format of the \'date\' command: Mon Aug 17 11:21:52 UTC 2009'
rfc2822\t'The format of e-mail: Mon, 17 Aug 2009 11:21:52 +0000'"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l private-key -d 'The private key; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l private-key-file -d 'Read the private key from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l private-key-env -d 'Read the private key from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l private-key-command -d 'Run CMD, without a shell, and read the private key from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l access-key -d 'The access key, which names the caller' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l format -d 'Output format' -r -f -a "text\t''
headers\t''
json\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from passkey" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -s X -l method -d 'The request method [default: GET, or POST with --data]' -r -f -a "GET\t''
POST\t''
PUT\t''
PATCH\t''
DELETE\t''
HEAD\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -s d -l data -d 'The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -s H -l header -d 'A request header, \'Name: value\'; may be given more than once' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l date -d 'The date, which is signed and sent exactly as given [default: now]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l date-format -d 'Format of the current date' -r -f -a "unix\t'The format of the \'date\' command: Mon Aug 17 11:21:52 UTC 2009'
rfc2822\t'The format of e-mail: Mon, 17 Aug 2009 11:21:52 +0000'"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l private-key -d 'The private key; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l private-key-file -d 'Read the private key from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l private-key-env -d 'Read the private key from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l private-key-command -d 'Run CMD, without a shell, and read the private key from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l access-key -d 'The access key, which names the caller' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l base-url -d 'The URL of the service, for a TARGET that is only a path' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l format -d 'Output format' -r -f -a "command\t'A complete command, quoted for any POSIX shell'
config\t'A config file for curl -K -, which keeps the request out of the process list'"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from curl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l username -d 'The user name' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l base-url -d 'The URL of the service' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -s c -l cookie-jar -d 'Read the session from a cookie file in curl\'s format, and write it back' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l connect-timeout -d 'Maximum time to connect' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l timeout -d 'Maximum time to wait for the response, and then for each part of its body' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -s m -l max-time -d 'Maximum time for the whole run, with all of the response body [default: none]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l cacert -d 'Trust the certificates in a PEM file, those of CAs or exactly the server\'s own, instead of the system\'s CA certificates' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l pinnedpubkey -d 'Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with \';\' between them' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -s x -l proxy -d 'Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment\'s' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l password -d 'The password; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l password-file -d 'Read the password from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l password-env -d 'Read the password from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l password-command -d 'Run CMD, without a shell, and read the password from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l auth -d 'How the request is authorized' -r -f -a "signature\t'A passkey over date, method and path'
basic\t'User name and password in each request'
session\t'The cookies of a login'"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s X -l method -d 'The request method [default: GET, or POST with --data]' -r -f -a "GET\t''
POST\t''
PUT\t''
PATCH\t''
DELETE\t''
HEAD\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s d -l data -d 'The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s H -l header -d 'A request header, \'Name: value\'; may be given more than once' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l base-url -d 'The URL of the service, for a TARGET that is only a path' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l access-key -d 'The access key, for --auth signature' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l date -d 'The date, which is signed and sent exactly as given [default: now]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l date-format -d 'Format of the current date' -r -f -a "unix\t'The format of the \'date\' command: Mon Aug 17 11:21:52 UTC 2009'
rfc2822\t'The format of e-mail: Mon, 17 Aug 2009 11:21:52 +0000'"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l private-key -d 'The private key; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l private-key-file -d 'Read the private key from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l private-key-env -d 'Read the private key from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l private-key-command -d 'Run CMD, without a shell, and read the private key from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l username -d 'The user name, for --auth basic and session' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s c -l cookie-jar -d 'Read the session from a cookie file in curl\'s format, and write it back' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l connect-timeout -d 'Maximum time to connect' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l timeout -d 'Maximum time to wait for the response, and then for each part of its body' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s m -l max-time -d 'Maximum time for the whole run, with all of the response body [default: none]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l cacert -d 'Trust the certificates in a PEM file, those of CAs or exactly the server\'s own, instead of the system\'s CA certificates' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l pinnedpubkey -d 'Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with \';\' between them' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s x -l proxy -d 'Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment\'s' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l password -d 'The password; visible in the process list' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l password-file -d 'Read the password from a file, or - for standard input; a newline at its end is removed' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l password-env -d 'Read the password from the environment variable NAME' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l password-command -d 'Run CMD, without a shell, and read the password from its output' -r -f -a "(__fish_complete_command)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s o -l output -d 'Write to a file, which appears when it is complete, instead of standard output; an error response never goes to the file' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l curl -d 'Do everything except send the last request, and print it for curl: as a command, or in another FORMAT' -r -f -a "command\t'A complete command, quoted for any POSIX shell'
config\t'A config file for curl -K -, which keeps the request out of the process list'"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s i -l include -d 'Write the status line and the response headers before the body'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand ankoder; and __fish_seen_subcommand_from call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -f -a "kid" -d 'Derive key IDs'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -f -a "cpix" -d 'Show the key IDs that a SPEKE request asks for, and those it will get'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -f -a "find" -d 'Find the input that a key ID was derived from'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and not __fish_seen_subcommand_from kid cpix find inspect" -f -a "inspect" -d 'Show the key IDs in manifests, playlists, segments and PSSH boxes'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and not __fish_seen_subcommand_from v1 v2" -f -a "v1" -d 'Derive version 1 key IDs'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and not __fish_seen_subcommand_from v1 v2" -f -a "v2" -d 'Derive version 2 key IDs'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l tenant-id -d 'The tenant: a GUID in lower case' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l speke -d 'The version of SPEKE [default: from the request, else v1]' -r -f -a "v1\t''
v2\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l content-id -d 'The content ID of a request that has none' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l key-index-order -d 'Whether key ID indexes of SPEKE v1 count keys per period or in the whole document [default: period, with a warning if they differ]' -r -f -a "period\t''
document\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l response -d 'Check a response: exit status 1 if it differs from what the override gives' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l form -d 'How to write key IDs' -r -f -a "guid\t'Lower-case GUID: CPIX, DASH default_KID'
hex\t'32 hex digits: Shaka Packager, Bento4, ffmpeg'
hls\t'0x and 32 hex digits: HLS KEYID'
base64\t'Base64, big-endian: Widevine'
base64url\t'Base64url without padding, big-endian: Clear Key'
playready\t'Base64, little-endian: PlayReady'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l format -d 'Output format' -r -f -a "text\t'What people read'
csv\t'CSV with a header line'
jsonl\t'One JSON object per line'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l rewrite -d 'Print the request with the new kids; every other byte stays as it is'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -l keep-content-keys -d 'Rewrite a document that has content keys, which then belong to other key IDs'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l in -d 'Search for the key IDs in a manifest, playlist, segment, PSSH box or other file that speke inspect reads; repeat the option for more files' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l kids -d 'Read more key IDs from a file, or - for standard input: one per line, or JSON lines with the key kid, as speke inspect writes them' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l speke -d 'The version of SPEKE [default: implied by the options, or both]' -r -f -a "v1\t''
v2\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l tenant-id -d 'The tenant: a GUID in lower case' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l content-id -d 'The content ID, any text; give several values, or repeat the option' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l content-ids -d 'Read content IDs from a file, or - for standard input: lines, CSV or JSON lines; a column overrides the option of the same name' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l input-format -d 'The format of the file [default: from its name: .csv, .jsonl, else lines]' -r -f -a "lines\t'One content ID per line'
csv\t'CSV with a header line'
jsonl\t'One JSON object per line'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l content-key-period-index -l period -d 'Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l threads -d 'Number of threads [default: one per core]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l key-id-index -l key-index -d 'Version 1: positions of the key in the request, a list of numbers and ranges [default: 0]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l protection-scheme -l scheme -d 'Version 2: a list of protection schemes, cenc or cbcs [default: cenc]' -r -f -a "cenc\t''
cbcs\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l intended-track-type -l track-type -d 'Version 2: a list of track types: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name in the encryption contract [default: VIDEO]' -r -f -a "VIDEO\t''
AUDIO\t''
ALL\t''
SD\t''
HD\t''
UHD\t''
HD1\t''
HD2\t''
SD+HD1\t''
UHD1\t''
UHD2\t''
STEREO_AUDIO\t''
MULTICHANNEL_AUDIO\t''
MULTICHANNEL_AUDIO_3_6\t''
MULTICHANNEL_AUDIO_7\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l preset -d 'Version 2: a list of AWS encryption contract presets, whose track types are added to --intended-track-type; case-insensitive, also PRESET-VIDEO-5' -r -f -a "video-1\t'VIDEO'
video-2\t'SD, HD'
video-3\t'SD, HD, UHD'
video-4\t'SD, HD, UHD1, UHD2'
video-5\t'SD, HD1, HD2, UHD1, UHD2'
video-6\t'SD, HD1, HD2, UHD'
video-7\t'SD+HD1, HD2, UHD'
video-8\t'SD+HD1, HD2, UHD1, UHD2'
audio-1\t'AUDIO'
audio-2\t'STEREO_AUDIO, MULTICHANNEL_AUDIO'
audio-3\t'STEREO_AUDIO, MULTICHANNEL_AUDIO_3_6, MULTICHANNEL_AUDIO_7'
shared\t'ALL'
unencrypted\t'No key'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l format -d 'Output format' -r -f -a "text\t'What people read'
csv\t'CSV with a header line'
jsonl\t'One JSON object per line'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -l all -d 'Print every match: do not end when each key ID is found once'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from find" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -l form -d 'How to write key IDs' -r -f -a "guid\t'Lower-case GUID: CPIX, DASH default_KID'
hex\t'32 hex digits: Shaka Packager, Bento4, ffmpeg'
hls\t'0x and 32 hex digits: HLS KEYID'
base64\t'Base64, big-endian: Widevine'
base64url\t'Base64url without padding, big-endian: Clear Key'
playready\t'Base64, little-endian: PlayReady'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -l format -d 'Output format' -r -f -a "text\t'What people read'
csv\t'CSV with a header line'
jsonl\t'One JSON object per line'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand completions" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand completions" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand completions" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand completions" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand completions" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand profiles" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand profiles" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand profiles" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand profiles" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand profiles" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand profiles" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand man" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand man" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand man" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand man" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand man" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l tenant-id -d 'The tenant: a GUID in lower case' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l content-id -d 'The content ID, any text; give several values, or repeat the option' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l content-ids -d 'Read content IDs from a file, or - for standard input: lines, CSV or JSON lines; a column overrides the option of the same name' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l input-format -d 'The format of the file [default: from its name: .csv, .jsonl, else lines]' -r -f -a "lines\t'One content ID per line'
csv\t'CSV with a header line'
jsonl\t'One JSON object per line'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l content-key-period-index -l period -d 'Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l threads -d 'Number of threads [default: one per core]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l key-id-index -l key-index -d 'Version 1: positions of the key in the request, a list of numbers and ranges [default: 0]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l form -d 'How to write key IDs' -r -f -a "guid\t'Lower-case GUID: CPIX, DASH default_KID'
hex\t'32 hex digits: Shaka Packager, Bento4, ffmpeg'
hls\t'0x and 32 hex digits: HLS KEYID'
base64\t'Base64, big-endian: Widevine'
base64url\t'Base64url without padding, big-endian: Clear Key'
playready\t'Base64, little-endian: PlayReady'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l format -d 'Output format' -r -f -a "text\t'What people read'
csv\t'CSV with a header line'
jsonl\t'One JSON object per line'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -l unique -d 'Fail if two different inputs give the same key ID, and name both; earlier rows have been printed by then'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v1" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l tenant-id -d 'The tenant: a GUID in lower case' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l content-id -d 'The content ID, any text; give several values, or repeat the option' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l content-ids -d 'Read content IDs from a file, or - for standard input: lines, CSV or JSON lines; a column overrides the option of the same name' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l input-format -d 'The format of the file [default: from its name: .csv, .jsonl, else lines]' -r -f -a "lines\t'One content ID per line'
csv\t'CSV with a header line'
jsonl\t'One JSON object per line'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l content-key-period-index -l period -d 'Crypto periods: a list of numbers and ranges such as 0-23,11425; 0 without key rotation' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l threads -d 'Number of threads [default: one per core]' -r -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l protection-scheme -l scheme -d 'Version 2: a list of protection schemes, cenc or cbcs [default: cenc]' -r -f -a "cenc\t''
cbcs\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l intended-track-type -l track-type -d 'Version 2: a list of track types: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name in the encryption contract [default: VIDEO]' -r -f -a "VIDEO\t''
AUDIO\t''
ALL\t''
SD\t''
HD\t''
UHD\t''
HD1\t''
HD2\t''
SD+HD1\t''
UHD1\t''
UHD2\t''
STEREO_AUDIO\t''
MULTICHANNEL_AUDIO\t''
MULTICHANNEL_AUDIO_3_6\t''
MULTICHANNEL_AUDIO_7\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l preset -d 'Version 2: a list of AWS encryption contract presets, whose track types are added to --intended-track-type; case-insensitive, also PRESET-VIDEO-5' -r -f -a "video-1\t'VIDEO'
video-2\t'SD, HD'
video-3\t'SD, HD, UHD'
video-4\t'SD, HD, UHD1, UHD2'
video-5\t'SD, HD1, HD2, UHD1, UHD2'
video-6\t'SD, HD1, HD2, UHD'
video-7\t'SD+HD1, HD2, UHD'
video-8\t'SD+HD1, HD2, UHD1, UHD2'
audio-1\t'AUDIO'
audio-2\t'STEREO_AUDIO, MULTICHANNEL_AUDIO'
audio-3\t'STEREO_AUDIO, MULTICHANNEL_AUDIO_3_6, MULTICHANNEL_AUDIO_7'
shared\t'ALL'
unencrypted\t'No key'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l form -d 'How to write key IDs' -r -f -a "guid\t'Lower-case GUID: CPIX, DASH default_KID'
hex\t'32 hex digits: Shaka Packager, Bento4, ffmpeg'
hls\t'0x and 32 hex digits: HLS KEYID'
base64\t'Base64, big-endian: Widevine'
base64url\t'Base64url without padding, big-endian: Clear Key'
playready\t'Base64, little-endian: PlayReady'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l format -d 'Output format' -r -f -a "text\t'What people read'
csv\t'CSV with a header line'
jsonl\t'One JSON object per line'"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l color -d 'When to color messages and help' -r -f -a "auto\t''
always\t''
never\t''"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l config -d 'Read profiles from this file [default: countersign/config.toml in the configuration folder]' -r -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -s p -l profile -d 'Take defaults for options from a profile; see \'countersign profiles --help\'' -r -f -a "(countersign profiles 2>/dev/null)"
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -l unique -d 'Fail if two different inputs give the same key ID, and name both; earlier rows have been printed by then'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -s v -l verbose -d 'Explain each step on standard error, with secrets redacted'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -s q -l quiet -d 'Suppress warnings'
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from kid; and __fish_seen_subcommand_from v2" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c countersign -f
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from cpix" -F
complete -c countersign -n "__fish_countersign_using_subcommand speke; and __fish_seen_subcommand_from inspect" -F
complete -c countersign -n "__fish_countersign_using_subcommand completions" -f -a "bash zsh fish powershell elvish nushell"
complete -c countersign -n "__fish_countersign_using_subcommand man" -f -a "starleaf starleaf-key starleaf-respond starleaf-login starleaf-call device device-sign device-challenge device-call ankoder ankoder-passkey ankoder-curl ankoder-login ankoder-call speke speke-kid speke-kid-v1 speke-kid-v2 speke-cpix speke-find speke-inspect completions man profiles"
