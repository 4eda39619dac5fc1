//! Sign-ins with a real directory.
#![allow(clippy::unwrap_used)]

mod slapd;

use bezant_kernel::Timestamp;
use bezant_sso::{LdapProvider, OutsideIdentity, Refusal, SsoError};

use slapd::Slapd;

const ENTRIES: &str = "\
dn: dc=example,dc=test
objectClass: dcObject
objectClass: organization
o: Example

dn: cn=service,dc=example,dc=test
objectClass: organizationalRole
objectClass: simpleSecurityObject
userPassword: service-secret

dn: ou=people,dc=example,dc=test
objectClass: organizationalUnit

dn: ou=groups,dc=example,dc=test
objectClass: organizationalUnit

dn: uid=ada,ou=people,dc=example,dc=test
objectClass: inetOrgPerson
cn: Ada Lovelace
sn: Lovelace
mail: ada@example.test
employeeType: staff
userPassword: correct horse

dn: cn=O'Neil (x)\\, *Inc,ou=people,dc=example,dc=test
objectClass: inetOrgPerson
sn: O'Neil
uid: oneil
userPassword: battery staple

dn: uid=nopassword,ou=people,dc=example,dc=test
objectClass: inetOrgPerson
cn: None
sn: None

dn: uid=eve,ou=people,dc=example,dc=test
objectClass: inetOrgPerson
cn: Eve
sn: Eve
userPassword: one

dn: cn=Eve again,ou=people,dc=example,dc=test
objectClass: inetOrgPerson
sn: Eve
uid: eve
userPassword: one

dn: cn=operators,ou=groups,dc=example,dc=test
objectClass: groupOfNames
member: uid=ada,ou=people,dc=example,dc=test
member: cn=O'Neil (x)\\, *Inc,ou=people,dc=example,dc=test

dn: cn=others,ou=groups,dc=example,dc=test
objectClass: groupOfNames
member: uid=eve,ou=people,dc=example,dc=test
";

const SERVICE: &str = "bind_dn = 'cn=service,dc=example,dc=test'\nbind_password = 'service-secret'\n";

fn provider(settings: &str) -> LdapProvider {
    let text = format!(
        "tenant = 'ten_01h455vb4pex5vsknk084sn02q'\nuser_base = 'ou=people,dc=example,dc=test'\n\
         group_base = 'ou=groups,dc=example,dc=test'\ngroups_attribute = 'employeeType'\n{settings}"
    );
    LdapProvider::new("directory".parse().unwrap(), toml::from_str(&text).unwrap()).unwrap()
}

async fn sign_in(provider: &LdapProvider, login: &str, password: &str) -> Result<OutsideIdentity, SsoError> {
    let now = Timestamp::from_microseconds(1_800_000_000_000_000);
    provider.sign_in(login, password, now).await
}

#[tokio::test]
async fn a_person_is_searched_for_and_then_bound_as() {
    let slapd = Slapd::start(ENTRIES);
    let provider = provider(&format!(
        "url = 'ldap://127.0.0.1:{}'\n{SERVICE}",
        slapd.plain_port
    ));
    let ada = sign_in(&provider, "ada", "correct horse").await.unwrap();
    assert_eq!(ada.subject.expose().len(), 36, "an entryUUID");
    let email = ada.email.unwrap();
    assert_eq!(email.address.expose(), "ada@example.test");
    assert!(!email.verified, "nobody said that addresses are known");
    assert_eq!(ada.name.unwrap().expose(), "Ada Lovelace");
    assert_eq!(ada.groups, ["operators", "staff"]);

    let oneil = sign_in(&provider, "oneil", "battery staple").await.unwrap();
    assert_ne!(oneil.subject.expose(), ada.subject.expose());
    assert_eq!(oneil.groups, ["operators"], "a name that needs escapes");

    let refused = |reason| Some(SsoError::Refused(reason));
    for (login, password) in [
        ("ada", "wrong"),
        ("ada", ""),
        ("nobody", "correct horse"),
        ("nopassword", "x"),
        ("*", "correct horse"),
        ("a*", "correct horse"),
        ("ada)(uid=*", "correct horse"),
        ("*)(|(uid=ada", "correct horse"),
        ("ada\\2a", "correct horse"),
    ] {
        let answer = sign_in(&provider, login, password).await;
        assert_eq!(
            answer.err(),
            refused(Refusal::WrongCredentials),
            "{login} {password}"
        );
    }
    let answer = sign_in(&provider, "eve", "one").await;
    assert_eq!(answer.err(), refused(Refusal::AmbiguousLogin));
}

#[tokio::test]
async fn passwords_are_said_over_tls_to_the_right_directory_only() {
    let slapd = Slapd::start(ENTRIES);
    let authority = format!("ca_certificates = '''{}'''\n{SERVICE}", slapd.authority());
    let over_tls = [
        format!("url = 'ldaps://localhost:{}'\n{authority}", slapd.tls_port),
        format!("url = 'ldaps://127.0.0.1:{}'\n{authority}", slapd.tls_port),
        format!(
            "url = 'ldap://localhost:{}'\nstart_tls = true\n{authority}",
            slapd.plain_port
        ),
    ];
    for settings in over_tls {
        let answer = sign_in(&provider(&settings), "ada", "correct horse").await;
        assert!(answer.is_ok(), "{settings}: {answer:?}");
    }
    let stranger = Slapd::start(ENTRIES);
    let authority = format!("ca_certificates = '''{}'''\n{SERVICE}", stranger.authority());
    for settings in [
        format!("url = 'ldaps://localhost:{}'\n{authority}", slapd.tls_port),
        format!(
            "url = 'ldap://localhost:{}'\nstart_tls = true\n{authority}",
            slapd.plain_port
        ),
    ] {
        let answer = sign_in(&provider(&settings), "ada", "correct horse").await;
        assert!(
            matches!(answer, Err(SsoError::ProviderUnavailable { .. })),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_wrong_service_account_is_the_operators_to_mend() {
    let slapd = Slapd::start(ENTRIES);
    let wrong = SERVICE.replace("service-secret", "wrong");
    let provider = provider(&format!("url = 'ldap://127.0.0.1:{}'\n{wrong}", slapd.plain_port));
    let answer = sign_in(&provider, "ada", "correct horse").await.unwrap_err();
    assert!(
        matches!(&answer, SsoError::Misconfigured(error) if error.setting == "bind_dn"),
        "{answer}"
    );
    drop(slapd);
    let answer = sign_in(&provider, "ada", "correct horse").await.unwrap_err();
    assert!(matches!(answer, SsoError::ProviderUnavailable { .. }), "{answer}");
}
