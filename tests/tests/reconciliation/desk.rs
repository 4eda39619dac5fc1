//! What the tests work on: accounts with transfers, a reconciliation with rules, and a file of each format.

use bezant_tests::api::{Answer, Api};
use bezant_tests::node::{NodeUnderTest, number, string};
use serde_json::{Value, json};

pub(crate) const BASE: &str = "/api/v1/ledger";
pub(crate) const IBAN: &str = "DE89 3704 0044 0532 0130 00";

pub(crate) const CSV: &str = "Date;Amount;Reference;Text;Balance
03.11.2025;100,00;INV-1001;Invoice;100,00
04.11.2025;-25,00;;Rent RENT-0007 for November;75,00
05.11.2025;-1,20;;Account fee;73,80
";
pub(crate) const CSV_QUERY: &str = "format=csv&delimiter=%3B&booked_on=Date&date_format=%25d.%25m.%25Y&amount=Amount&decimal=%2C\
    &references=Reference&text=Text&balance=Balance";

/// A line of 49.50, which is 50.00 less a fee.
pub(crate) const CAMT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Id>S-2</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">73.80</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-11-05</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">123.30</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-11-10</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">49.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2025-11-07</Dt></BookgDt><ValDt><Dt>2025-11-07</Dt></ValDt>
<NtryDtls><TxDtls><Refs><EndToEndId>inv 1002</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
"#;

/// A line of 50.00, which is a transfer of 30.00 and one of 20.00, and one of nothing known. A day is missing before it.
pub(crate) const MT940: &str = ":20:S-3\n:25:DE89370400440532013000\n:28C:3/1\n:60F:C251111EUR133,30\n\
    :61:2511121112C50,00NTRFNONREF\n:61:2511131113D3,00NTRFNONREF\n:62F:C251115EUR180,30\n";

pub(crate) struct Desk {
    pub(crate) api: Api,
    /// The path of the reconciliation.
    pub(crate) path: String,
}

impl Desk {
    /// Accounts, what moved between them, and a reconciliation with rules.
    pub(crate) async fn new(node: &NodeUnderTest) -> (Desk, Vec<String>) {
        let api = node.tenant("shop");
        for (path, overdraft) in [
            ("equity:owner", true),
            ("assets:bank", true),
            ("expenses:fees", false),
        ] {
            let body = json!({ "path": path, "currency": "EUR", "allows_overdraft": overdraft });
            api.post(&format!("{BASE}/accounts"), &body).await.expect(201);
        }
        let mut transfers = Vec::new();
        for (amount, day, reference) in [
            (10_000, "02", Some("INV-1001")),
            (-2_500, "04", Some("RENT-0007")),
            (5_000, "06", Some("INV-1002")),
            (3_000, "12", None),
            (2_000, "12", None),
            (-300, "20", None),
        ] {
            transfers.push(transfer(&api, amount, day, reference).await);
        }
        let rule = |name: &str, more: Value| {
            let mut rule = json!({ "name": name, "maximum_days": 1, "acceptance": "automatic" });
            rule.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            rule
        };
        let body = json!({
            "name": "House bank", "account": "assets:bank", "currency": "EUR", "outside_account": IBAN,
            "rules": [
                rule("reference", json!({ "priority": 1, "reference": "contains" })),
                rule("less a fee", json!({
                    "priority": 2, "reference": "equal", "tolerance": 100, "acceptance": "proposed",
                    "difference_account": "expenses:fees",
                })),
                rule("payouts", json!({ "priority": 3, "shape": "one_to_many", "maximum_group": 5 })),
            ],
        });
        let defined = api
            .post(&format!("{BASE}/reconciliations"), &body)
            .await
            .expect(201);
        let path = format!("{BASE}/reconciliations/{}", string(&defined, "id"));
        assert_eq!(api.get(&path).await.expect(200), defined);
        (Desk { api, path }, transfers)
    }

    pub(crate) async fn import(&self, query: &str, file: &str) -> Answer {
        let path = format!("{}/statements?{query}", self.path);
        let call = self
            .api
            .call("POST", &path)
            .file("application/octet-stream", file.to_owned());
        call.send().await
    }

    pub(crate) async fn run(&self) -> Value {
        self.post("run", json!({})).await.expect(200)
    }

    pub(crate) async fn post(&self, action: &str, body: Value) -> Answer {
        self.api.post(&format!("{}/{action}", self.path), &body).await
    }

    pub(crate) async fn get(&self, what: &str) -> Value {
        let joint = if what.is_empty() { "" } else { "/" };
        let path = format!("{}{joint}{what}", self.path);
        self.api.get(&path).await.expect(200)
    }

    pub(crate) async fn open(&self) -> Vec<Value> {
        self.api.list(&format!("{}/items?limit=1", self.path)).await
    }

    /// The open item of this amount.
    pub(crate) async fn item(&self, amount: i64) -> String {
        let open = self.open().await;
        let item = open.iter().find(|item| number(item, "amount") == amount);
        string(item.unwrap_or_else(|| panic!("{amount} in {open:?}")), "id").to_owned()
    }
}

/// A transfer of the bank account of a day of November 2025; below zero for money out.
async fn transfer(api: &Api, amount: i64, day: &str, reference: Option<&str>) -> String {
    let (debit, credit) = match amount {
        0.. => ("assets:bank", "equity:owner"),
        _ => ("equity:owner", "assets:bank"),
    };
    let body = json!({
        "debit": debit, "credit": credit, "currency": "EUR", "amount": amount.abs(),
        "effective_at": format!("2025-11-{day}T09:00:00Z"), "external_reference": reference,
    });
    let made = api.post(&format!("{BASE}/transfers"), &body).await.expect(201);
    string(&made, "id").to_owned()
}

pub(crate) fn column<'a>(rows: &'a Value, field: &str) -> Vec<&'a Value> {
    rows["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row[field])
        .collect()
}

pub(crate) fn statuses(item: &Value) -> Vec<&str> {
    let history = item["history"].as_array().unwrap();
    history.iter().map(|entry| string(entry, "step")).collect()
}
