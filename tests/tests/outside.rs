//! People who come from outside, to the real binary: from another node as their OpenID provider, from an LDAP directory, and from
//! a SAML identity provider that others wrote.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use bezant_tests::api::Answer;
use bezant_tests::browser::{Browser, PASSWORD, hidden, parameter, user};
use bezant_tests::node::{NodeUnderTest, free_port, json as parsed, string};
use serde_json::{Value, json};

// Other tests use the rest of it.
#[allow(dead_code)]
#[path = "../../crates/sso/tests/slapd/mod.rs"]
mod slapd;

use slapd::Slapd;

const DIRECTORY: &str = "\
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

dn: uid=ada,ou=people,dc=example,dc=test
objectClass: inetOrgPerson
cn: Ada Lovelace
sn: Lovelace
mail: ada@example.test
employeeType: staff
userPassword: correct horse
";

/// A node whose tenant `shop` lets people in from outside.
struct Shop {
    node: NodeUnderTest,
    url: String,
    boss: Browser,
}

impl Shop {
    /// Starts it with this provider, and has its administrator say how it is used: who is in the group `group` is a viewer.
    async fn new(kind: &str, group: &str, provider: &str) -> Shop {
        let mut node = NodeUnderTest::new("");
        // The command works on the data of a stopped node too; the settings take the tenant's id.
        let tenant = parsed(&node.run_ok(&["tenant", "create", "shop", "--json"]));
        let tenant = string(&tenant, "id").to_owned();
        let port = free_port();
        let url = format!("http://127.0.0.1:{port}");
        node.configure(&format!(
            "[http]\nlisten = '127.0.0.1:{port}'\n[identity]\npublic_url = '{url}'\n\
             [identity.providers.work]\nkind = '{kind}'\ntenant = '{tenant}'\n{provider}"
        ));
        node.restart().await;
        user(&node, "shop", "boss@shop.example", "Boss", "admin").await;
        let mut boss = Browser::at(&url);
        boss.sign_in("shop", "boss@shop.example", PASSWORD)
            .await
            .expect(200);
        let settings = json!({ "kind": kind, "mapping": { group: ["viewer"] }, "just_in_time": true });
        let set = boss
            .call("PUT", "/api/v1/identity-providers/work", &settings)
            .await
            .expect(200);
        assert_eq!(set["configured"], true);
        Shop { node, url, boss }
    }

    /// Who has come in is this person, may do what their group may and nothing else, and stands in no log.
    async fn has_let_in(&mut self, browser: &mut Browser, email: Option<&str>, name: &str) {
        let me = browser.get("/api/v1/me").await.expect(200);
        assert_eq!((me["email"].as_str(), me["name"].as_str()), (email, Some(name)));
        assert_eq!(browser.get("/api/v1/payments").await.status, 200);
        let refused = browser.call("POST", "/api/v1/roles", &json!({})).await;
        assert_eq!(refused.status, 403, "{refused:?}");
        let path = format!("/api/v1/principals/{}/permissions", string(&me, "id"));
        let why = self.boss.get(&path).await.expect(200).to_string();
        assert!(why.contains("work") && why.contains("viewer"), "{why}");
        // Out of what it means here, out of what they may do, at once.
        let nothing = json!({ "kind": self.kind().await, "just_in_time": true });
        self.boss
            .call("PUT", "/api/v1/identity-providers/work", &nothing)
            .await
            .expect(200);
        assert_eq!(browser.get("/api/v1/payments").await.status, 403);
        let said = self.node.output();
        assert!(!said.contains("@example") && !said.contains(name), "{said}");
        self.node.terminate().await;
    }

    async fn kind(&mut self) -> String {
        let provider = self.boss.get("/api/v1/identity-providers/work").await.expect(200);
        string(&provider, "kind").to_owned()
    }
}

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.header("location")
}

#[tokio::test]
async fn one_node_lets_in_the_people_of_another() {
    let mut home = NodeUnderTest::start("").await;
    home.run_ok(&["tenant", "create", "acme"]);
    user(&home, "acme", "ann@example.com", "Ann Otter", "viewer").await;
    let client = [
        "oauth",
        "client",
        "create",
        "--json",
        "--tenant",
        "acme",
        "--name",
        "Shop",
        "--scope",
        "openid profile email",
        // The port counts for nothing at this address.
        "--redirect-uri",
        "http://127.0.0.1/sign-in/outside/work/callback",
    ];
    let client = parsed(&home.run_ok(&client));
    let issuer = format!("{}/realms/acme", home.url().replace("127.0.0.1", "localhost"));
    let provider = format!(
        "issuer = '{issuer}'\nclient_id = '{}'\nclient_secret = '{}'\ngroups_claim = 'amr'\n",
        string(&client, "id"),
        string(&client, "secret")
    );
    let mut shop = Shop::new("oidc", "pwd", &provider).await;

    let mut here = Browser::at(&shop.url);
    let left = here.get("/sign-in/with/work?return_to=/api/v1/me").await;
    let there = location(&left).to_owned();
    assert!(there.starts_with(&format!("{issuer}/authorize?")), "{there}");
    let mut away = Browser::at(&home.url().replace("127.0.0.1", "localhost"));
    assert!(location(&away.get(&there).await).contains("/sign-in?"));
    away.sign_in("acme", "ann@example.com", PASSWORD)
        .await
        .expect(200);
    let question = away.get(&there).await;
    let (request, csrf) = (hidden(&question, "request"), hidden(&question, "csrf"));
    let answer = [("request", &*request), ("csrf", &csrf), ("answer", "yes")];
    let allowed = away.form("/realms/acme/authorize", &answer).await;
    let back = location(&allowed).to_owned();

    // Nobody else finishes what this browser has started, and it does so once.
    let mut other = Browser::at(&shop.url);
    assert_eq!(other.get(&back).await.status, 400);
    assert_eq!(location(&here.get(&back).await), "/api/v1/me");
    assert_eq!(here.get(&back).await.status, 400);
    // Her address is not shown as hers: nobody has checked it there.
    shop.has_let_in(&mut here, None, "Ann Otter").await;
    home.terminate().await;
}

