//! Commands of shells.

use crate::waf::Category;
use crate::waf::rule::{Forms, Places, Rule, rule};

const SHELL: Forms = Forms::PLAIN.and(Forms::SQUEEZED).and(Forms::SHELL);

const fn shell(id: &'static str, words: &'static [&'static str], pattern: &'static str) -> Rule {
    rule(id, Category::Shell, words, pattern).forms(SHELL)
}

pub(super) const RULES: &[Rule] = &[
    // After a separator: a command, with something behind it that makes it one.
    shell(
        "shell-chained",
        &[";", "|", "&", "`", "\n", "$("],
        r"(?:[;|&\n]|\$\(|&&|\|\|)\s*`?\s*(?:(?:time|nohup|strace|sudo|env|busybox|exec|command|builtin)\s+)?(?:/[\w/.-]*/)?(?:(?:cat|ls|cp|mv|rm|dd|nc|ncat|netcat|curl|wget|fetch|lynx|ftp|tftp|scp|ssh|telnet|ping|dig|nslookup|host|traceroute|bash|dash|zsh|ksh|csh|tcsh|sh|python[\d.]*|perl|ruby|irb|php|node|lua|gcc[\d.]*|c[89]9|gdb|awk|gawk|sed|grep|find|xargs|tee|chmod|chown|chgrp|kill|mount|crontab|echo|printf|base(?:32|64)|openssl|tar|bsdtar|gzip|gunzip|zip|unzip|column|fold|comm|bridge|flock|cpulimit|trap|lastlog|lastlogin|perf|head|tail|sort|cut|tr|rev|xxd|od|strings|useradd|passwd|su|apt(?:-get|itude)?|yum|apk|pip\d?|npm|docker|kubectl|systemctl|service|source|cd|type|sleep|touch|mkdir|ln|cscript|wscript|net|reg|cmd)\s*(?:\s(?:[/~.$<>*?]|-{1,2}\w|\w+[./:]\w|https?:)|[<>`)])|(?:bash|zsh|ksh|tcsh|sh|wget|ncat|netcat|nslookup|traceroute|telnet|chmod|chown|crontab|gunzip|xxd|apt-get|aptitude|kubectl|systemctl|useradd|passwd)\s*(?:$|[;|<>&`)])|(?:comm|column|fold|wget|curl|passwd)\s+(?:passwd|shadow|test)\b|(?:whoami|uname|ifconfig|ipconfig|netstat|lsof|printenv|visudo|hostname|tasklist|systeminfo|lastlog|htop|aptitude|rmt-(?:tar|dump)|ansible-\w+|chef-\w+|cscli)(?:\s|[;|<>&`)]|$)|(?:id|ps|w|who|set|env|dir|pwd|top)\s*(?:$|[;|<>&`)])|(?:id|ps|env|ls|top)\s-\w|rmt\s+-|env\s+-|ansible\s+all\b|\$\w+\s+(?:wget|curl|sh|bash)\b)",
    ),
    // A command by itself, with what makes it no prose.
    shell(
        "shell-command",
        &["cat /", "cat ~", "cat .", "cat <", "cat $", "cat -", "ls -", "ls /", "sh -", "curl ", "wget ", "python", "perl -", "nc -", "chmod ", "printf", "base64", "gunzip", "zstdcat", "busybox", "bsdtar", "perf -", "ansible", "chef-", "cscli", "visudo", "wrapper", "whoami", "ifconfig", "| sh", "|sh", "| bash", "|bash", "aa-disable", "rm -", "uname"],
        r"^[\s('`]*(?:(?:time|nohup|strace|sudo|busybox)\s+)?(?:/[\w/.-]*/)?(?:cat\s+[/~.<$-]|ls\s+(?:-[a-z]|/)|(?:ba|da|z|k|c|tc)?sh\s+-\w|curl\s+(?:-|https?:|\w+\.\w)|wget\s+(?:-|https?:)|python[\d.]*\s+-\w|perl\s+-\w|nc\s+-|chmod\s+[\d+u]|printf\s+\S+.*\||base64\s+-|gunzip\s+-|zstdcat\s+/|busybox\s|bsdtar\b|perf\s+-|ansible(?:-\w+)?\s+\S+|ansible-console|chef-(?:vault|shell|run|client)\b|cscli\s+\w|visudo$|whoami\b|ifconfig\b|rm\s+-\w*[rf]|uname\s+-|aa-disable\s)|\bsh\s+-c\s+\S|\|\s*(?:ba|z|k)?sh\s*$|\|\s*base64\s+-d|\s-wrapper\s+sh\b|\b(?:time|nohup|strace)\s+(?:sh|ifconfig|whoami|bsdtar|curl|wget)\b",
    )
    .places(Places::VALUE.and(Places::NAME)),
    shell(
        "shell-substitution",
        &["$(", "${", "$[", "<(", ">(", "`", "<<<", "/["],
        r#"\$\(\s*\(?\s*[a-z/$<({]|\$\(\(|\$\[|\$\{\w*(?:[#%^,@]|/\w*/|:\d|:-|#\{)|\$\{shell\}|[<>]\(\s*[a-z/]{2,}[\s/)]|` ?(?:/[\w/.-]*/)?(?:cat|ls|curl|wget|nc|bash|sh|python[\d.]*|perl|echo|printf|ping|sleep|chmod|rm|cp|mv|dig|nslookup|cut|grep|sed|awk|tee|base64)(?: |<|\$)[^`]+`|`(?:whoami|uname[^`]*|ifconfig)`|<<<\s*['"$\w]|/\[[!^]?[\w/-]+\]\w"#,
    )
    .forms(Forms::PLAIN),
    shell(
        "shell-interpreter",
        &["bin/", "$shell", "/dev/tcp", "/dev/udp", "shell", "cmd"],
        r"(?:^|[\s;|&=<>('`]|/usr/|/)s?bin/(?:ba|da|z|k|c|tc)?sh\b|(?:^|[^\w.])/(?:usr/)?(?:local/)?s?bin/(?:\w+)(?:\s|$|-|\.)|\$\{?shell\}?\b|/dev/(?:tcp|udp)/|\bcmd(?:\.exe)?\s*/[ckr]\b",
    ),
    shell(
        "shell-function",
        &["() {", "(){", "( ) {", "()  {", "() :", ") {"],
        r"\(\s*\)\s*\{",
    ),
    shell(
        "shell-alias",
        &["alias"],
        r"\balias\s+(?:[-+]\w+\+?\s+)*\S+\s*=",
    ),
    shell(
        "shell-windows",
        &["powershell", "pwsh", "invoke-", "iex", "iwr", "iwmi", "icm ", "mshta", "certutil", "regsvr32", "rundll32", "bitsadmin", "wmic", "bcdboot", "regedit", "%system", "%comspec", "vssadmin", "schtasks", "%%", "new-object", "start-process", "set-content", "get-wmi", "start-bits"],
        r"\b(?:powershell|pwsh)(?:\.exe)?\s+(?:[-/\\]|\w:|\w+-\w+|iex\b|iwr\b)|\b(?:invoke-(?:expression|webrequest|command|item|restmethod|wmimethod|history|async)|new-object\s+(?:net|system)|start-process\s|start-bitstransfer|get-wmiobject|set-content\s)|[;|&(]\s*(?:iex|iwr|iwmi|icm)\b\s*[\s(]|(?:^|[;|&\s\x22'])(?:mshta|certutil|regsvr32|rundll32|bitsadmin|bcdboot|regedit|vssadmin|schtasks)(?:\.exe)?\s*[</:%-]|\bmshta\s+https?:|\bwmic\s+\w+\s+\w+|%(?:systemroot|systemdrive|comspec|windir)%|%%\w\s+in\s*\(",
    ),
    shell(
        "shell-tilde",
        &["~"],
        r"^~[+-]\d*$|^~\d+$",
    )
    .places(Places::VALUE.and(Places::NAME))
    .level_two(),
    shell(
        "shell-braces",
        &["{"],
        r"\{\s*[\w-]*,[\w,/.-]*\}",
    )
    .level_two(),
];
