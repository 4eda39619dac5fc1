//! SQL and the operators of document databases.

use crate::waf::rule::{Places, Rule, rule};
use crate::waf::{Category, Severity};

const fn sql(id: &'static str, words: &'static [&'static str], pattern: &'static str) -> Rule {
    rule(id, Category::Sql, words, pattern)
}

pub(super) const RULES: &[Rule] = &[
    sql(
        "sql-union",
        &["union"],
        r#"\bunion[\s(/*#;+-]+(?:(?:all|distinct(?:row)?)[\s(/*#;+-]+select\b|select[\s(]*(?:['"@*`~!]|\d+\s*(?:,|--|#|$)|null|distinct\b|\w+\s*[,(]|\w[\w\s,.`*]*\bfrom\b))|unionselect"#,
    ),
    // ' or 1=1: out of a string and into a condition.
    sql(
        "sql-condition-after-quote",
        &["'", "\""],
        r#"['"][\s)(]*(?:(?:or|and|xor|having|div)\b|&&|\|\|)[\s(!~+-]*(?:not\b[\s(]*)?(?:['"`]?[\w.@-]*['"`]?\s*(?:=|<|>|!=|<=>|\blike\b|\bin\s*\(|\bbetween\b|\bis\s+(?:not\s+)?null|\brlike\b|\bregexp\b|\bsounds\b)|(?:true|false|null|\d+)[\s)]*(?:--|#|/\*|$)|[\w.]+\s*\()"#,
    ),
    // or 1=1, and 'a'='a': conditions that hold whatever else does.
    sql(
        "sql-tautology",
        &["=", "<", ">", "like", "between", "in(", "in (", "{"],
        r#"(?:\b(?:or|and|xor|having|where)\b|\|\||&&)[\s(!]*(?:not\b[\s(]*)?(?:\d+[\s)]*(?:=|!=|<>|<=>|\blike\b|\bbetween\b|\bin\s*\()[\s('"]*\d|\d+\s*[<>]\s*\d+[\s)]*(?:--|#|/\*)|(?:'[^']*'|"[^"]*")(?:::\w+)?\s*(?:=|<|>|!=|<>|\blike\b|->|#>|@>|<@)\s*['"(\d]|\{\s*if\b|\w+\(\s*'\{.*=)"#,
    ),
    sql(
        "sql-comment-at-end",
        &["--", "#", "/*"],
        r#"['"`][\s)]*;?\s*(?:--[\s-]*|#\s*)$|['")]\s*;\s*--|['"`)]\s*/\*.*$|\)\s*--\s*$"#,
    )
    .forms(crate::waf::rule::Forms::PLAIN),
    sql(
        "sql-stacked",
        &[";"],
        r#";\s*(?:select\s*(?:\*|@@|null\b|['"(]|\w+\s*\(|[\w.,\s`"]+\sfrom\s+[\w.`"]+\s*(?:;|--|#|where\b|limit\s+\d|$))|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|(?:drop|alter|create|truncate)\s+(?:table|database|index|view|user|schema|function|procedure|trigger|role)\b|truncate[\s(\[]+\w|exec(?:ute)?[\s(]+(?:master|xp_|sp_|immediate|@)|declare\s+@|waitfor\s+(?:delay|time)\b|shutdown\s*(?:;|--|$)|merge\s+into\b|merge\b.+\busing\s*\(|grant\s+\w+\s+(?:on|to)\b|replace\s+(?:into\s+)?\w+\s*\(|replace\s*\w*\s*\([\w\s,]+\)\s*values|sleep\s*\(|set\s+@|insert\s+\w+\s*\()"#,
    ),
    sql(
        "sql-statement",
        &["select", "insert", "delete", "update", "create", "drop", "truncate", "alter", "load"],
        r#"\bselect\s*(?:\*|count\s*\(|distinct\s+\w+|top\s+\d+|@@|null\b|[\w.`"]+\s*,\s*[\w.`"]+).*\bfrom\b|\bselect\s*\(?\s*(?:sleep|benchmark|pg_sleep|load_file|group_concat|concat|char|ascii|hex|user|version|database|substr\w*|extractvalue|updatexml|iif|if|elt|count)\b\s*\(|\bselect\s+pg_sleep\b|\(\s*select\s*(?:[*'"@(]|\w+\s*\(|[\w.`]+\s*,\s*[\w.`]+\s+from\b|\S+\s+from\b)|\binsert\s+into\s+[\w.`"\[\]]+\s*(?:\(|values\b|select\b)|\bdelete\s+from\s+[\w.`"]+\s+where\b|\bupdate\s+[\w.`"]+\s+set\s+[\w.`"]+\s*=|\bcreate\s+(?:or\s+replace\s+)?function\s+\w+\s*\(|\b(?:drop|truncate)\s+table\s+(?:if\s+exists\s+)?\w+\s*(?:;|--|$)|\balter\s+table\s+[\w`"]+\s+(?:add|drop|modify|change|alter|character|convert|rename)\b|\bload\s+data\s+(?:local\s+)?infile|\bselect\b.+\bgroup\s+by\b.+\bhaving\b|\bselect\b\s+[\w.`"]+\s+from\s+[\w.`"]+\s+(?:where\s+[\w.`"]+\s*(?:=|<|>|like|in)|limit\s+\d|order\s+by\s+\d|union)|\bselect\s+[\w.,*`"()]+\s+from\s+\w+\.\w+"#,
    ),
    // Functions that mean nothing but SQL, even with a space before their bracket.
    sql(
        "sql-function",
        &["(", "sqlite_", "waitfor", "dbms_", "utl_"],
        r#"\b(?:pg_(?:sleep|read_file|ls_dir|client_encoding)|sleep|benchmark|extractvalue|updatexml|xmltype|load_file|group_concat|concat_ws|unhex|strcmp|substring_index|find_in_set|make_set|name_const|row_count|last_insert_id|found_rows|get_lock|from_base64|to_base64|aes_encrypt|aes_decrypt|randomblob|json_(?:extract|keys|array|object|build_object)|jsonb_\w+|sqlite_\w+|db_name|current_(?:user|database)|lo_(?:import|get|export|create)|unistr|uncompress|ifnull|sysdate|starts_with|schema_name|object_id|char_length|bit_length|quote_literal|query_to_xml|version|database|coalesce|compress|concat|substr|substring|rtrim|ltrim|md5|sha1|rand|pow|mid|ord|hex|decode|encode|trim|insert|sin|cos)\(|\b(?:sleep|benchmark)\s+\(\s*['"\d]|\b(?:pg_sleep|extractvalue|updatexml|load_file|group_concat|unhex|strcmp|uncompress|xmltype|randomblob)\s+\(\s*|\bwaitfor\s*(?:delay|time)\b|\bdbms_\w+\.\w+|\butl_(?:http|inaddr|file)\b"#,
    ),
    sql(
        "sql-catalogue",
        &["information_schema", "sysobjects", "syscolumns", "sysdatabases", "xp_", "sp_", "@@", "pg_catalog", "pg_shadow", "pg_user", "sqlite_master", "mysql.", "master.", "tempdb", "msysaccess", "msysobjects", "all_tables", "user_tables", "openrowset", "db_name", "database", "schema_name"],
        r#"\binformation_schema\b|\bsys(?:objects|columns|databases)\b|\bxp_(?:cmdshell|dirtree|reg\w+|fileexist)\b|\bsp_(?:executesql|oacreate|password|makewebtask|addextendedproc)\b|@@(?:version|servername|hostname|datadir|identity|spid)|\bpg_(?:catalog|shadow|user)\b|\bsqlite_master\b|\bmysql\.(?:db|user|host)\b|\bmaster\.(?:dbo)?\.|\btempdb\b|\bmsys(?:access|objects)\w*\b|\b(?:all|user)_tables\b|\bopenrowset\b|\b(?:db_name|schema_name)\s*\(|\bdatabase\(\s*\)"#,
    ),
    sql(
        "sql-into-file",
        &["outfile", "dumpfile"],
        r"\binto\s+(?:out|dump)file\b",
    ),
    sql(
        "sql-concatenation",
        &["||", "+"],
        r#"(?:^|[\w)%;.\\-])['"]\s*(?:\|\||\+)\s*(?:\(|'|"|\(?\s*select\b|(?:char|chr|concat|substr|ascii|sleep|user|version|current_user|upper|lower|to_char|cast)\s*\()"#,
    ),
    sql(
        "sql-cast",
        &["::", "->", "@>", "<@", "#>", "array[",
            "}'",
            "]'", "'$.", "!=", "<>", "<=>", "?|", "?&"],
        r#"[)'"\w]\s*::\s*(?:int(?:eger)?|bigint|smallint|text|jsonb?|varchar|char|double\s+precision|numeric|real|regclass|bool(?:ean)?|date|timestamp|uuid)\b|['"](?:::jsonb?)?\s*(?:@>|<@|#>>?|->>?|\?[|&])\s*['"{]|\?[|&]\s*array\[|[}\]]'\s*\?\s*'|'\w*'\s*(?:!=|<=>|<>)\s*'|['"]\s*[<>=]\s*'\$\."#,
    ),
    sql(
        "sql-inline-comment",
        &["/*!", "/*+", "/* +", "/**/"],
        r"/\*!\d*|/\*\s*\+|\w/\*\*/\s*\w|\)/\*\*/",
    )
    .forms(crate::waf::rule::Forms::PLAIN),
    sql(
        "sql-procedure",
        &["procedure", "exec", "declare", "immediate", "case when", "if(", "if (", ") like", ")like", "autonomous_transaction", "set @"],
        r#"\bprocedure\s+analyse\s*\(|\bexec\s*\(\s*@|\bexec(?:ute)?\s+(?:immediate\b|master\b|xp_|sp_)|\bdeclare\s+@\w|\bcase\s+when\b.+\bthen\b.*(?:\belse\b|\bend\b|=)|\)\s*like\s*\(|\bif\s*\(\s*(?:\d+\s*[=<>]|\w+\(\)\s*=)|autonomous_transaction|\bselect\s+if\s*\(|\bset\s+@\w+\s*="#,
    ),
    sql(
        "sql-exponent",
        &[".e(", ".e.", ".e,", ".e)", ".e "],
        r"\b\d+\.e ?[(.,)]",
    ),
    sql(
        "sql-quote-at-end",
        &["';", "\";", "`;"],
        r#"['"`];\s*$"#,
    )
    .places(Places::VALUE.and(Places::NAME))
    .severity(Severity::Error),
    sql(
        "sql-case",
        &["case"],
        r"\bcase\s+when\b.+\bthen\b",
    )
    .level_two(),
    sql(
        "sql-prose",
        &["select", "drop", "alter", "create"],
        r"\bselect\b.+\bfrom\b.+\b(?:where|limit|order\s+by)\b|\b(?:drop|alter|create)\s+(?:table|database|view)\b",
    )
    .level_two(),
];

const fn nosql(id: &'static str, words: &'static [&'static str], pattern: &'static str) -> Rule {
    rule(id, Category::NoSql, words, pattern)
}

const OPERATORS: &str = r"\$(?:eq|ne|lte?|gte?|n?in|not|nor|or|and|where|regex|exists|type|mod|all|size|elemmatch|expr|jsonschema|text|search|meta|slice|options|function|accumulator|lookup|unset|push|pull)\b";

pub(super) const NOSQL: &[Rule] = &[
    nosql("nosql-operator", &["$"], OPERATORS).places(Places::NAME),
    nosql(
        "nosql-operator-in-text",
        &["$"],
        r#"[\[{,.]\s*["']?\$(?:eq|ne|lte?|gte?|n?in|not|nor|or|and|where|regex|exists|elemmatch|expr|function)["']?\s*[:\]]"#,
    )
    .places(Places::VALUE.and(Places::HEADER).and(Places::PATH)),
];
