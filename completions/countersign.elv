
use builtin;
use str;

set edit:completion:arg-completer[countersign] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'countersign'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'countersign'= {
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand starleaf 'Answer the challenge of a StarLeaf endpoint or of the StarLeaf Cloud'
            cand device 'Sign requests to a board that hands out one-time challenges'
            cand ankoder 'Sign requests to Ankoder'
            cand speke 'Derive the key ids of SPEKE''s key-ID override'
            cand completions 'Print the completions for a shell'
            cand man 'Print a man page'
        }
        &'countersign;starleaf'= {
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand key 'Derive the key from a password'
            cand respond 'Answer a challenge'
        }
        &'countersign;starleaf;key'= {
            cand --salt 'The salt, in hex'
            cand --iterations 'How many rounds of PBKDF2, 1 to 4294967295'
            cand --from 'Read them from the server''s JSON answer in a file, or - for standard input'
            cand --password 'The password; visible in the process list'
            cand --password-file 'Read the password from a file, or - for standard input; one newline at its end is removed'
            cand --password-env 'Read the password from the environment variable NAME'
            cand --password-command 'Run CMD, without a shell, and take what it prints as the password'
            cand --format 'How the key is written'
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'countersign;starleaf;respond'= {
            cand --challenge 'The challenge, as the server sent it'
            cand --salt 'The salt, in hex'
            cand --iterations 'How many rounds of PBKDF2, 1 to 4294967295'
            cand --from 'Read them from the server''s JSON answer in a file, or - for standard input'
            cand --api 'Whose challenge it is'
            cand --username 'The user''s name, for the body that the Cloud''s /authenticate wants'
            cand --key 'The derived key, 64 hex digits; visible in the process list'
            cand --key-file 'Read the key from a file, or - for standard input; one newline at its end is removed'
            cand --key-env 'Read the key from the environment variable NAME'
            cand --key-command 'Run CMD, without a shell, and take what it prints as the key'
            cand --password 'The password; visible in the process list'
            cand --password-file 'Read the password from a file, or - for standard input; one newline at its end is removed'
            cand --password-env 'Read the password from the environment variable NAME'
            cand --password-command 'Run CMD, without a shell, and take what it prints as the password'
            cand --format 'How the response is written'
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'countersign;device'= {
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand sign 'Sign a request'
        }
        &'countersign;device;sign'= {
            cand -X 'The request''s method [default: GET, or POST with data]'
            cand --method 'The request''s method [default: GET, or POST with data]'
            cand --challenge 'The challenge, as the board sent it'
            cand --from 'Read the challenge from a file, or - for standard input: the board''s JSON answer, or the bare challenge'
            cand -d 'The body: the text itself, or @FILE, or @- for standard input; exact bytes'
            cand --data 'The body: the text itself, or @FILE, or @- for standard input; exact bytes'
            cand --base-url 'Where the board is, for a target that is only a path'
            cand --password 'The password; visible in the process list'
            cand --password-file 'Read the password from a file, or - for standard input; one newline at its end is removed'
            cand --password-env 'Read the password from the environment variable NAME'
            cand --password-command 'Run CMD, without a shell, and take what it prints as the password'
            cand --format 'How the signed request is written'
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'countersign;ankoder'= {
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand passkey 'Sign a request'
            cand curl 'Print a curl command for a signed request'
        }
        &'countersign;ankoder;passkey'= {
            cand -X 'The request''s method [default: GET, or POST with data]'
            cand --method 'The request''s method [default: GET, or POST with data]'
            cand --date 'The date, any text, signed and sent as it is [default: now]'
            cand --date-format 'How the current date is written'
            cand --private-key 'The private key; visible in the process list'
            cand --private-key-file 'Read the private-key from a file, or - for standard input; one newline at its end is removed'
            cand --private-key-env 'Read the private-key from the environment variable NAME'
            cand --private-key-command 'Run CMD, without a shell, and take what it prints as the private-key'
            cand --access-key 'The access key, which names the caller'
            cand --format 'How the passkey is written'
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'countersign;ankoder;curl'= {
            cand -X 'The request''s method [default: GET, or POST with data]'
            cand --method 'The request''s method [default: GET, or POST with data]'
            cand --date 'The date, any text, signed and sent as it is [default: now]'
            cand --date-format 'How the current date is written'
            cand --private-key 'The private key; visible in the process list'
            cand --private-key-file 'Read the private-key from a file, or - for standard input; one newline at its end is removed'
            cand --private-key-env 'Read the private-key from the environment variable NAME'
            cand --private-key-command 'Run CMD, without a shell, and take what it prints as the private-key'
            cand --access-key 'The access key, which names the caller'
            cand -d 'The body: the text itself, or @FILE, or @- for standard input; exact bytes'
            cand --data 'The body: the text itself, or @FILE, or @- for standard input; exact bytes'
            cand -H 'A header to send besides, ''Name: value''; repeat for more'
            cand --header 'A header to send besides, ''Name: value''; repeat for more'
            cand --base-url 'Where the service is, for a target that is only a path'
            cand --format 'How the request is written'
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'countersign;speke'= {
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand kid 'The key ids of content keys'
        }
        &'countersign;speke;kid'= {
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help'
            cand --help 'Print help'
            cand v1 'Derive version 1 key ids'
            cand v2 'Derive version 2 key ids'
        }
        &'countersign;speke;kid;v1'= {
            cand --tenant-id 'The tenant: a GUID in lower case'
            cand --content-id 'The content, any text; several may follow, and the option may be repeated'
            cand --content-key-period-index 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation'
            cand --period 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation'
            cand --key-id-index 'Which key of the content, a list of numbers and ranges; 0 if there is one'
            cand --key-index 'Which key of the content, a list of numbers and ranges; 0 if there is one'
            cand --form 'The form of a key id'
            cand --format 'How each row is written'
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'countersign;speke;kid;v2'= {
            cand --tenant-id 'The tenant: a GUID in lower case'
            cand --content-id 'The content, any text; several may follow, and the option may be repeated'
            cand --content-key-period-index 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation'
            cand --period 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation'
            cand --protection-scheme 'Protection schemes, a list: cenc, cbcs'
            cand --scheme 'Protection schemes, a list: cenc, cbcs'
            cand --intended-track-type 'What the keys encrypt, a list: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name of the encryption contract'
            cand --track-type 'What the keys encrypt, a list: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name of the encryption contract'
            cand --form 'The form of a key id'
            cand --format 'How each row is written'
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'countersign;completions'= {
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'countersign;man'= {
            cand --color 'When messages and help are coloured'
            cand -v 'Explain each step on standard error, secrets redacted'
            cand --verbose 'Explain each step on standard error, secrets redacted'
            cand -q 'Show no warnings'
            cand --quiet 'Show no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
