//! One table of cases through every form of the interface.

use std::sync::Arc;

use axum::http::{Method, Uri};
use bezant_representations::{Body, Message, Operations, to_json, to_xml};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tonic::transport::Channel;
use tonic_types::StatusExt;

use super::world::{Call, World, order};
use crate::grpc::Whole;
use crate::representation::Forms;
use crate::{EngineLedger, serve_grpc};

#[derive(Copy, Clone, Debug, PartialEq)]
enum Form {
    Json,
    Xml,
    Protobuf,
    Grpc,
    /// What is read; it changes nothing, so changes are asked for in JSON.
    GraphQl,
}

/// A request in no form yet.
struct Ask<'a> {
    rpc: &'a str,
    method: Method,
    template: &'a str,
    ids: Vec<(&'a str, &'a str)>,
    body: Value,
    headers: Vec<(&'a str, &'a str)>,
}

/// What came of it: the code of a problem, or the body.
type Outcome = Result<Value, String>;

pub(super) async fn channel(world: &World) -> Channel {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let ledger = Arc::new(EngineLedger::new(&world.edge));
    tokio::spawn(serve_grpc(
        world.edge.clone(),
        ledger,
        listener,
        Default::default(),
        std::future::pending(),
    ));
    Channel::from_shared(address).unwrap().connect().await.unwrap()
}

fn operations() -> &'static Operations {
    &Forms::get().operations
}

fn message(body: &Body) -> Message {
    Forms::get().messages.get(&body.schema).unwrap()
}

fn value(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap()
}

impl Ask<'_> {
    async fn send(&self, form: Form, world: &World, channel: &Channel, key: Option<&str>) -> Outcome {
        let bearer = key.map(|key| format!("Bearer {key}"));
        let mut headers = self.headers.clone();
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        match form {
            Form::Grpc => self.call(channel, &headers).await,
            Form::GraphQl if self.method == Method::GET => self.query(world, headers).await,
            Form::GraphQl => self.request(Form::Json, world, headers).await,
            Form::Json | Form::Xml | Form::Protobuf => self.request(form, world, headers).await,
        }
    }

    async fn request(&self, form: Form, world: &World, mut headers: Vec<(&str, &str)>) -> Outcome {
        let operation = operations().get(self.method.as_str(), self.template).unwrap();
        let json = self.body.to_string();
        let kind = match form {
            Form::Json | Form::GraphQl => "application/json",
            Form::Xml => "application/xml",
            Form::Protobuf | Form::Grpc => "application/protobuf",
        };
        let body = match (&operation.request, form) {
            (None, _) => Vec::new(),
            (Some(_), Form::Json) => json.into_bytes(),
            (Some(body), Form::Xml) => to_xml(operations(), body, json.as_bytes()).unwrap(),
            (Some(body), _) => message(body).write_json(json.as_bytes()).unwrap(),
        };
        headers.extend([("accept", kind), ("content-type", kind)]);
        let path = self
            .ids
            .iter()
            .fold(self.template.to_owned(), |path, (name, id)| {
                path.replace(&format!("{{{name}}}"), id)
            });
        let method = self.method.clone();
        let (status, headers, bytes) = world
            .send_raw(Call {
                method,
                path: &path,
                headers,
                body,
            })
            .await;
        let given = headers["content-type"].to_str().unwrap();
        let problem = operations().problem();
        if status.is_success() {
            assert_eq!(given, kind);
            let body = operation.answer(status.as_u16()).unwrap();
            return Ok(match form {
                Form::Json | Form::GraphQl => value(&bytes),
                Form::Xml => value(&to_json(operations(), body, &bytes).unwrap()),
                Form::Protobuf | Form::Grpc => value(&message(body).read(&bytes).unwrap().to_bytes()),
            });
        }
        let problem = match form {
            Form::Json | Form::GraphQl => value(&bytes),
            Form::Xml => {
                assert_eq!(given, "application/problem+xml");
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                let plain = text.replace(" xmlns=\"urn:ietf:rfc:7807\"", "");
                value(&to_json(operations(), problem, plain.as_bytes()).unwrap())
            }
            Form::Protobuf | Form::Grpc => value(&message(problem).read(&bytes).unwrap().to_bytes()),
        };
        assert_eq!(problem["status"], status.as_u16());
        let mistakes = problem["errors"].as_array().into_iter().flatten();
        let paths = mistakes.map(|mistake| mistake["path"].as_str().unwrap_or_default().to_owned());
        Err(told(problem["code"].as_str().unwrap(), paths))
    }

    /// A payment, or the list of them; in the words of the other forms.
    async fn query(&self, world: &World, mut headers: Vec<(&str, &str)>) -> Outcome {
        const FIELDS: &str = "status amount { minor } amountCaptured { minor } amountRefunded { minor }";
        let query = match self.ids.first() {
            Some((_, id)) => format!("{{ payment(id: {id:?}) {{ {FIELDS} }} }}"),
            None => format!("{{ payments {{ nodes {{ {FIELDS} }} }} }}"),
        };
        headers.push(("content-type", "application/json"));
        let answer = world
            .send(Call {
                method: Method::POST,
                path: "/graphql",
                headers,
                body: json!({ "query": query }).to_string().into_bytes(),
            })
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        if let Some(error) = answer.body["errors"].get(0) {
            let mistakes = error["extensions"]["errors"].as_array().into_iter().flatten();
            let paths = mistakes.map(|mistake| mistake["path"].as_str().unwrap_or_default().to_owned());
            return Err(told(error["extensions"]["code"].as_str().unwrap(), paths));
        }
        let plain = |payment: &Value| {
            json!({
                "status": payment["status"], "amount": payment["amount"]["minor"],
                "amount_captured": payment["amountCaptured"]["minor"],
                "amount_refunded": payment["amountRefunded"]["minor"],
            })
        };
        let data = &answer.body["data"];
        Ok(match data["payments"]["nodes"].as_array() {
            Some(rows) => json!({ "data": rows.iter().map(plain).collect::<Vec<_>>() }),
            None => plain(&data["payment"]),
        })
    }

    async fn call(&self, channel: &Channel, headers: &[(&str, &str)]) -> Outcome {
        let (service, method) = self.rpc.split_once('/').unwrap();
        let (input, output) = Forms::get().messages.method(service, method).unwrap();
        let mut fields = self.body.clone();
        for (name, id) in &self.ids {
            fields[name] = json!(id);
        }
        let bytes = Bytes::from(input.write_json(fields.to_string().as_bytes()).unwrap());
        let mut request = tonic::Request::new(bytes);
        for (name, value) in headers {
            let name: tonic::metadata::AsciiMetadataKey = name.parse().unwrap();
            request.metadata_mut().insert(name, value.parse().unwrap());
        }
        let mut client = tonic::client::Grpc::new(channel.clone());
        client.ready().await.unwrap();
        let path: Uri = format!("/bezant.api.v1.{}", self.rpc).parse().unwrap();
        let answer: Result<tonic::Response<Bytes>, _> = client
            .unary(request, path.into_parts().path_and_query.unwrap(), Whole)
            .await;
        match answer {
            Ok(answer) => Ok(value(&output.read(answer.get_ref()).unwrap().to_bytes())),
            Err(status) => {
                let details = status.get_error_details();
                let info = details.error_info().unwrap_or_else(|| panic!("{status:?}"));
                let mistakes = details
                    .bad_request()
                    .map(|request| request.field_violations.clone());
                let paths = mistakes.into_iter().flatten().map(|mistake| mistake.field);
                Err(told(&info.reason, paths))
            }
        }
    }
}

