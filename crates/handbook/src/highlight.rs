//! Coloured code, made when a page is.
//!
//! One scanner for all languages: comments, texts, numbers, keywords, names of fields, variables. Libraries know neither the posting
//! language nor the routing rules, and would bring a grammar of megabytes to each binary for the rest.

use std::fmt::Write;

use crate::layout::escape;

struct Language {
    names: &'static [&'static str],
    /// What people call it.
    title: &'static str,
    comment: &'static str,
    quotes: &'static str,
    keywords: &'static [&'static str],
    /// What stands behind the name of a field.
    field: Option<char>,
    /// Whether `$NAME` and `--flag` mean something.
    is_shell: bool,
}

const PLAIN: Language = Language {
    names: &["text"],
    title: "Text",
    comment: "",
    quotes: "",
    keywords: &[],
    field: None,
    is_shell: false,
};

const LANGUAGES: &[Language] = &[
    Language {
        names: &["sh", "console"],
        title: "Shell",
        comment: "#",
        quotes: "\"'",
        keywords: &[
            "alias", "cd", "do", "done", "echo", "export", "for", "if", "fi", "then", "until", "while", "in",
        ],
        is_shell: true,
        ..PLAIN
    },
    Language {
        names: &["json"],
        title: "JSON",
        quotes: "\"",
        keywords: &["true", "false", "null"],
        field: Some(':'),
        ..PLAIN
    },
    Language {
        names: &["toml"],
        title: "TOML",
        comment: "#",
        quotes: "\"'",
        keywords: &["true", "false"],
        field: Some('='),
        ..PLAIN
    },
    Language {
        names: &["rust"],
        title: "Rust",
        comment: "//",
        quotes: "\"",
        keywords: &[
            "as", "async", "await", "const", "else", "enum", "fn", "for", "if", "impl", "in", "let", "loop",
            "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct", "trait",
            "type", "use", "where", "while",
        ],
        ..PLAIN
    },
    Language {
        names: &["js", "ts"],
        title: "JavaScript",
        comment: "//",
        quotes: "\"'`",
        keywords: &[
            "async",
            "await",
            "class",
            "const",
            "else",
            "export",
            "extends",
            "for",
            "from",
            "function",
            "if",
            "import",
            "interface",
            "let",
            "new",
            "null",
            "of",
            "return",
            "this",
            "throw",
            "true",
            "false",
            "try",
            "catch",
            "type",
            "while",
        ],
        ..PLAIN
    },
    Language {
        names: &["python"],
        title: "Python",
        comment: "#",
        quotes: "\"'",
        keywords: &[
            "and", "as", "assert", "class", "def", "elif", "else", "except", "False", "for", "from", "if",
            "import", "in", "is", "lambda", "None", "not", "or", "pass", "raise", "return", "True", "try",
            "while", "with",
        ],
        ..PLAIN
    },
    Language {
        names: &["bz"],
        title: "Posting language",
        comment: "//",
        quotes: "\"",
        keywords: &[
            "all",
            "as",
            "at",
            "down",
            "effective",
            "even",
            "from",
            "half",
            "in",
            "kept",
            "max",
            "of",
            "remaining",
            "rounded",
            "send",
            "to",
            "up",
            "var",
        ],
        ..PLAIN
    },
    Language {
        names: &["rules"],
        title: "Routing rules",
        comment: "//",
        quotes: "\"",
        keywords: &[
            "and", "at", "choose", "exclude", "from", "in", "not", "or", "prefer", "require", "rule",
            "split", "then", "time", "to", "when",
        ],
        ..PLAIN
    },
    Language {
        names: &["rego"],
        title: "Rego",
        comment: "#",
        quotes: "\"`",
        keywords: &[
            "package", "import", "default", "if", "in", "some", "every", "not", "contains", "with", "as",
        ],
        ..PLAIN
    },
    Language {
        names: &["graphql"],
        title: "GraphQL",
        comment: "#",
        quotes: "\"",
        keywords: &["query", "fragment", "on", "mutation", "subscription"],
        ..PLAIN
    },
    Language {
        names: &["http"],
        title: "HTTP",
        keywords: &["GET", "POST", "PUT", "PATCH", "DELETE", "HTTP"],
        field: Some(':'),
        ..PLAIN
    },
    Language {
        names: &["xml"],
        title: "XML",
        quotes: "\"",
        field: Some('='),
        ..PLAIN
    },
    PLAIN,
];

fn language(name: &str) -> &'static Language {
    let found = LANGUAGES.iter().find(|one| one.names.contains(&name));
    found.unwrap_or(&PLAIN)
}

