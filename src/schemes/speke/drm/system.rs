//! The IDs of DRM systems.

use std::fmt;

use uuid::Uuid;

/// The ID of a DRM system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SystemId([u8; 16]);

/// The systems that DASH-IF lists, and those that are in use without being listed there.
const NAMES: &[(SystemId, &str)] = &[
    (SystemId::COMMON, "W3C Common"),
    (SystemId::WIDEVINE, "Widevine"),
    (SystemId::PLAYREADY, "PlayReady"),
    (SystemId::FAIRPLAY, "FairPlay"),
    (SystemId::CLEAR_KEY, "Clear Key"),
    (SystemId::MARLIN, "Marlin"),
    // Marlin's ID in PSSH boxes
    (id(0x69f9_08af_4816_46ea_910c_cd5d_cccb_0a3a), "Marlin"),
    // an early ID of PlayReady, its bytes in the other order
    (id(0x79f0_049a_4098_8642_ab92_e65b_e088_5f95), "PlayReady"),
    // FairPlay's ID in manifests of castLabs, from before it had one
    (id(0x2970_1fe4_3cc7_4a34_8c5b_ae90_c743_9a47), "FairPlay"),
    (id(0x6dd8_b3c3_45f4_4a68_bf3a_6416_8d01_a4a6), "ABV"),
    (
        id(0xf239_e769_efa3_4850_9c16_a903_c693_2efb),
        "Adobe Primetime",
    ),
    (id(0x616c_7469_6361_7374_2d50_726f_7465_6374), "Alticast"),
    (
        id(0x279f_e473_512c_48fe_ade8_d176_fee6_b40f),
        "Arris Titanium",
    ),
    (id(0x3d5e_6d35_9b9a_41e8_b843_dd3c_6e72_c42c), "ChinaDRM"),
    (
        id(0x3ea8_778f_7742_4bf9_b18b_e834_b2ac_bd47),
        "Clear Key AES-128",
    ),
    (
        id(0xbe58_615b_19c4_4684_88b3_c8c5_7e99_e957),
        "Clear Key SAMPLE-AES",
    ),
    (id(0x644f_e7b5_260f_4fad_949a_0762_ffb0_54b4), "CMLA"),
    (
        id(0x37c3_3258_7b99_4c7e_b15d_19af_7448_2154),
        "Commscope Titanium V3",
    ),
    (id(0x45d4_81cb_8fe0_49c0_ada9_ab2d_2455_b2f2), "CoreCrypt"),
    (
        id(0xdcf4_e3e3_62f1_5818_7ba6_0a6f_e33f_f3dd),
        "DigiCAP SmartXess",
    ),
    (id(0x35bf_197b_530e_42d7_8b65_1b4b_f415_070f), "DivX"),
    (id(0x80a6_be7e_1448_4c37_9e70_d5ae_be04_c8d2), "Irdeto"),
    (id(0x6a99_532d_869f_5922_9a91_113a_b7b1_e2f3), "MobiTV"),
    (id(0xadb4_1c24_2dbf_4a6d_958b_4457_c0d2_7b95), "Nagra"),
    (id(0x1f83_e1e8_6ee9_4f0d_ba2f_5ec4_e3ed_1a66), "SecureMedia"),
    (
        id(0x992c_46e6_c437_4899_b6a0_50fa_91ad_0e39),
        "SecureMedia SteelKnot",
    ),
    (id(0xaa11_967f_cc01_4a4a_8e99_c5d3_dddf_ea2d), "Unitend"),
    (id(0x9a27_dd82_fde2_4725_8cbc_4234_aa06_ec09), "Verimatrix"),
    (
        id(0xb441_3586_c58c_ffb0_94a5_d489_6c1a_f6c3),
        "Viaccess-Orca",
    ),
    (id(0xa681_29d3_575b_4f1a_9cba_3223_846c_f7c3), "VideoGuard"),
    (id(0x793b_7956_9f94_4946_a942_23e7_ef7e_44b4), "VisionCrypt"),
];

const fn id(number: u128) -> SystemId {
    SystemId(number.to_be_bytes())
}

impl SystemId {
    /// W3C's common PSSH box, `1077efec-c0b2-4d02-ace3-3c1e52e2fb4b`.
    pub const COMMON: Self = id(0x1077_efec_c0b2_4d02_ace3_3c1e_52e2_fb4b);
    /// Google Widevine, `edef8ba9-79d6-4ace-a3c8-27dcd51d21ed`.
    pub const WIDEVINE: Self = id(0xedef_8ba9_79d6_4ace_a3c8_27dc_d51d_21ed);
    /// Microsoft PlayReady, `9a04f079-9840-4286-ab92-e65be0885f95`.
    pub const PLAYREADY: Self = id(0x9a04_f079_9840_4286_ab92_e65b_e088_5f95);
    /// Apple `FairPlay`, `94ce86fb-07ff-4f43-adb8-93d2fa968ca2`.
    pub const FAIRPLAY: Self = id(0x94ce_86fb_07ff_4f43_adb8_93d2_fa96_8ca2);
    /// Clear Key in DASH, `e2719d58-a985-b3c9-781a-b030af78d30e`.
    pub const CLEAR_KEY: Self = id(0xe271_9d58_a985_b3c9_781a_b030_af78_d30e);
    /// Marlin, `5e629af5-38da-4063-8977-97ffbd9902d4`.
    pub const MARLIN: Self = id(0x5e62_9af5_38da_4063_8977_97ff_bd99_02d4);

    /// Takes the 16 bytes of a PSSH box.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads a GUID in either case, alone or after `urn:uuid:`, as `schemeIdUri`, `systemId` and `KEYFORMAT` have it; `None` for any other text.
    ///
    /// ```
    /// use countersign::speke::drm::SystemId;
    ///
    /// let system = SystemId::parse("urn:uuid:EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED");
    /// assert_eq!(system, Some(SystemId::WIDEVINE));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse_ascii(text.trim().to_ascii_lowercase().as_bytes())
            .ok()
            .map(|uuid| Self(uuid.into_bytes()))
    }

    /// The system's usual name, if it is known.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let known = NAMES.iter().find(|(system, _)| *system == self);
        known.map(|(_, name)| *name)
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for SystemId {
    /// Writes the name, or the lower-case GUID of an unknown system.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => Uuid::from_bytes(self.0).hyphenated().fmt(f),
        }
    }
}