/// A code, and what it is about.
fn told(code: &str, paths: impl Iterator<Item = String>) -> String {
    std::iter::once(code.to_owned())
        .chain(paths)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What the table of cases leads to, in words.
async fn story(form: Form, world: &World, channel: &Channel) -> Vec<String> {
    let key = world.full_key(&format!("shop-{form:?}")).await;
    let stranger = world.full_key(&format!("stranger-{form:?}")).await;
    let reader = world.key(&format!("shop-{form:?}"), &["read"]).await;
    let mut told = Vec::new();
    let mut tell = |what: &str, outcome: &Outcome| {
        let number = |body: &Value, field: &str| body[field].as_i64().unwrap_or_default();
        told.push(match outcome {
            Ok(body) => format!(
                "{what}: {} {} of {} captured, {} refunded",
                body["status"].as_str().unwrap_or("-"),
                number(body, "amount_captured"),
                number(body, "amount"),
                number(body, "amount_refunded"),
            ),
            Err(code) => format!("{what}: {code}"),
        });
    };
    let create = |body: Value, headers| Ask {
        rpc: "Payments/Create",
        method: Method::POST,
        template: "/api/v1/payments",
        ids: Vec::new(),
        body,
        headers,
    };
    let mut body = order(1_000, "tok_approved");
    body["capture_method"] = json!("manual");
    body["metadata"] = json!({ "a b": "<&>", "c": "" });
    body["card"] = json!({ "scheme": "visa", "bin": "411111" });
    let repeated = [("idempotency-key", "k1")];
    let held = create(body.clone(), repeated.to_vec())
        .send(form, world, channel, Some(&key))
        .await;
    tell("create", &held);
    let held = held.unwrap();
    assert_eq!(
        (&held["metadata"], &held["card"]["bin"]),
        (&body["metadata"], &json!("411111")),
        "{form:?}"
    );
    let id = held["id"].as_str().unwrap();
    let again = create(body.clone(), repeated.to_vec())
        .send(form, world, channel, Some(&key))
        .await;
    assert_eq!(again.as_ref().unwrap()["id"], id, "{form:?}");
    tell("again", &again);
    body["amount"] = json!(2_000);
    tell(
        "key for another",
        &create(body, repeated.to_vec())
            .send(form, world, channel, Some(&key))
            .await,
    );

    let mut without = order(5, "tok_approved");
    without.as_object_mut().unwrap().remove("payment_method");
    let mut delay = order(5, "tok_approved");
    delay["capture_after_seconds"] = json!(5);
    for (what, body) in [
        ("no money", order(0, "tok_approved")),
        ("less than none", order(-5, "tok_approved")),
        ("unknown token", order(5, "tok_of_nobody")),
        ("declined", order(5, "tok_insufficient_funds")),
        ("card number", order(5, "4111111111111111")),
        ("nothing to pay with", without),
        ("pointless delay", delay),
    ] {
        tell(
            what,
            &create(body, Vec::new())
                .send(form, world, channel, Some(&key))
                .await,
        );
    }
    let small = || create(order(5, "tok_approved"), Vec::new());
    tell("no key", &small().send(form, world, channel, None).await);
    tell(
        "key without permission",
        &small().send(form, world, channel, Some(&reader)).await,
    );

    let of = |rpc, what: &'static str, body, headers| Ask {
        rpc,
        method: Method::POST,
        template: what,
        ids: vec![("id", id)],
        body,
        headers,
    };
    let capture = |amount: i64, headers| {
        of(
            "Payments/Capture",
            "/api/v1/payments/{id}/capture",
            json!({ "amount": amount }),
            headers,
        )
    };
    let refund = |amount: i64| {
        of(
            "Payments/CreateRefund",
            "/api/v1/payments/{id}/refunds",
            json!({ "amount": amount }),
            Vec::new(),
        )
    };
    let stale = vec![("if-match", "\"1\"")];
    tell(
        "stale",
        &capture(400, stale).send(form, world, channel, Some(&key)).await,
    );
    tell(
        "capture too much",
        &capture(1_001, Vec::new())
            .send(form, world, channel, Some(&key))
            .await,
    );
    tell(
        "stranger's capture",
        &capture(400, Vec::new())
            .send(form, world, channel, Some(&stranger))
            .await,
    );
    tell(
        "capture",
        &capture(400, Vec::new())
            .send(form, world, channel, Some(&key))
            .await,
    );
    tell(
        "refund too much",
        &refund(401).send(form, world, channel, Some(&key)).await,
    );
    tell(
        "refund",
        &refund(100).send(form, world, channel, Some(&key)).await,
    );

    let read = |id| Ask {
        rpc: "Payments/Get",
        method: Method::GET,
        template: "/api/v1/payments/{id}",
        ids: vec![("id", id)],
        body: json!({}),
        headers: Vec::new(),
    };
    tell("read", &read(id).send(form, world, channel, Some(&key)).await);
    tell(
        "stranger reads",
        &read(id).send(form, world, channel, Some(&stranger)).await,
    );
    tell(
        "no such",
        &read("pay_01h455vb4pex5vsknk084sn02q")
            .send(form, world, channel, Some(&key))
            .await,
    );
    tell(
        "no id",
        &read("nonsense").send(form, world, channel, Some(&key)).await,
    );

    world.views_caught_up().await;
    let list = Ask {
        rpc: "Payments/List",
        method: Method::GET,
        template: "/api/v1/payments",
        ids: Vec::new(),
        body: json!({}),
        headers: Vec::new(),
    };
    let listed = list.send(form, world, channel, Some(&key)).await.unwrap();
    for row in listed["data"].as_array().unwrap() {
        tell("listed", &Ok(row.clone()));
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_leads_to_the_same_state_and_the_same_codes() {
    let world = World::new().await;
    let channel = channel(&world).await;
    let told = story(Form::Json, &world, &channel).await;
    for form in [Form::Xml, Form::Protobuf, Form::Grpc, Form::GraphQl] {
        assert_eq!(story(form, &world, &channel).await, told, "{form:?}");
    }
    insta::assert_snapshot!("cases", told.join("\n"));
}
