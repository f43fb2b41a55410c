//! The key ID of a content key, with the vendor's own tenant and content, and the forms in which tools want it.
//!
//! `cargo run --example speke_key_id --no-default-features` prints them.
#![allow(clippy::print_stdout, reason = "an example prints")]

use countersign::speke::{Form, V1};

fn forms() -> [String; 4] {
    let key = V1 {
        tenant_id: "10d42897-a795-4fd8-a2d4-00e3ab59dece",
        content_id: "bd99b041-4353-4b7a-9533-f36ee752b735",
        content_key_period_index: 0,
        key_id_index: 0,
    };
    let key_id = key.key_id();
    [Form::Guid, Form::Hex, Form::Base64, Form::PlayReady].map(|form| key_id.to_form(form))
}

fn main() {
    let [guid, hex, base64, playready] = forms();
    println!("CPIX, DASH: {guid}");
    println!("packagers: {hex}");
    println!("Widevine: {base64}");
    println!("PlayReady: {playready}");
}

#[test]
fn the_forms_are_the_known_answers() {
    let known = [
        "0a1e610d-e346-0665-42b2-409580b51be6",
        "0a1e610de346066542b2409580b51be6",
        "Ch5hDeNGBmVCskCVgLUb5g==",
        "DWEeCkbjZQZCskCVgLUb5g==",
    ];
    assert_eq!(forms(), known);
}
