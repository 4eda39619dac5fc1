//! Payment links and the page behind them, used as a browser without scripts uses them.

use bezant_tests::api::{Answer, Api};
use bezant_tests::browser::{Browser, hidden};
use bezant_tests::node::{NodeUnderTest, show, string};
use bezant_tests::scripts::script;
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

const APPROVED: &str = "4242 4242 4242 4242";
const NO_FUNDS: &str = "4000000000009995";
const WITH_CHALLENGE: &str = "4000 0025 0000 3155";

fn wish() -> Value {
    json!({
        "amount": 4990, "currency": "EUR", "description": "A <table> & chairs", "reference": "order-7",
        "return_url": "https://shop.example/thanks?order=7",
    })
}

async fn link(shop: &Api, wish: &Value) -> (String, Value) {
    let link = shop.post("/api/v1/payments/links", wish).await.expect(201);
    let url = string(&link, "url").to_owned();
    let path = url.find("/pay/").map(|at| url[at..].to_owned());
    (path.expect("the page is of this node"), link)
}

fn html(answer: &Answer) -> &str {
    answer.body.as_str().unwrap_or_default()
}

/// Sends the page's form, and follows to the page that comes of it.
async fn pay(browser: &mut Browser, path: &str, number: &str) -> Answer {
    let page = browser.get(path).await;
    let visit = hidden(&page, "visit");
    send(browser, path, &visit, number).await
}

async fn send(browser: &mut Browser, path: &str, visit: &str, number: &str) -> Answer {
    let fields = [
        ("visit", visit),
        ("number", number),
        ("expiry", "12/34"),
        ("code", "123"),
    ];
    let answer = browser.form(path, &fields).await;
    follow(browser, answer).await
}

/// The shop's payments, once there are so many that are settled: lists follow at a small distance.
async fn payments(shop: &Api, count: usize) -> Vec<Value> {
    eventually("the payments of the links", async || {
        let listed = shop.list("/api/v1/payments").await;
        let is_settled = |one: &Value| matches!(string(one, "status"), "COMPLETED" | "FAILED");
        (listed.len() >= count && listed.iter().all(is_settled)).then_some(listed)
    })
    .await
}

async fn follow(browser: &mut Browser, answer: Answer) -> Answer {
    assert_eq!(answer.status, 303, "{answer:?}");
    let place = answer.header("location").to_owned();
    let mut page = browser.get(&place).await;
    // A page that waits for the bank says when to look again.
    while html(&page).contains("has not answered yet") {
        page = browser.get(&place).await;
    }
    page
}

#[tokio::test]
async fn a_customer_pays_by_a_link_once() {
    let node = NodeUnderTest::start("").await;
    let shop = node.tenant("shop");
    let (path, _) = link(&shop, &wish()).await;
    let mut browser = Browser::at(&node.url());
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200);
    for text in [
        "49.90 EUR",
        "A &lt;table&gt; &amp; chairs",
        "shop",
        "autocomplete=\"cc-number\"",
    ] {
        assert!(html(&page).contains(text), "{text} in {}", html(&page));
    }
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );

    let paid = pay(&mut browser, &path, APPROVED).await;
    assert!(html(&paid).contains("Paid. Thank you."), "{}", html(&paid));
    show(html(&paid));
    let found = payments(&shop, 1).await;
    assert_eq!(found.len(), 1);
    let payment = shop.payment(string(&found[0], "id")).await;
    assert_eq!(
        (&payment["status"], &payment["amount"], &payment["reference"]),
        (&json!("COMPLETED"), &json!(4990), &json!("order-7"))
    );
    let onward = format!(
        "https://shop.example/thanks?order=7&amp;payment={}&amp;status=COMPLETED",
        string(&payment, "id")
    );
    assert!(html(&paid).contains(&onward), "{}", html(&paid));

    // Another press, another window, another browser: it is paid.
    let again = send(&mut browser, &path, "once", APPROVED).await;
    assert!(html(&again).contains("Paid. Thank you."));
    let mut other = Browser::at(&node.url());
    assert!(html(&other.get(&path).await).contains("Paid. Thank you."));
    assert_eq!(payments(&shop, 1).await.len(), 1);
}

