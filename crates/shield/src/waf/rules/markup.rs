//! Scripts for browsers, and documents that pull in others.

use crate::waf::Category;
use crate::waf::rule::{Forms, Rule, rule};

const TIGHT: Forms = Forms::PLAIN.and(Forms::SQUEEZED).and(Forms::TIGHT);

const fn xss(id: &'static str, words: &'static [&'static str], pattern: &'static str) -> Rule {
    rule(id, Category::Xss, words, pattern).forms(TIGHT)
}

pub(super) const RULES: &[Rule] = &[
    xss("xss-script", &["script"], r"<[\s/]*(?:[\w-]+:)?script\b"),
    xss(
        "xss-tag",
        &["<"],
        r"</?(?:iframe|object|embed|applet|meta|link|base|style|svg|math|form|frame(?:set)?|i?layer|bgsound|isindex|xss|image|img|video|audio|body|html|input|button|textarea|select|marquee|details|template|portal|[\w-]*vmlframe|v:\w+|title|foreignobject|noscript|noembed|animate|dialog|isindex|keygen|plaintext|xmp|div|span|table|td|p|b|i|a|x|br|h[1-6])(?:[\s/]+[\w:.-]+[\s/]*=|[/\s]*on\w{3,}\s*=)|<(?:iframe|object|embed|applet|svg|math|form|frame(?:set)?|i?layer|bgsound|isindex|xss|body|html|marquee|portal|textarea|dialog|base|meta|link|style|[\w-]*vmlframe|v:vmlframe|foreignobject|xmp|plaintext|noembed|noscript)(?:[\s/>]|$)|<\?import|<importimplementation|<:\w+\s+src|<(?:form|dialog)",
    ),
    xss(
        "xss-handler",
        &["="],
        r#"(?:[\s"'`;/<>=\x0b\x0c]|^)on(?:error|load\w*|unload|click|dblclick|auxclick|contextmenu|mouse\w+|focus\w*|blur|key\w+|submit|reset|toggle|begin|start|end|repeat|animation\w+|transition\w+|webkit\w+|pointer\w+|touch\w+|drag\w*|drop|copy|cut|paste|wheel|scroll\w*|resize|select\w*|change|input|invalid|search|abort|before\w+|after\w+|page\w+|message\w*|hashchange|popstate|storage|online|offline|play\w*|pause|ratechange|seek\w+|stalled|suspend|timeupdate|volumechange|waiting|canplay\w*|cuechange|durationchange|emptied|progress|show|finish|bounce|readystatechange|row\w+|cell\w+|data\w+|propertychange|filterchange|help|move\w*|layoutcomplete|losecapture|zoom|abcdef\w+|fullscreen\w+|getpointer\w+|gotpointer\w+|formdata|securitypolicy\w+|slotchange|unhandled\w+|rejectionhandled)\s*=|["'`<]\s*[\w\s/]*\son[a-z]+\s*="#,
    ),
    xss(
        "xss-scheme",
        &["script:", "script :", "data:", "script\t", "javascript"],
        r#"(?:java|vb|live)script\s*:\s*(?:[/\\(\[!]|[a-z_$]+\s*[.(\[=\\`+]|\S*[()\\&%;*'"`=]|alert|void)|["'=(]\s*(?:java|vb)script\s*:|^(?:java|vb)script:(?:\S|$)|data\s*:\s*(?:text/(?:html|xml|javascript|plain)|image/svg|application/(?:x-javascript|xhtml))|data:[^,\s]*;base64"#,
    ),
    xss("xss-torn-scheme", &["script"], r"(?:java|vb)script:").forms(Forms::TIGHT),
    xss(
        "xss-object",
        &["document", "window", "[", "html", "storage", "-->", "<!--"],
        r#"\bdocument\s*\)?\s*(?:\.\s*(?:cookie|write\w*|domain|location|body|forms|url\b|documentelement|createelement|getelement\w*|queryselector\w*|referrer|implementation)|\[)|\bwindow\s*\)?\s*(?:\.\s*(?:location|open|name|eval|alert|onload|document|parent|top|self|settimeout|atob)|\[)|\b(?:self|parent|globalthis|frames|this|top)\s*\[\s*["'`/]|\.\s*(?:inner|outer)html\b|\.insertadjacenthtml|\b(?:local|session)storage\s*[.\[]|<!--#\s*(?:set|echo|include|exec|printenv|config)|-->['"`]|['"]-->"#,
    ),
    xss(
        "xss-call",
        &[
            "(",
            "`",
            "expression",
            "reflect",
            "![",
            "! [",
            "!!",
            "behavio",
            "-moz-binding",
        ],
        r#"\b(?:eval|msgbox)[(`]|\b(?:settimeout|setinterval|atob|btoa|execscript|importscripts|fromcharcode)\s*[(`]|\b(?:alert|confirm|prompt)\s*(?:`|\(\s*(?:\)|\d|['"`/]|document|window|string|this|\w+\s*\)\s*[;/<]))|\bnew\s+function\s*\(|\bstyle\b[^>]*(?:expression|-moz-binding|behaviou?r)\s*[:(]|:\s*expression\s*\(|\burl\s*\(\s*['"]?\s*(?:java|vb)script|\bfetch\s*\(\s*['"`/]|\.\s*(?:map|sort|find|filter|foreach|some|every|reduce|apply|call|bind|at|concat|flat\w*)\s*\.\s*(?:call|apply|bind)\s*[`(]|\breflect\s*\.\s*\w+|!\s*!?\s*\[\s*\]\s*[\[\])+]|\(\s*!\s*\[\s*\]"#,
    ),
    xss(
        "xss-jsfuck",
        &["[]", "![", "[ ]"],
        r"!\s*!?\[\s*\]|\[\]\s*\[\s*\(?\s*!",
    ),
    xss(
        "xss-attribute",
        &[
            "-moz-binding",
            "@import",
            "formaction",
            "srcdoc",
            "xlink:href",
            "http-equiv",
            "fscommand",
            "<style",
            "\\\\",
        ],
        r"-moz-binding\s*:|<style[^>]*>?.*(?:@|[:=].*(?:\(|\\))|\b(?:formaction|srcdoc|xlink:href|fscommand)\s*=|<[^>]*\bhttp-equiv\b",
    ),
    xss(
        "xss-utf7",
        &["+adw-", "+ad4-", " adw-", "adw-"],
        r"\badw-\s*/?\w+|\+a(?:dw|d4)-",
    ),
    xss(
        "xss-bad-charset",
        &["script", "test"],
        r"\xbc[\s/]*\w+[^\x80-\xff]*\xbe",
    ),
    rule(
        "xml-entity",
        Category::Xml,
        &[
            "<!entity",
            "<!doctype",
            "!entity",
            "xsi:schemalocation",
            "xi:include",
            "<?xml",
            "xinclude",
        ],
        r#"!entity\s+(?:%\s*)?\S+\s+(?:system|public|['"])|<!doctype\s+\S+\s*(?:\[|system|public)|xsi:schemalocation\s*=|<xi:include\b|/xinclude['"]|<\?xml[^>]*\?>\s*<!"#,
    ),
];
