#![no_main]

libfuzzer_sys::fuzz_target!(|input: (&str, &str, Vec<&str>, &str, &str)| {
    countersign_fuzz::targets::quoting(input)
});