#[tokio::test]
async fn two_windows_with_two_cards_charge_one_of_them() {
    let node = NodeUnderTest::start("").await;
    let shop = node.tenant("shop");
    let (path, _) = link(&shop, &wish()).await;
    let (mut one, mut other) = (Browser::at(&node.url()), Browser::at(&node.url()));
    let (first, second) = tokio::join!(
        send(&mut one, &path, "once", APPROVED),
        send(&mut other, &path, "once", "5555 5555 5555 4444")
    );
    assert!(
        html(&first).contains("Paid") && html(&second).contains("Paid"),
        "{first:?} {second:?}"
    );
    let found = payments(&shop, 1).await;
    assert_eq!(found.len(), 1, "{found:?}");
}

#[tokio::test]
async fn a_declined_card_can_be_followed_by_another() {
    let node = NodeUnderTest::start("").await;
    let shop = node.tenant("shop");
    let (path, _) = link(&shop, &wish()).await;
    let mut browser = Browser::at(&node.url());
    let declined = pay(&mut browser, &path, NO_FUNDS).await;
    assert!(
        html(&declined).contains("There is not enough money on the card. Nothing was charged."),
        "{}",
        html(&declined)
    );
    let paid = pay(&mut browser, &path, APPROVED).await;
    assert!(html(&paid).contains("Paid. Thank you."));
    let statuses: Vec<_> = payments(&shop, 2)
        .await
        .iter()
        .map(|payment| string(payment, "status").to_owned())
        .collect();
    assert_eq!(
        statuses.iter().filter(|status| *status == "COMPLETED").count(),
        1,
        "{statuses:?}"
    );

    // What can't be a card never leaves the page, and the page says which field.
    let (path, _) = link(&shop, &wish()).await;
    let fields = [
        ("visit", "once"),
        ("number", "1234"),
        ("expiry", "13/34"),
        ("code", "x"),
    ];
    let wrong = browser.form(&path, &fields).await;
    assert_eq!(wrong.status, 422);
    for field in ["number-wrong", "expiry-wrong", "code-wrong"] {
        assert!(html(&wrong).contains(field), "{field} in {}", html(&wrong));
    }
    assert!(
        !html(&wrong).contains("1234\""),
        "nothing that was typed comes back"
    );
}

#[tokio::test]
async fn a_bank_that_wants_to_see_its_customer_does() {
    let node = NodeUnderTest::start("").await;
    let shop = node.tenant("shop");
    let mut browser = Browser::at(&node.url());
    let (path, _) = link(&shop, &wish()).await;
    let challenge = pay(&mut browser, &path, WITH_CHALLENGE).await;
    assert!(html(&challenge).contains("Sandbox Bank"), "{}", html(&challenge));
    let bank = format!("{path}/bank");
    let answer = browser.form(&bank, &[("visit", "once"), ("answer", "no")]).await;
    let refused = follow(&mut browser, answer).await;
    assert!(
        html(&refused).contains("could not be shown that it is you"),
        "{}",
        html(&refused)
    );
    let answer = browser.form(&bank, &[("visit", "once"), ("answer", "yes")]).await;
    let paid = follow(&mut browser, answer).await;
    assert!(html(&paid).contains("Paid. Thank you."), "{}", html(&paid));
    let found = payments(&shop, 1).await;
    let payment = shop.payment(string(&found[0], "id")).await;
    assert_eq!((found.len(), string(&payment, "status")), (1, "COMPLETED"));
    // Where nobody wants to see anybody there is nothing to say to a bank.
    let answer = browser.form(&bank, &[("visit", "once"), ("answer", "yes")]).await;
    assert!(html(&follow(&mut browser, answer).await).contains("Paid. Thank you."));
    assert_eq!(payments(&shop, 1).await.len(), 1);
}

