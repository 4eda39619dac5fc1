//! What a response must look like to be read at all.

use super::*;

const GOOD: &str = concat!(
    "<?xml version='1.0' encoding='UTF-8'?>\n",
    "<p:Response xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' xmlns='urn:oasis:names:tc:SAML:2.0:assertion' ",
    "xmlns:ds='http://www.w3.org/2000/09/xmldsig#' ID='r1'><Issuer>i</Issuer>",
    "<p:Status><p:StatusCode Value='urn:oasis:names:tc:SAML:2.0:status:Success'/></p:Status>",
    "<Assertion ID='a1'><Issuer>i</Issuer>",
    "<ds:Signature><ds:SignedInfo><ds:Reference URI='#a1'/></ds:SignedInfo></ds:Signature>",
    "<Subject><NameID>ada@example.test</NameID></Subject></Assertion></p:Response>\n",
);

#[test]
fn one_form_is_taken_and_every_other_is_not() {
    assert_eq!(check(GOOD), Ok(Outcome::Success));
    let assertion = &GOOD[GOOD.find("<Assertion").unwrap()..GOOD.find("</p:Response>").unwrap()];
    let signature = &GOOD[GOOD.find("<ds:Signature>").unwrap()..GOOD.find("<Subject>").unwrap()];
    let unsigned = assertion
        .replace(signature, "")
        .replace("a1", "a2")
        .replace("ada@", "eve@");
    let swap = |from: &str, to: &str| {
        assert!(GOOD.contains(from), "{from}");
        GOOD.replacen(from, to, 1)
    };
    let cases = [
        ("no signature", swap(signature, ""), Flaw::Signature),
        ("two assertions", swap("<Assertion", &format!("{unsigned}<Assertion")), Flaw::Form),
        (
            "the signed one moved into an extension",
            swap(assertion, &format!("<p:Extensions>{assertion}</p:Extensions>{unsigned}")),
            Flaw::Form,
        ),
        (
            "the signed one moved into the subject of another",
            swap(assertion, &unsigned.replace("</Subject>", &format!("<SubjectConfirmation><SubjectConfirmationData>{assertion}</SubjectConfirmationData></SubjectConfirmation></Subject>"))),
            Flaw::Form,
        ),
        (
            "the signed one moved into an object of its signature",
            swap("</ds:Signature>", &format!("<ds:Object>{unsigned}</ds:Object></ds:Signature>")),
            Flaw::Form,
        ),
        (
            "a response in the response",
            swap(assertion, &format!("<p:Extensions>{}</p:Extensions>{unsigned}", &GOOD[39..].replace("r1", "r2"))),
            Flaw::Form,
        ),
        ("one id twice", swap("ID='r1'", "ID='a1'"), Flaw::Form),
        ("one id twice, in another case", swap("<Subject>", "<Subject Id='a1'>"), Flaw::Form),
        ("a reference elsewhere", swap("URI='#a1'", "URI='#r1'"), Flaw::Form),
        ("a reference to the whole", swap("URI='#a1'", "URI=''"), Flaw::Form),
        ("two references", swap("<ds:Reference", "<ds:Reference URI='#a1'/><ds:Reference"), Flaw::Form),
        ("a comment in the name", swap("ada@example.test", "ada@example.test<!---->.evil.test"), Flaw::Form),
        ("character data in the name", swap("ada@", "<![CDATA[ada@]]>"), Flaw::Form),
        ("an instruction", swap("<Subject>", "<?x y?><Subject>"), Flaw::Form),
        ("a document type", swap("<p:Response", "<!DOCTYPE p [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p:Response"), Flaw::Form),
        ("an entity", swap("ada@", "&x;"), Flaw::Form),
        ("another encoding", swap("UTF-8", "UTF-16"), Flaw::Form),
        ("two names", swap("<NameID>", "<NameID>eve</NameID><NameID>"), Flaw::Form),
        ("another namespace", swap("<Subject>", "<Subject xmlns='urn:x'>"), Flaw::Form),
        ("no namespace", swap("<Subject>", "<Subject xmlns=''>"), Flaw::Form),
        ("something behind", format!("{GOOD}x"), Flaw::Malformed),
        ("another root behind", format!("{GOOD}{}", &GOOD[39..].replace('1', "2")), Flaw::Form),
        ("encrypted", swap("<Assertion", "<EncryptedAssertion/><Assertion"), Flaw::Encrypted),
        ("deep", swap("<Subject>", &format!("{}<Subject>", "<Condition>".repeat(40))), Flaw::TooLarge),
        ("cut off", GOOD[..GOOD.len() - 20].to_owned(), Flaw::Malformed),
        ("no assertion", swap(assertion, ""), Flaw::Malformed),
        ("nothing", String::new(), Flaw::Malformed),
    ];
    for (name, xml, expected) in cases {
        assert_eq!(check(&xml), Err(expected), "{name}");
    }
    assert_eq!(
        check(&swap("status:Success", "status:Responder")),
        Ok(Outcome::Failure)
    );
    assert_eq!(check(&swap("ada@", "O&apos;Neil&#38;")), Ok(Outcome::Success));
}