/// What people call a language.
pub(crate) fn name(language_name: &str) -> &'static str {
    language(language_name).title
}

/// Code as HTML, its parts in spans: `c` comments, `s` texts, `n` numbers, `k` keywords, `f` fields and flags, `v` variables, `p` prompts,
/// `o` what a command printed.
pub(crate) fn html(language_name: &str, code: &str) -> String {
    let language = language(language_name);
    let mut out = String::with_capacity(code.len() * 2);
    let mut continues = false;
    for (number, line) in code.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        if language_name == "console" {
            if let Some(command) = line.strip_prefix("$ ") {
                out.push_str("<span class=\"p\">$ </span>");
                continues = command.ends_with('\\');
                text_line(&mut out, language, command);
            } else if continues {
                continues = line.ends_with('\\');
                text_line(&mut out, language, line);
            } else {
                span(&mut out, "o", line);
            }
        } else {
            text_line(&mut out, language, line);
        }
    }
    out
}

fn span(out: &mut String, class: &str, text: &str) {
    if !text.is_empty() {
        // Writing to a string does not fail.
        let _ = write!(out, "<span class=\"{class}\">{}</span>", escape(text));
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// How long a quoted text at the beginning is, with both quotes; the whole line where it does not end in it.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + character.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn text_line(out: &mut String, language: &Language, line: &str) {
    let mut rest = line;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let starts_comment =
            !language.comment.is_empty() && rest.starts_with(language.comment) && before.is_whitespace();
        let length = |fits: fn(char) -> bool| rest.find(|one| !fits(one)).unwrap_or(rest.len());
        let (class, taken) = if starts_comment {
            ("c", rest.len())
        } else if language.quotes.contains(first) {
            let taken = quoted(rest, first);
            (
                if is_field(language, &rest[taken..]) {
                    "f"
                } else {
                    "s"
                },
                taken,
            )
        } else if language.is_shell && first == '$' {
            let name = rest[1..]
                .find(|one| !is_word(one))
                .map_or(rest.len(), |at| at + 1);
            (if name > 1 { "v" } else { "" }, name)
        } else if language.is_shell && rest.starts_with("--") && before.is_whitespace() {
            ("f", length(|one| is_word(one) || one == '-'))
        } else if is_word(first) {
            let taken = length(is_word);
            (word_class(language, &rest[..taken], &rest[taken..]), taken)
        } else {
            ("", first.len_utf8())
        };
        let part = &rest[..taken];
        match class {
            "" => out.push_str(&escape(part)),
            class => span(out, class, part),
        }
        before = part.chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
}

fn is_field(language: &Language, rest: &str) -> bool {
    language
        .field
        .is_some_and(|mark| rest.trim_start().starts_with(mark))
}

fn word_class(language: &Language, word: &str, rest: &str) -> &'static str {
    if language.keywords.contains(&word) {
        "k"
    } else if is_field(language, rest) {
        "f"
    } else if !language.quotes.is_empty()
        && !language.is_shell
        && word.starts_with(|one: char| one.is_ascii_digit())
    {
        "n"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn parts_of_code_have_their_classes() {
        for (language, code, expected) in [
            (
                "toml",
                "a = 1 # x",
                "<span class=\"f\">a</span> = <span class=\"n\">1</span> <span class=\"c\"># x</span>",
            ),
            (
                "json",
                "{\"a\": \"b\\\"c\"}",
                "{<span class=\"f\">&quot;a&quot;</span>: <span class=\"s\">&quot;b\\&quot;c&quot;</span>}",
            ),
            (
                "sh",
                "x --y $KEY:",
                "x <span class=\"f\">--y</span> <span class=\"v\">$KEY</span>:",
            ),
            (
                "console",
                "$ ls\n<a>",
                "<span class=\"p\">$ </span>ls\n<span class=\"o\">&lt;a&gt;</span>",
            ),
            ("text", "a = \"b\" # <", "a = &quot;b&quot; # &lt;"),
            ("unheard", "'open", "&#39;open"),
        ] {
            assert_eq!(html(language, code), expected, "{language}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        let code = "let x = 'ü \\' # no\n  --a $1 $ \"…";
        for language in ["sh", "console", "rust", "json", "bz", "xml", ""] {
            let mut text = html(language, code);
            while let Some(start) = text.find('<') {
                let end = start + text[start..].find('>').unwrap();
                text.replace_range(start..=end, "");
            }
            for (entity, plain) in [
                ("&quot;", "\""),
                ("&#39;", "'"),
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&amp;", "&"),
            ] {
                text = text.replace(entity, plain);
            }
            assert_eq!(text, code, "{language}");
        }
    }
}