#[tokio::test]
async fn the_bank_in_one_window_and_another_card_in_the_other_charge_once() {
    let node = NodeUnderTest::start("").await;
    let shop = node.tenant("shop");
    for round in 1..=8 {
        let (path, _) = link(&shop, &wish()).await;
        let (mut one, mut other) = (Browser::at(&node.url()), Browser::at(&node.url()));
        let challenge = pay(&mut one, &path, WITH_CHALLENGE).await;
        assert!(html(&challenge).contains("Sandbox Bank"), "{}", html(&challenge));
        let bank = format!("{path}/bank");
        let (answered, paid) = tokio::join!(
            one.form(&bank, &[("visit", "once"), ("answer", "yes")]),
            send(&mut other, &path, "once", APPROVED)
        );
        let answered = follow(&mut one, answered).await;
        assert!(
            html(&answered).contains("Paid. Thank you."),
            "{}",
            html(&answered)
        );
        assert!(html(&paid).contains("Paid. Thank you."), "{}", html(&paid));
        let paid = eventually("the round's payment", async || {
            let listed = shop.list("/api/v1/payments").await;
            let paid = listed.iter().filter(|one| one["status"] == "COMPLETED").count();
            (paid >= round).then_some(paid)
        })
        .await;
        assert_eq!(paid, round);
    }
}

#[tokio::test]
async fn a_reusable_link_is_paid_by_everybody_who_comes() {
    let node = NodeUnderTest::start("").await;
    let shop = node.tenant("shop");
    let mut wish = wish();
    wish["reusable"] = json!(true);
    wish["embed_origin"] = json!("https://shop.example");
    let (path, link) = link(&shop, &wish).await;
    assert!(
        string(&link, "snippet").contains("/pay/embed.js\" data-link="),
        "{link}"
    );
    let (mut ann, mut ben) = (Browser::at(&node.url()), Browser::at(&node.url()));
    for browser in [&mut ann, &mut ben] {
        let paid = pay(browser, &path, APPROVED).await;
        assert!(
            html(&paid).contains("data-origin=\"https://shop.example\""),
            "{}",
            html(&paid)
        );
        assert!(
            paid.header("content-security-policy")
                .contains("frame-ancestors https://shop.example")
        );
    }
    assert_eq!(payments(&shop, 2).await.len(), 2);
}

#[tokio::test]
async fn a_link_is_worth_what_its_key_is_worth() {
    let node = NodeUnderTest::start("").await;
    let shop = node.tenant("shop");
    let key = node.key("shop", &["--name", "links"]);
    let (path, _) = link(&node.api(&key), &wish()).await;
    let mut browser = Browser::at(&node.url());
    // Nobody makes a link of their own out of another, and none can be paid across sites.
    let (said, seal) = path.rsplit_once('.').expect("a link has a seal");
    for text in [
        format!("{said}x.{seal}"),
        format!("{said}.{}", "A".repeat(seal.len())),
        "/pay/x.y".to_owned(),
    ] {
        assert_eq!(browser.get(&text).await.status, 404, "{text}");
    }
    node.run_ok(&["key", "revoke", &key.id]);
    let gone = loop {
        let page = browser.get(&path).await;
        if page.status != 200 {
            break page;
        }
    };
    assert_eq!(gone.status, 410);
    assert!(shop.list("/api/v1/payments").await.is_empty());
    for (field, value) in [
        ("amount", json!(0)),
        ("return_url", json!("javascript:alert(1)")),
        ("return_url", json!("http://shop.example/")),
        ("embed_origin", json!("https://shop.example/x")),
        ("expires_in_minutes", json!(0)),
        ("description", json!("two\nlines")),
    ] {
        let mut wish = wish();
        wish[field] = value;
        let refused = shop.post("/api/v1/payments/links", &wish).await;
        assert_eq!(
            (refused.status, refused.paths()),
            (422, vec![field]),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_shop_shows_the_page_in_a_frame_and_hears_that_it_is_paid() {
    let mut node = NodeUnderTest::start("").await;
    node.run_ok(&["tenant", "create", "shop"]);
    let key = node.key("shop", &[]);
    let shots = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
    std::fs::create_dir_all(&shots).unwrap();
    let variables = [
        ("BEZANT_URL", &*node.url()),
        ("BEZANT_KEY", &key.secret),
        ("BEZANT_SHOTS", shots.to_str().unwrap()),
    ];
    let seen = script(&node, "embed.mjs", &variables).await;
    for done in [
        "refused to a stranger",
        "paid in a frame, and the shop heard of it",
        "open to everybody",
    ] {
        assert!(seen.contains(done), "{done} in {seen}");
    }
    node.terminate().await;
}
