//! What an outside directory calls somebody. It may say who they are, so only its keyed hash stands in the log, by which they
//! are found; what it is, is sealed with the rest of what is known of them.

use bezant_credentials::seal::{Lookup, Sealer};
use bezant_identity::access::ExternalId;
use bezant_kernel::Tenant;

use crate::profile::Profile;

/// Where a profile has it.
const FIELD: &str = "external_id";
/// Where profiles that SCIM wrote had it before there was one place.
const FORMERLY: (&str, &str) = ("scim", "externalId");

/// What somebody who is called so is found by.
pub(crate) fn hash(sealer: &Sealer, tenant: Tenant, id: &str) -> ExternalId {
    let hash = sealer.lookup_hash(tenant, Lookup::OutsideSubject, id);
    let digits: String = hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    ExternalId::new(&digits).expect("hexadecimal digits are an external id")
}

/// What they are called.
pub(crate) fn of(profile: &Profile) -> Option<&str> {
    let formerly = || profile.rest.get(FORMERLY.0)?.get(FORMERLY.1);
    profile.rest.get(FIELD).or_else(formerly)?.as_str()
}

/// Writes down what they are called, or that they are called nothing.
pub(crate) fn set(profile: &mut Profile, id: Option<&str>) {
    if let Some(before) = profile
        .rest
        .get_mut(FORMERLY.0)
        .and_then(serde_json::Value::as_object_mut)
    {
        before.remove(FORMERLY.1);
    }
    match id {
        Some(id) => profile.rest.insert(FIELD.to_owned(), id.into()),
        None => profile.rest.remove(FIELD),
    };
}
