//! Values, refusals and permissions, compared with those of REST.

use bezant_kernel::{MessageId, PaymentId, Timestamp};
use serde_json::{Value, json};

use super::compare::{Schema, agrees};
use super::{asked, asked_by, code, data};
use crate::DeliveryRecord;
use crate::tests::identity::user;
use crate::tests::world::{World, order};

/// A tenant with something of everything.
struct Shop {
    key: String,
    payment: String,
    account: String,
    transfer: String,
    endpoint: String,
}

impl Shop {
    async fn new(world: &World) -> Shop {
        let key = world.full_key("shop").await;
        let post = async |path: &str, body: Value| {
            let answer = world.post(&key, path, body).await;
            assert!(answer.status.is_success(), "{path}: {answer:?}");
            answer
        };
        let mut bought = order(4_990, "tok_approved");
        bought["metadata"] = json!({ "order": "4711", "shelf": "b" });
        bought["card"] = json!({ "scheme": "visa" });
        bought["country"] = "DE".into();
        let payment = post("/api/v1/payments", bought).await.text("id").to_owned();
        post(
            &format!("/api/v1/payments/{payment}/refunds"),
            json!({ "amount": 90 }),
        )
        .await;
        post("/api/v1/payments", order(700, "tok_insufficient_funds")).await;
        let bank = json!({
            "path": "assets:bank:main", "currency": "EUR", "allows_overdraft": true, "metadata": { "iban": "none" },
        });
        let account = post("/api/v1/ledger/accounts", bank).await.text("id").to_owned();
        post(
            "/api/v1/ledger/accounts",
            json!({ "path": "assets:till", "currency": "EUR" }),
        )
        .await;
        let moved = json!({
            "debit": "assets:till", "credit": "assets:bank:main", "amount": 5, "currency": "EUR", "metadata": { "by": "hand" },
        });
        let transfer = post("/api/v1/ledger/transfers", moved)
            .await
            .text("id")
            .to_owned();
        let endpoint =
            json!({ "url": "https://shop.example/", "events": ["payment.*"], "signing": "ed25519" });
        let endpoint = post("/api/v1/webhook-endpoints", endpoint)
            .await
            .text("id")
            .to_owned();
        let message = |number: u128| DeliveryRecord {
            id: MessageId::from_u128(number),
            event: "payment.created".to_owned(),
            endpoint: endpoint.parse().unwrap(),
            payment: Some(payment.parse::<PaymentId>().unwrap()),
            state: "failed",
            attempts: 3,
            next_attempt_at: None,
            last_status: Some(500),
            last_error: None,
            created_at: Timestamp::from_microseconds(1),
            updated_at: Timestamp::from_microseconds(2),
        };
        *world.shelf.records.lock().unwrap() = [3, 2, 1].map(message).to_vec();
        world.views_caught_up().await;
        Shop {
            key,
            payment,
            account,
            transfer,
            endpoint,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_has_the_value_that_rest_has() {
    let world = World::new().await;
    let shop = Shop::new(&world).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let schema = Schema::read(&world, &shop.key).await;
    let Shop {
        key,
        payment,
        account,
        transfer,
        endpoint,
    } = &shop;
    let rest = async |path: String| {
        let answer = world.get(key, &path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.body
    };
    let single = |field: &str, id: &str, name: &str| {
        (
            format!("{field}(id: \"{id}\") {{ {} }}", schema.whole(name)),
            format!("/{field}"),
        )
    };
    let of_payment = |field: &str, name: &str, path: &str| {
        (
            format!(
                "payment(id: \"{payment}\") {{ {field} {{ {} }} }}",
                schema.whole(name)
            ),
            path.to_owned(),
        )
    };
    let of_account = |field: &str, inner: String, path: &str| {
        (
            format!("account(id: \"{account}\") {{ {field} {{ {inner} }} }}"),
            format!("/account/{path}"),
        )
    };
    let lines = format!(
        "opening {{ minor }} closing {{ minor }} lines {{ nodes {{ {} transfer {{ {} }} }} }}",
        schema.whole("StatementLine"),
        schema
            .whole("Transfer")
            .replace("outcome", "")
            .replace("externalReference", "")
            .replace("metadata { key value }", ""),
    );
    let list = |field: &str, arguments: &str, name: &str, place: &str| {
        let whole = schema.whole(name);
        (
            format!("{field}{arguments} {{ nodes {{ {whole} }} }}"),
            place.to_owned(),
        )
    };
    // What is asked, where in the answer it is, what REST is asked, and where in its answer.
    let cases = [
        (
            single("payment", payment, "Payment"),
            format!("/api/v1/payments/{payment}"),
            "",
        ),
        (
            of_payment("routing", "PaymentRouting", "/payment/routing"),
            format!("/api/v1/payments/{payment}/routing"),
            "",
        ),
        (
            single("account", account, "Account"),
            format!("/api/v1/ledger/accounts/{account}"),
            "",
        ),
        (
            single("transfer", transfer, "Transfer"),
            format!("/api/v1/ledger/transfers/{transfer}"),
            "",
        ),
        (
            single("webhookEndpoint", endpoint, "WebhookEndpoint"),
            format!("/api/v1/webhook-endpoints/{endpoint}"),
            "",
        ),
        (
            list("accounts", "(first: 5)", "Account", "/accounts/nodes"),
            "/api/v1/ledger/accounts?limit=5".to_owned(),
            "/data",
        ),
        (
            list(
                "accounts",
                "(prefix: \"assets:bank\")",
                "Account",
                "/accounts/nodes",
            ),
            "/api/v1/ledger/accounts?prefix=assets:bank".to_owned(),
            "/data",
        ),
        (
            list("principals", "", "Principal", "/principals/nodes"),
            "/api/v1/principals".to_owned(),
            "/data",
        ),
        (
            (
                format!("gateways {{ {} }}", schema.whole("Gateway")),
                "/gateways".to_owned(),
            ),
            "/api/v1/gateways".to_owned(),
            "/data",
        ),
        (
            (
                format!("roles {{ {} }}", schema.whole("Role")),
                "/roles".to_owned(),
            ),
            "/api/v1/roles".to_owned(),
            "/data",
        ),
        (
            (
                format!("balances(prefix: \"assets\") {{ {} }}", schema.whole("Balances")),
                "/balances".to_owned(),
            ),
            "/api/v1/ledger/balances?prefix=assets".to_owned(),
            "/data",
        ),
        (
            of_account("balanceAt", schema.whole("BalanceAt"), "balanceAt"),
            format!("/api/v1/ledger/accounts/{account}/balance"),
            "",
        ),
        (
            of_account("statement(first: 5)", lines, "statement/lines/nodes"),
            format!("/api/v1/ledger/accounts/{account}/statement"),
            "/data",
        ),
        (
            (
                format!(
                    "webhookEndpoint(id: \"{endpoint}\") {{ deliveries(first: 2) {{ nodes {{ {} }} }} }}",
                    schema.whole("WebhookDelivery")
                ),
                "/webhookEndpoint/deliveries/nodes".to_owned(),
            ),
            format!("/api/v1/webhook-endpoints/{endpoint}/deliveries?limit=2"),
            "/data",
        ),
    ];
    for ((query, place), path, rest_place) in cases {
        let query = format!("{{ {query} }}");
        // People are shown to people.
        let is_about_people = path.contains("/principals") || path.contains("/roles");
        let (shown, known) = match is_about_people {
            true => {
                let shown = asked_by(&world, &ann, &query).await;
                assert_eq!(shown.get("errors"), None, "{shown}");
                (shown["data"].clone(), ann.get(&world, &path).await.body)
            }
            false => (data(&world, key, &query).await, rest(path).await),
        };
        let shown = shown
            .pointer(&place)
            .unwrap_or_else(|| panic!("nothing at {place}: {shown}"));
        agrees(shown, known.pointer(rest_place).unwrap(), &place);
    }
    // Rows of lists show what is read one by one.
    let listed = data(
        &world,
        key,
        &format!(
            "{{ payments(first: 5) {{ nodes {{ {} }} }} }}",
            schema.whole("Payment")
        ),
    )
    .await;
    let listed = listed["payments"]["nodes"].as_array().unwrap();
    assert_eq!(listed.len(), 2);
    for shown in listed {
        agrees(
            shown,
            &rest(format!("/api/v1/payments/{}", shown["id"].as_str().unwrap())).await,
            "payments",
        );
    }
    let query = format!(
        "{{ payment(id: \"{payment}\") {{ transfers {{ nodes {{ {} payment {{ id }} }} }} }} }}",
        schema.whole("Transfer")
    );
    let moved = data(&world, key, &query).await;
    let moved = moved["payment"]["transfers"]["nodes"].as_array().unwrap();
    assert!(moved.len() > 2, "{moved:?}");
    for shown in moved {
        let mut shown = shown.clone();
        assert_eq!(shown["payment"].take()["id"], json!(payment));
        shown.as_object_mut().unwrap().remove("payment");
        agrees(
            &shown,
            &rest(format!(
                "/api/v1/ledger/transfers/{}",
                shown["id"].as_str().unwrap()
            ))
            .await,
            "transfers",
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rest_refuses_is_refused_under_the_same_code() {
    let world = World::new().await;
    let shop = Shop::new(&world).await;
    let other = world.full_key("other").await;
    let (payment, account, transfer, endpoint) =
        (&shop.payment, &shop.account, &shop.transfer, &shop.endpoint);
    const NOBODY: &str = "01h455vb4pex5vsknk084sn02q";
    let cases = [
        (
            format!("payment(id: \"{payment}\") {{ id }}"),
            format!("payments/{payment}"),
        ),
        (
            format!("payment(id: \"pay_{NOBODY}\") {{ id }}"),
            format!("payments/pay_{NOBODY}"),
        ),
        (
            "payment(id: \"pay_7\") { id }".to_owned(),
            "payments/pay_7".to_owned(),
        ),
        (
            format!("account(id: \"{account}\") {{ id }}"),
            format!("ledger/accounts/{account}"),
        ),
        (
            format!("account(id: \"{payment}\") {{ id }}"),
            format!("ledger/accounts/{payment}"),
        ),
        (
            format!("transfer(id: \"{transfer}\") {{ id }}"),
            format!("ledger/transfers/{transfer}"),
        ),
        (
            format!("webhookEndpoint(id: \"{endpoint}\") {{ id }}"),
            format!("webhook-endpoints/{endpoint}"),
        ),
        (
            format!("principal(id: \"prn_{NOBODY}\") {{ id }}"),
            format!("principals/prn_{NOBODY}"),
        ),
        (
            "payments(first: 0) { nodes { id } }".to_owned(),
            "payments?limit=0".to_owned(),
        ),
        (
            "payments(first: 201) { nodes { id } }".to_owned(),
            "payments?limit=201".to_owned(),
        ),
        (
            "payments(first: -1) { nodes { id } }".to_owned(),
            "payments?limit=-1".to_owned(),
        ),
        (
            "payments(after: \"x\") { nodes { id } }".to_owned(),
            "payments?cursor=x".to_owned(),
        ),
        (
            "payments(filter: { status: \"ODD\" }) { nodes { id } }".to_owned(),
            "payments?status=ODD".to_owned(),
        ),
        (
            "payments(filter: { createdAfter: \"yesterday\" }) { nodes { id } }".to_owned(),
            "payments?created_after=yesterday".to_owned(),
        ),
        (
            "payments(filter: { needsAttention: true, search: \"a&limit=0#\" }) { nodes { id } }".to_owned(),
            "payments?needs_attention=true&search=a".to_owned(),
        ),
        (
            "accounts(after: \"x\") { nodes { id } }".to_owned(),
            "ledger/accounts?cursor=x".to_owned(),
        ),
        (
            "transfers(filter: { side: DEBIT }) { nodes { id } }".to_owned(),
            "ledger/transfers?side=debit".to_owned(),
        ),
        (
            "transfers(filter: { reference: \"zz\" }) { nodes { id } }".to_owned(),
            "ledger/transfers?reference=zz".to_owned(),
        ),
        (
            "principals(filter: { kind: \"odd\" }) { nodes { id } }".to_owned(),
            "principals?kind=odd".to_owned(),
        ),
    ];
    for (query, path) in cases {
        let reply = asked(&world, &other, &format!("{{ {query} }}")).await;
        let refused = world.get(&other, &format!("/api/v1/{path}")).await;
        let (status, known) = refused.problem();
        let extensions = &reply["errors"][0]["extensions"];
        assert_eq!(
            (code(&reply), &extensions["status"]),
            (known, &json!(status)),
            "{query}"
        );
        let wrong = |errors: &Value| {
            errors
                .as_array()
                .map(|all| all.iter().map(|one| one["code"].clone()).collect::<Vec<_>>())
        };
        assert_eq!(
            wrong(&extensions["errors"]),
            wrong(&refused.body["errors"]),
            "{query}"
        );
        assert!(
            reply["data"].as_object().unwrap().values().all(Value::is_null),
            "{reply}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_what_rest_shows_them_and_nothing_else() {
    let world = World::new().await;
    let shop = Shop::new(&world).await;
    let admin = user(&world, "shop", "ann", &["admin"]).await;
    let agent = user(&world, "shop", "eve", &["agent"]).await;
    let mut callers = vec![(&admin, "admin"), (&agent, "agent")];
    let (viewer, auditor) = (
        user(&world, "shop", "vic", &["viewer"]).await,
        user(&world, "shop", "aud", &["auditor"]).await,
    );
    let nobody = user(&world, "shop", "nil", &[]).await;
    callers.extend([(&viewer, "viewer"), (&auditor, "auditor"), (&nobody, "nobody")]);
    let cases = [
        ("payments { nodes { id } }".to_owned(), "payments".to_owned()),
        (
            format!("payment(id: \"{}\") {{ id }}", shop.payment),
            format!("payments/{}", shop.payment),
        ),
        ("gateways { name }".to_owned(), "gateways".to_owned()),
        (
            "accounts { nodes { id } }".to_owned(),
            "ledger/accounts".to_owned(),
        ),
        (
            format!("account(id: \"{}\") {{ id }}", shop.account),
            format!("ledger/accounts/{}", shop.account),
        ),
        (
            "transfers { nodes { id } }".to_owned(),
            "ledger/transfers".to_owned(),
        ),
        (
            "webhookEndpoints { id }".to_owned(),
            "webhook-endpoints".to_owned(),
        ),
        ("principals { nodes { id } }".to_owned(), "principals".to_owned()),
        ("roles { name }".to_owned(), "roles".to_owned()),
    ];
    let compare = async |cases: &[(String, String)]| {
        let mut refused = 0;
        for (caller, role) in &callers {
            for (query, path) in cases {
                let reply = asked_by(&world, caller, &format!("{{ {query} }}")).await;
                let rest = caller.get(&world, &format!("/api/v1/{path}")).await;
                match rest.status.as_u16() {
                    200 => assert_eq!(reply.get("errors"), None, "{role}: {query}: {reply}"),
                    _ => {
                        assert_eq!(code(&reply), rest.problem().1, "{role}: {query}");
                        refused += 1;
                    }
                }
            }
        }
        refused
    };
    assert!(compare(&cases).await > 10, "somebody may not see everything");

    // An agent sees its own and nothing of others', in lists and behind other things too.
    let certified = json!({ "attributes": { "pci": true } });
    let changed = admin
        .patch(&world, &format!("/api/v1/principals/{}", agent.id), certified)
        .await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let own = agent
        .post(&world, "/api/v1/payments", order(300, "tok_approved"))
        .await;
    world.views_caught_up().await;
    let listed = asked_by(
        &world,
        &agent,
        "{ payments { nodes { id createdById createdBy { name } } } }",
    )
    .await;
    assert_eq!(
        listed["data"]["payments"]["nodes"],
        json!([{ "id": own.text("id"), "createdById": agent.id, "createdBy": null }])
    );
    assert_eq!(code(&listed), "permission_missing");
    assert_eq!(
        listed["errors"][0]["path"],
        json!(["payments", "nodes", 0, "createdBy"])
    );

    // The policy is asked as it is for REST: health data goes over encrypted connections only.
    world.declare_health("shop").await;
    let reply = asked_by(
        &world,
        &admin,
        "{ payments { nodes { id } } accounts { nodes { path } } }",
    )
    .await;
    assert_eq!(
        (code(&reply), &reply["data"]["payments"]),
        ("policy_denied", &Value::Null)
    );
    assert!(reply["data"]["accounts"]["nodes"][0]["path"].is_string());
    compare(&cases).await;
}
