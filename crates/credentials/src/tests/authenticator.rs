//! An authenticator in software, with the browser around it: as much of WebAuthn as one that plays by the rules does, with
//! every part open to be broken.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::text::base64url;

pub(super) struct Authenticator {
    pair: EcdsaKeyPair,
    pub(super) credential_id: Vec<u8>,
    pub(super) user_handle: String,
    pub(super) counter: u32,
    pub(super) domain: String,
    pub(super) origin: String,
    pub(super) verifies_user: bool,
}

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const ATTESTED_CREDENTIAL: u8 = 0x40;

impl Authenticator {
    pub(super) fn new(domain: &str, origin: &str) -> Authenticator {
        Authenticator {
            pair: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            credential_id: rand::random::<[u8; 16]>().to_vec(),
            user_handle: String::new(),
            counter: 1,
            domain: domain.to_owned(),
            origin: origin.to_owned(),
            verifies_user: true,
        }
    }

    /// Answers `navigator.credentials.create`.
    pub(super) fn create(&mut self, options: &Value) -> Vec<u8> {
        let asked = &options["publicKey"];
        self.user_handle = asked["user"]["id"].as_str().unwrap().to_owned();
        let client_data = self.client_data("webauthn.create", asked);
        let mut data = self.data(ATTESTED_CREDENTIAL);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&(self.credential_id.len() as u16).to_be_bytes());
        data.extend_from_slice(&self.credential_id);
        // COSE: an EC2 key for ES256 on P-256.
        let point = self.pair.public_key().as_ref();
        data.extend_from_slice(&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend_from_slice(&point[1..33]);
        data.extend_from_slice(&[0x22, 0x58, 0x20]);
        data.extend_from_slice(&point[33..]);
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}.
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend_from_slice(&data);
        let id = base64url(&self.credential_id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "attestationObject": base64url(&attestation),
                "clientDataJSON": base64url(client_data.as_bytes()),
                "transports": ["internal"],
            },
        })
        .to_string()
        .into_bytes()
    }

    /// Answers `navigator.credentials.get`.
    pub(super) fn get(&mut self, options: &Value) -> Vec<u8> {
        let client_data = self.client_data("webauthn.get", &options["publicKey"]);
        let data = self.data(0);
        let signed = [data.as_slice(), digest(&SHA256, client_data.as_bytes()).as_ref()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let id = base64url(&self.credential_id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "authenticatorData": base64url(&data),
                "clientDataJSON": base64url(client_data.as_bytes()),
                "signature": base64url(signature.as_ref()),
                "userHandle": self.user_handle,
            },
        })
        .to_string()
        .into_bytes()
    }

    fn client_data(&self, kind: &str, asked: &Value) -> String {
        json!({"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false})
            .to_string()
    }

    fn data(&mut self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies_user { USER_VERIFIED } else { 0 };
        let mut data = digest(&SHA256, self.domain.as_bytes()).as_ref().to_vec();
        data.push(USER_PRESENT | verified | flags);
        data.extend_from_slice(&self.counter.to_be_bytes());
        self.counter += 1;
        data
    }
}
