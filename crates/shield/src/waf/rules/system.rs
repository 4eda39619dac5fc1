//! Paths out of the way, files of the system, addresses within the own network, tools that look for all of it.

use crate::waf::Category;
use crate::waf::rule::{Forms, Places, Rule, rule};

const fn traversal(id: &'static str, words: &'static [&'static str], pattern: &'static str) -> Rule {
    rule(id, Category::Traversal, words, pattern).forms(Forms::PLAIN.and(Forms::SQUEEZED).and(Forms::SHELL))
}

pub(super) const RULES: &[Rule] = &[
    traversal(
        "traversal-dots",
        &["..", "0x2e", ".;.", ".\\;."],
        r#"(?:^|[\s/\\=;:"',?&(])(?:\.|0x2e){2};?(?:[/\\]|0x2f|0x5c)|^\.{3}[/\\]|(?:[/\\]|0x2f|0x5c)(?:\.|0x2e){2};?(?:[/\\]|0x2f|0x5c|$)|\.\.;\.\\?;|(?:0x2f|0x5c)(?:0x2e|\.)"#,
    ),
    traversal(
        "traversal-file",
        &["etc/", "boot.ini", "win.ini", "proc/", "sys/", ".htaccess", ".htpasswd", ".ssh", "id_rsa", "/var/log", "/tmp/", "web-inf", "/root/", "windows/", "windows\\", "docker.sock", "/dev/", ".bash_history", "/.docker", "/.aws", "/.kube", "/.git", "/.svn", "/.npmrc", "/.azure", "/.gnupg", "~.", ".sql."],
        r"(?:^|[^\w.])/?etc/+(?:passwd|shadow|group|hosts|sudoers|issue|crontab|cron\.\w+|fstab|ssh|ssl|nginx|apache2?|httpd|my\.cnf|mysql|php|profile|motd|resolv\.conf|sub[ug]id|master\.passwd|gshadow|os-release|environment|ld\.so|pam\.d|init\.d|rc\.local|kubernetes|docker|default|security|samba|exports|inetd|services|network)|\bmaster\.passwd\b|\b(?:boot|win|system|php)\.ini\b|(?:^|[^\w.])/?proc/+(?:self|\d+|version|cpuinfo|meminfo|net|mounts|cmdline|sched_debug|interrupts|iomem|kallsyms|modules|partitions|sys)\b|(?:^|[^\w.])/?sys/+(?:class|kernel|devices|firmware|module|hypervisor|fs)\b|\.ht(?:access|passwd|group)\b|[/\\~]\.ssh\b|\bid_(?:rsa|dsa|ed25519)\b|/var/(?:log|run|lib|spool)/\w|[<>\s=]/tmp/\w|\bweb-inf\b|(?:^|[\s=])/root/\.|[/\\]windows[/\\](?:system32|win\.ini|repair)|docker\.sock|\.bash_history|/dev/(?:shm|mem|null|random|zero|kmsg|sd[a-z])|[/~]\.(?:docker|aws|kube|git|svn|npmrc|azure|gnupg)(?:/|$)|\.sql\.(?:zip|gz|bz2|tar|7z)",
    ),
    // A JSON API has no files: whoever asks for one looks for what others left lying about.
    traversal(
        "traversal-hidden",
        &["/."],
        r"/\.(?:[a-vx-z_]|w(?:[a-df-z]|e(?:[a-km-z]|l(?:[a-km-z]|l(?:[^-]|$)))))|/\.$",
    )
    .forms(Forms::PLAIN)
    .places(Places::PATH),
    traversal(
        "traversal-left-over",
        &[".bak", ".old", ".orig", ".swp", ".sql", ".log", ".ini", ".conf", ".cfg", ".config", ".php", ".asp", ".jsp", ".cgi", ".pem", ".key", ".db", ".mdb", ".csproj", ".dll", ".exe", ".sh", ".bat", ".cmd", "~", "phpinfo", "wp-", "phpmyadmin", "composer.", "package.json", "dockerfile", "@fs/", "sys/class", "vendor/", ".dat", ".backup", ".inc", ".dbf", ".lnk", ".rdb", ".resx", ".sys", ".pol", ".pwd", ".idc", ".idq", ".htr", ".ida", ".com", ".asa", ".axd", ".vs", ".webinfo", ".xsd", ".licx", ".printer", ".resources", ".yml", ".yaml", ".toml", ".tfstate", ".env"],
        r"\.sql\.(?:zip|gz|bz2|tar|7z)$|\.(?:bak|backup|old|orig|swp|sql|logs?|ini|conf|cfg|config|php\d?|aspx?|asax?|ascx|ashx|jspx?|cgi|pem|key|db|dbf|mdb|rdb|csproj|vbproj|dll|exe|sh|bat|cmd|com|dat|inc|lnk|resx|resources|sys|pol|pwd|idc|idq|htr|ida|axd|vsdisco|webinfo|xsd|xsx|licx|printer|ya?ml|toml|tfstate|env|cer|p12|pfx)(?:$|[/~])|~(?:$|/)|/(?:phpinfo|phpmyadmin|wp-(?:admin|content|includes|config|login))|/(?:composer\.(?:json|lock)|package(?:-lock)?\.json|dockerfile|docker-compose)|/@fs/|/vendor/\w+",
    )
    .forms(Forms::PLAIN)
    .places(Places::PATH),
    rule(
        "ssrf-metadata",
        Category::Ssrf,
        &["169.254", "metadata", "100.100.100.200", "192.0.0.192", "0xa9fe", "2852039166", "fd00:ec2", "kubernetes.default", "0251.0376", "425.510", "instance-data", "169.254.169.254"],
        r"169\.254\.169\.254|://metadata\b|\bmetadata\.(?:google|packet|azure|oraclecloud|tencentyun|platformequinix)|100\.100\.100\.200|192\.0\.0\.192|0xa9fe|2852039166|fd00:ec2::254|kubernetes\.default|0251\.0376\.0251\.0376|425\.510\.425\.510|://instance-data",
    ),
    rule(
        "ssrf-scheme",
        Category::Ssrf,
        &["gopher:", "dict:", "file:", "jar:", "ldap:", "ldaps:", "tftp:", "netdoc:", "phar:", "expect:", "php:", "rmi:", "iiop:", "local_file:", "ssh2:", "ogg:", "rar:", "glob:", "zip:", "sftp:"],
        r"\b(?:gopher|dict|file|jar|ldaps?|tftp|netdoc|phar|expect|php|rmi|iiop|local_file|ssh2|ogg|rar|glob|zip|sftp):(?:https?:)?//",
    ),
    rule(
        "ssrf-loopback",
        Category::Ssrf,
        &["localhost", "127.", "0x7f", "2130706433", "[::", "0.0.0.0", "docker.internal", "cluster.local", ".localdomain", "http:1", "017700000001"],
        r"(?:https?|ftp|wss?):/{0,2}(?:[^/@\s]*@)?(?:localhost|127\.\d|0x7f|2130706433|017700000001|\[::(?:1|ffff:127)?|0\.0\.0\.0)|^(?:\w+://)?(?:localhost\d?|kubernetes)(?:\.\w+)*(?:[:/]|$)|\.docker\.internal|\.cluster\.local",
    )
    .level_two(),
    rule(
        "scanner-agent",
        Category::Scanner,
        &["sqlmap", "nikto", "nessus", "nuclei", "acunetix", "arachni", "dirbuster", "gobuster", "wpscan", "masscan", "zgrab", "openvas", "w3af", "havij", "netsparker", "jaeles", "feroxbuster", "ffuf", "wfuzz", "whatweb", "zmeu", "commix", "joomscan", "burpsuite", "burpcollaborator", "dirsearch", "skipfish", "grendel", "vega/", "jorgee", "morfeus", "paros", "webinspect", "qualys", "grabber", "xsser", "dotdotpwn", "fimap", "libwhisker", "metis", "n-stealth", "nsauditor", "pangolin", "webvulnscan", "whisker", "sysscan", "internet-measurement", "nmap", "cgichk", "bsqlbf", "mysqloit", "hydra", "brutus", "black widow", "absinthe", "amiga-aweb", "datacha0s", "springenwerk", "autogetcontent", "appscan", "webtrends", "springscan", "betabot", "prog.customcrawler", "detectify", "gootkit", "xray", "zap/", "owasp zap"],
        r"sqlmap|nikto|nessus|nuclei|acunetix|arachni|dirbuster|gobuster|wpscan|masscan|zgrab|openvas|w3af|havij|netsparker|jaeles|feroxbuster|\bffuf|wfuzz|whatweb|zmeu|commix|joomscan|burpsuite|burpcollaborator|dirsearch|skipfish|grendel-scan|vega/|jorgee|morfeus|paros|webinspect|qualys|(?:^|\s)grabber|xsser|dotdotpwn|fimap|libwhisker|n-stealth|nsauditor|pangolin|webvulnscan|whisker|nmap\s+scripting|cgichk|bsqlbf|mysqloit|absinthe|datacha0s|springenwerk|appscan|detectify|owasp\s+zap|gootkit|\bxray\b",
    )
    .places(Places::USER_AGENT),
];
