//! What a rule is.

/// What kind of attack.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Requests that no honest client sends in that form.
    Protocol,
    /// Tools that look for holes.
    Scanner,
    /// Paths out of the way, and files of the system.
    Traversal,
    /// Commands of a shell.
    Shell,
    /// SQL.
    Sql,
    /// Operators of document databases.
    NoSql,
    /// Scripts for browsers.
    Xss,
    /// Templates, look-ups of loggers, and code of interpreters.
    Template,
    /// Code for a JavaScript server, and prototypes.
    Script,
    /// Classes of Java that run things.
    Java,
    /// Addresses within the own network.
    Ssrf,
    /// Lines where none belong.
    HeaderInjection,
    /// Filters of directories.
    Ldap,
    /// Documents that pull in others.
    Xml,
}

impl Category {
    /// The word in metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Category::Protocol => "protocol",
            Category::Scanner => "scanner",
            Category::Traversal => "traversal",
            Category::Shell => "shell",
            Category::Sql => "sql",
            Category::NoSql => "nosql",
            Category::Xss => "xss",
            Category::Template => "template",
            Category::Script => "script",
            Category::Java => "java",
            Category::Ssrf => "ssrf",
            Category::HeaderInjection => "header_injection",
            Category::Ldap => "ldap",
            Category::Xml => "xml",
        }
    }
}

/// How bad it is. The numbers are those of the Core Rule Set.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Odd.
    Notice,
    /// Seldom honest.
    Warning,
    /// Hardly ever honest.
    Error,
    /// An attack.
    Critical,
}

impl Severity {
    /// What it adds to a request's score.
    pub const fn score(self) -> u32 {
        match self {
            Severity::Notice => 2,
            Severity::Warning => 3,
            Severity::Error => 4,
            Severity::Critical => 5,
        }
    }
}

/// How suspicious the rules are, as the paranoia levels of the Core Rule Set.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Honest text is left alone.
    #[default]
    One,
    /// Finds more, and wants exclusions.
    Two,
}

/// Where a rule looks, as bits.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Places(pub(super) u8);

impl Places {
    pub(super) const PATH: Places = Places(1);
    pub(super) const NAME: Places = Places(2);
    pub(super) const VALUE: Places = Places(4);
    pub(super) const HEADER: Places = Places(8);
    pub(super) const USER_AGENT: Places = Places(16);
    /// A value in the query: a value, and a part of the target.
    pub(super) const QUERY: Places = Places(4 | 32);
    /// What of a request is no body and no field.
    pub(super) const TARGET: Places = Places(1 | 2 | 32);
    /// Everything that an application may use.
    pub(super) const ALL: Places = Places(1 | 2 | 4 | 8 | 16);

    pub(super) const fn and(self, other: Places) -> Places {
        Places(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Places) -> bool {
        self.0 & other.0 != 0
    }
}

/// Which form of a string a rule reads, as bits. A form that does not differ from the plain one is not made.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Forms(pub(super) u8);

impl Forms {
    /// Decoded.
    pub(super) const PLAIN: Forms = Forms(1);
    /// Comments and white space as single spaces.
    pub(super) const SQUEEZED: Forms = Forms(2);
    /// Without what a shell drops: quotes, backslashes.
    pub(super) const SHELL: Forms = Forms(4);
    /// Without white space.
    pub(super) const TIGHT: Forms = Forms(8);

    pub(super) const fn and(self, other: Forms) -> Forms {
        Forms(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Forms) -> bool {
        self.0 & other.0 != 0
    }
}

/// A rule: words of which a match has at least one, and the expression that knows. Both without regard to case.
#[derive(Copy, Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) category: Category,
    pub(super) severity: Severity,
    pub(super) level: Level,
    pub(super) places: Places,
    pub(super) forms: Forms,
    pub(super) words: &'static [&'static str],
    pub(super) pattern: &'static str,
}

/// The usual rule: critical, at level 1, everywhere, over decoded text with and without comments.
pub(super) const fn rule(
    id: &'static str,
    category: Category,
    words: &'static [&'static str],
    pattern: &'static str,
) -> Rule {
    Rule {
        id,
        category,
        severity: Severity::Critical,
        level: Level::One,
        places: Places::ALL,
        forms: Forms::PLAIN.and(Forms::SQUEEZED),
        words,
        pattern,
    }
}

impl Rule {
    pub(super) const fn severity(mut self, severity: Severity) -> Rule {
        self.severity = severity;
        self
    }

    pub(super) const fn level_two(mut self) -> Rule {
        self.level = Level::Two;
        self
    }

    pub(super) const fn places(mut self, places: Places) -> Rule {
        self.places = places;
        self
    }

    pub(super) const fn forms(mut self, forms: Forms) -> Rule {
        self.forms = forms;
        self
    }
}
