
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'countersign' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'countersign'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'countersign' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('starleaf', 'starleaf', [CompletionResultType]::ParameterValue, 'Answer the challenge of a StarLeaf endpoint or of the StarLeaf Cloud')
            [CompletionResult]::new('device', 'device', [CompletionResultType]::ParameterValue, 'Sign requests to a board that hands out one-time challenges')
            [CompletionResult]::new('ankoder', 'ankoder', [CompletionResultType]::ParameterValue, 'Sign requests to Ankoder')
            [CompletionResult]::new('speke', 'speke', [CompletionResultType]::ParameterValue, 'Derive the key ids of SPEKE''s key-ID override')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a man page')
            break
        }
        'countersign;starleaf' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Derive the key from a password')
            [CompletionResult]::new('respond', 'respond', [CompletionResultType]::ParameterValue, 'Answer a challenge')
            break
        }
        'countersign;starleaf;key' {
            [CompletionResult]::new('--salt', '--salt', [CompletionResultType]::ParameterName, 'The salt, in hex')
            [CompletionResult]::new('--iterations', '--iterations', [CompletionResultType]::ParameterName, 'How many rounds of PBKDF2, 1 to 4294967295')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read them from the server''s JSON answer in a file, or - for standard input')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'The password; visible in the process list')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from a file, or - for standard input; one newline at its end is removed')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from the environment variable NAME')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Run CMD, without a shell, and take what it prints as the password')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the key is written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;starleaf;respond' {
            [CompletionResult]::new('--challenge', '--challenge', [CompletionResultType]::ParameterName, 'The challenge, as the server sent it')
            [CompletionResult]::new('--salt', '--salt', [CompletionResultType]::ParameterName, 'The salt, in hex')
            [CompletionResult]::new('--iterations', '--iterations', [CompletionResultType]::ParameterName, 'How many rounds of PBKDF2, 1 to 4294967295')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read them from the server''s JSON answer in a file, or - for standard input')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Whose challenge it is')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The user''s name, for the body that the Cloud''s /authenticate wants')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The derived key, 64 hex digits; visible in the process list')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'Read the key from a file, or - for standard input; one newline at its end is removed')
            [CompletionResult]::new('--key-env', '--key-env', [CompletionResultType]::ParameterName, 'Read the key from the environment variable NAME')
            [CompletionResult]::new('--key-command', '--key-command', [CompletionResultType]::ParameterName, 'Run CMD, without a shell, and take what it prints as the key')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'The password; visible in the process list')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from a file, or - for standard input; one newline at its end is removed')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from the environment variable NAME')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Run CMD, without a shell, and take what it prints as the password')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the response is written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;device' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign a request')
            break
        }
        'countersign;device;sign' {
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The request''s method [default: GET, or POST with data]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The request''s method [default: GET, or POST with data]')
            [CompletionResult]::new('--challenge', '--challenge', [CompletionResultType]::ParameterName, 'The challenge, as the board sent it')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read the challenge from a file, or - for standard input: the board''s JSON answer, or the bare challenge')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'The body: the text itself, or @FILE, or @- for standard input; exact bytes')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The body: the text itself, or @FILE, or @- for standard input; exact bytes')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the board is, for a target that is only a path')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'The password; visible in the process list')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from a file, or - for standard input; one newline at its end is removed')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from the environment variable NAME')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Run CMD, without a shell, and take what it prints as the password')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the signed request is written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;ankoder' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('passkey', 'passkey', [CompletionResultType]::ParameterValue, 'Sign a request')
            [CompletionResult]::new('curl', 'curl', [CompletionResultType]::ParameterValue, 'Print a curl command for a signed request')
            break
        }
        'countersign;ankoder;passkey' {
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The request''s method [default: GET, or POST with data]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The request''s method [default: GET, or POST with data]')
            [CompletionResult]::new('--date', '--date', [CompletionResultType]::ParameterName, 'The date, any text, signed and sent as it is [default: now]')
            [CompletionResult]::new('--date-format', '--date-format', [CompletionResultType]::ParameterName, 'How the current date is written')
            [CompletionResult]::new('--private-key', '--private-key', [CompletionResultType]::ParameterName, 'The private key; visible in the process list')
            [CompletionResult]::new('--private-key-file', '--private-key-file', [CompletionResultType]::ParameterName, 'Read the private-key from a file, or - for standard input; one newline at its end is removed')
            [CompletionResult]::new('--private-key-env', '--private-key-env', [CompletionResultType]::ParameterName, 'Read the private-key from the environment variable NAME')
            [CompletionResult]::new('--private-key-command', '--private-key-command', [CompletionResultType]::ParameterName, 'Run CMD, without a shell, and take what it prints as the private-key')
            [CompletionResult]::new('--access-key', '--access-key', [CompletionResultType]::ParameterName, 'The access key, which names the caller')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the passkey is written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;ankoder;curl' {
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The request''s method [default: GET, or POST with data]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The request''s method [default: GET, or POST with data]')
            [CompletionResult]::new('--date', '--date', [CompletionResultType]::ParameterName, 'The date, any text, signed and sent as it is [default: now]')
            [CompletionResult]::new('--date-format', '--date-format', [CompletionResultType]::ParameterName, 'How the current date is written')
            [CompletionResult]::new('--private-key', '--private-key', [CompletionResultType]::ParameterName, 'The private key; visible in the process list')
            [CompletionResult]::new('--private-key-file', '--private-key-file', [CompletionResultType]::ParameterName, 'Read the private-key from a file, or - for standard input; one newline at its end is removed')
            [CompletionResult]::new('--private-key-env', '--private-key-env', [CompletionResultType]::ParameterName, 'Read the private-key from the environment variable NAME')
            [CompletionResult]::new('--private-key-command', '--private-key-command', [CompletionResultType]::ParameterName, 'Run CMD, without a shell, and take what it prints as the private-key')
            [CompletionResult]::new('--access-key', '--access-key', [CompletionResultType]::ParameterName, 'The access key, which names the caller')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'The body: the text itself, or @FILE, or @- for standard input; exact bytes')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The body: the text itself, or @FILE, or @- for standard input; exact bytes')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header to send besides, ''Name: value''; repeat for more')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send besides, ''Name: value''; repeat for more')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the service is, for a target that is only a path')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the request is written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;speke' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('kid', 'kid', [CompletionResultType]::ParameterValue, 'The key ids of content keys')
            [CompletionResult]::new('find', 'find', [CompletionResultType]::ParameterValue, 'Find the inputs that give a key id')
            break
        }
        'countersign;speke;kid' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('v1', 'v1', [CompletionResultType]::ParameterValue, 'Derive version 1 key ids')
            [CompletionResult]::new('v2', 'v2', [CompletionResultType]::ParameterValue, 'Derive version 2 key ids')
            break
        }
        'countersign;speke;kid;v1' {
            [CompletionResult]::new('--tenant-id', '--tenant-id', [CompletionResultType]::ParameterName, 'The tenant: a GUID in lower case')
            [CompletionResult]::new('--content-id', '--content-id', [CompletionResultType]::ParameterName, 'The content, any text; several may follow, and the option may be repeated')
            [CompletionResult]::new('--content-ids', '--content-ids', [CompletionResultType]::ParameterName, 'A file of contents, or - for standard input: lines, CSV or JSON lines; a column overrides the option of its name')
            [CompletionResult]::new('--input-format', '--input-format', [CompletionResultType]::ParameterName, 'What the file holds [default: told by its name, .csv or .jsonl, else lines]')
            [CompletionResult]::new('--content-key-period-index', '--content-key-period-index', [CompletionResultType]::ParameterName, 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many cores are used [default: all]')
            [CompletionResult]::new('--key-id-index', '--key-id-index', [CompletionResultType]::ParameterName, 'Version 1: which key of the content, a list of numbers and ranges [default: 0]')
            [CompletionResult]::new('--key-index', '--key-index', [CompletionResultType]::ParameterName, 'Version 1: which key of the content, a list of numbers and ranges [default: 0]')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'The form of a key id')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How each row is written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('--unique', '--unique', [CompletionResultType]::ParameterName, 'Fail when two different inputs give one key id, naming both; the rows before it are out by then')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;speke;kid;v2' {
            [CompletionResult]::new('--tenant-id', '--tenant-id', [CompletionResultType]::ParameterName, 'The tenant: a GUID in lower case')
            [CompletionResult]::new('--content-id', '--content-id', [CompletionResultType]::ParameterName, 'The content, any text; several may follow, and the option may be repeated')
            [CompletionResult]::new('--content-ids', '--content-ids', [CompletionResultType]::ParameterName, 'A file of contents, or - for standard input: lines, CSV or JSON lines; a column overrides the option of its name')
            [CompletionResult]::new('--input-format', '--input-format', [CompletionResultType]::ParameterName, 'What the file holds [default: told by its name, .csv or .jsonl, else lines]')
            [CompletionResult]::new('--content-key-period-index', '--content-key-period-index', [CompletionResultType]::ParameterName, 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many cores are used [default: all]')
            [CompletionResult]::new('--protection-scheme', '--protection-scheme', [CompletionResultType]::ParameterName, 'Version 2: protection schemes, a list: cenc, cbcs [default: cenc]')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Version 2: protection schemes, a list: cenc, cbcs [default: cenc]')
            [CompletionResult]::new('--intended-track-type', '--intended-track-type', [CompletionResultType]::ParameterName, 'Version 2: what the keys encrypt, a list: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name of the encryption contract [default: VIDEO]')
            [CompletionResult]::new('--track-type', '--track-type', [CompletionResultType]::ParameterName, 'Version 2: what the keys encrypt, a list: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name of the encryption contract [default: VIDEO]')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'The form of a key id')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How each row is written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('--unique', '--unique', [CompletionResultType]::ParameterName, 'Fail when two different inputs give one key id, naming both; the rows before it are out by then')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;speke;find' {
            [CompletionResult]::new('--kids', '--kids', [CompletionResultType]::ParameterName, 'A file of more key ids, one a line, or - for standard input')
            [CompletionResult]::new('--speke', '--speke', [CompletionResultType]::ParameterName, 'Which version the key ids are of [default: told by the options, or both]')
            [CompletionResult]::new('--tenant-id', '--tenant-id', [CompletionResultType]::ParameterName, 'The tenant: a GUID in lower case')
            [CompletionResult]::new('--content-id', '--content-id', [CompletionResultType]::ParameterName, 'The content, any text; several may follow, and the option may be repeated')
            [CompletionResult]::new('--content-ids', '--content-ids', [CompletionResultType]::ParameterName, 'A file of contents, or - for standard input: lines, CSV or JSON lines; a column overrides the option of its name')
            [CompletionResult]::new('--input-format', '--input-format', [CompletionResultType]::ParameterName, 'What the file holds [default: told by its name, .csv or .jsonl, else lines]')
            [CompletionResult]::new('--content-key-period-index', '--content-key-period-index', [CompletionResultType]::ParameterName, 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Crypto periods, a list of numbers and ranges: 0-23,11425; 0 without key rotation')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many cores are used [default: all]')
            [CompletionResult]::new('--key-id-index', '--key-id-index', [CompletionResultType]::ParameterName, 'Version 1: which key of the content, a list of numbers and ranges [default: 0]')
            [CompletionResult]::new('--key-index', '--key-index', [CompletionResultType]::ParameterName, 'Version 1: which key of the content, a list of numbers and ranges [default: 0]')
            [CompletionResult]::new('--protection-scheme', '--protection-scheme', [CompletionResultType]::ParameterName, 'Version 2: protection schemes, a list: cenc, cbcs [default: cenc]')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'Version 2: protection schemes, a list: cenc, cbcs [default: cenc]')
            [CompletionResult]::new('--intended-track-type', '--intended-track-type', [CompletionResultType]::ParameterName, 'Version 2: what the keys encrypt, a list: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name of the encryption contract [default: VIDEO]')
            [CompletionResult]::new('--track-type', '--track-type', [CompletionResultType]::ParameterName, 'Version 2: what the keys encrypt, a list: VIDEO, AUDIO, ALL, SD, HD, UHD, SD+HD1 or any name of the encryption contract [default: VIDEO]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How each match is written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'countersign;man' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When messages and help are coloured')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Explain each step on standard error, secrets redacted')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