#[tokio::test]
async fn the_password_of_a_directory_lets_in() {
    let slapd = Slapd::start(DIRECTORY);
    let provider = format!(
        "url = 'ldaps://localhost:{}'\nca_certificates = '''{}'''\nbind_dn = 'cn=service,dc=example,dc=test'\n\
         bind_password = 'service-secret'\nuser_base = 'ou=people,dc=example,dc=test'\ngroups_attribute = 'employeeType'\n\
         email_verified = true\n",
        slapd.tls_port,
        slapd.authority()
    );
    let mut shop = Shop::new("ldap", "staff", &provider).await;
    let mut browser = Browser::at(&shop.url);
    for (login, password) in [
        ("ada", "wrong"),
        ("ada", ""),
        ("*", "correct horse"),
        ("bob", "x"),
    ] {
        let refused = browser.sign_in("shop", login, password).await;
        assert!(matches!(refused.status, 400 | 401), "{login}: {refused:?}");
    }
    let entered = browser.sign_in("shop", "ada", "correct horse").await;
    assert_eq!(entered.expect(200)["status"], "signed_in");
    shop.has_let_in(&mut browser, Some("ada@example.test"), "Ada Lovelace")
        .await;
}

#[tokio::test]
async fn a_saml_identity_provider_lets_in() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.pem");
    let certificate = folder.path().join("cert.pem");
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=idp.test", "-keyout"])
        .arg(key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let provider = format!(
        "entity_id = 'https://idp.test/metadata'\nsso_url = 'https://idp.test/sso'\ncertificates = ['''{}''']\n\
         email_attribute = 'urn:oid:0.9.2342.19200300.100.1.3'\nname_attribute = 'urn:oid:2.16.840.1.113730.3.1.241'\n\
         groups_attribute = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.1'\nemail_verified = true\n",
        fs::read_to_string(certificate).unwrap()
    );
    let mut shop = Shop::new("saml", "staff", &provider).await;
    let mut browser = Browser::at(&shop.url);
    let metadata = browser.get("/sign-in/outside/work/metadata").await.expect(200);
    fs::write(folder.path().join("sp.xml"), metadata.as_str().unwrap()).unwrap();
    let left = browser.get("/sign-in/with/work?return_to=/api/v1/me").await;
    let there = location(&left).to_owned();
    let response = responded(folder.path(), &parameter(&there, "SAMLRequest"));
    let relay_state = parameter(&there, "RelayState");

    // It comes from another site, so without cookies, and is sent once more from a page of the node.
    let callback = "/sign-in/outside/work/callback";
    let fields = [("SAMLResponse", &*response), ("RelayState", &relay_state)];
    let page = Browser::at(&shop.url).form(callback, &fields).await;
    assert_eq!(page.status, 200, "{page:?}");
    let (response, relay_state) = (hidden(&page, "SAMLResponse"), hidden(&page, "RelayState"));
    let again = hidden(&page, "again");
    let fields = [
        ("SAMLResponse", &*response),
        ("RelayState", &relay_state),
        ("again", &again),
    ];
    assert_eq!(location(&browser.form(callback, &fields).await), "/api/v1/me");
    assert_eq!(browser.form(callback, &fields).await.status, 400);
    shop.has_let_in(&mut browser, Some("ada@example.test"), "Ada Lovelace")
        .await;
}

/// What the provider answers to this request.
fn responded(folder: &Path, request: &str) -> String {
    let python = std::env::var("BEZANT_TEST_PYTHON")
        .expect("BEZANT_TEST_PYTHON names the Python with the packages of tests/python/requirements.txt; ./x test sets it");
    let mut process = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/python/saml_provider.py"))
        .arg(folder)
        .arg(folder.join("sp.xml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It ends when there are no more requests.
    let mut input = process.stdin.take().unwrap();
    writeln!(input, "{}", json!({ "request": request })).unwrap();
    drop(input);
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "what went wrong stands above");
    let lines = String::from_utf8(output.stdout).unwrap();
    let answer: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    string(&answer, "response").to_owned()
}
