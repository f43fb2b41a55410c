#![no_main]

libfuzzer_sys::fuzz_target!(
    |input: (&str, &str, &str)| countersign_fuzz::targets::redaction(input)
);
