//! No bytes make the inspection panic, and it finds the same whether the bytes can be sought in or not.
#![no_main]

use std::io::Cursor;

use countersign::speke::inspect::{read, read_forward};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(inspection) = read(Cursor::new(bytes)) else {
        return;
    };
    for finding in &inspection.findings {
        assert!(finding.to_string().len() < 4096);
    }
    assert!(inspection.sightings.len() <= bytes.len());
    assert_eq!(read_forward(bytes).ok(), Some(inspection));
});
