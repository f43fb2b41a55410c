//! No bytes make the CPIX reader panic, and what it rewrites it can read, with the new kids.
#![no_main]

use countersign::speke::cpix::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::read(bytes) else {
        return;
    };
    let Ok(overrides) = document.overrides("10d42897-a795-4fd8-a2d4-00e3ab59dece", None) else {
        return;
    };
    let Ok(rewritten) = overrides.rewrite() else {
        return;
    };
    let again = Document::read(&rewritten).expect("what was rewritten can be read");
    assert_eq!(again.keys.len(), document.keys.len());
    let _ = overrides.compare(&again);
});
