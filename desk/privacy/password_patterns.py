"""The expressions that announce passwords: in sentences, in lists, in commands, in addresses."""

from __future__ import annotations

import re

from desk.privacy.hints import Hinted

_FLAGS = re.IGNORECASE | re.VERBOSE

# Marks over and under letters; some keyboards send them apart from the letter.
_M = "[\u0300-\u036f]{0,2}"
# What announces a password. Letters before it belong to names such as DB_PASSWORD.
_KEYWORD = rf"""
    (?<![^\W_])
    (?: pas{{1,2}}(?:w[aeor]{{1,3}}d|owr?d|wr?d)s? | pass[\s-]?word | passwort
      | pass(?:wd|phrase|code)?
      | (?:db|pg|mysql|root|admin|user|ftp|smtp|mail|auth|my) (?:password|passwd|pass|pwd)
      | pwd | pswd | psw | pw | contraseña | senha | kennwort
      | m[ậâa]{_M}t [\s_-]? kh[ẩâa]{_M}u | m[ậâa]{_M}t [ ] m[ãa]{_M} | matkhau
      | m\s?kh[ẩâa]{_M}u | mk | m[ãa]{_M} \s+ pin ) \d?
    (?![^\W_])
"""
KEYWORD = re.compile(_KEYWORD, _FLAGS)
# How keywords begin, in small letters: letters only, as `hints.starts_of` asks.
KEYWORD_BEGINS = re.compile(
    r"pas|p[ws]|mk|m[ậâa][\u0300-\u036f]*t|m[ãa][\u0300-\u036f]*\s+pin|m(?=\s?kh)|contrase|senha|kennw"
    r"|(?:db|pg|mysql|root|admin|user|ftp|smtp|mail|auth|my)p(?:as|wd)"
)
# Up to five words that say whose password it is: "password for the root user of my vps is".
_WHOSE = r"(?: [ \t]+ (?!(?:is|là|la)\b) [\w.@()'/-]{1,40} ){0,5}?"
_VALUE = r"""(?: "(?P<double>(?:\\"(?=[^"\n]{0,100}")|[^"\n]){1,200})" | '(?P<single>[^'\n]{1,200})'
             | `(?P<tick>[^`\n]{1,200})` | “(?P<curly>[^”\n]{1,200})”
             | (?P<bare>[^\s"'`“<>][^\s<>]{0,200}) )"""
_SIGN = r"""['"\]]{0,2} (?: [ \t]? [(\[] [^)\]\n]{1,30} [)\]] )? (?: [ \t]+ (?:is|là|la)\b )?
             [ \t]{0,5} (?: => | := | -> | → | ＝ | ： | [:=] ) [ \t]{0,5}"""

# A sign not too far ahead; without one, what needs a sign need not be tried.
SIGN_AHEAD = re.compile(r"[^\n:=＝：→>]{1,400}+[:=＝：→>]")

# These begin with a keyword.
# "pass: X", "DB_PASSWORD=X", "'password' => 'X'"; "password for root: X" where X is no word.
SIGNED = re.compile(rf"{_KEYWORD} (?P<whose>{_WHOSE}) {_SIGN} {_VALUE}", _FLAGS)
# The value on the line below.
BELOW = re.compile(rf"{_KEYWORD} {_WHOSE} {_SIGN} \n [ \t]* {_VALUE}", _FLAGS)
# A table that was copied: the word alone on its line, and the value alone on the next one.
ALONE_BELOW = re.compile(
    rf"{_KEYWORD} (?: [ \t]+ [\w.@'/-]{{1,40}} ){{0,4}} [ \t]* [:=]? [ \t]* \r?\n"
    r" [ \t]* (?P<bare>[^\s<>]{4,200}) [ \t]* (?= \r?\n | $ )",
    _FLAGS,
)
_BY_NOW = r"(?: [ \t]+ (?: now | still | just | simply | currently | also ) )?"
# "the password that I was given is X": the word before the value counts, not the first verb.
SAID = tuple(
    re.compile(rf"{_KEYWORD} {_WHOSE} {verb} {_BY_NOW} [ \t]+ {_VALUE}", _FLAGS)
    for verb in (
        r"(?: ['’]s | [ \t]+ (?: is | là | la | =+ ) )",
        r"[ \t]+ (?: was | are | (?:should|will|must)[ \t]be | (?:is[ \t]|was[ \t])?set[ \t]to )",
    )
)
# "password X"; "mk cũ X", "pass này X", "new password root X".
BESIDE = re.compile(
    rf"{_KEYWORD} (?: [ \t]? (?: \.{{2,5}} | … | -{{1,2}} )"
    r" | [ \t]+ (?: cũ | cu | mới | moi | này | nay | old | new | hiện[ ]tại | đây"
    r" | của[ ]\w{1,6} | cua[ ]\w{1,6} | root | admin ) )?"
    rf" [ \t]+ {_VALUE}",
    _FLAGS,
)
# define('DB_PASSWORD', 'X'), PASSWORD('X') and key="Password" value="X".
IN_CODE = re.compile(
    rf"{_KEYWORD} (?: ['\"] [ \t]* , | \( | ['\"] [ \t]+ value [ ]? = )"
    r" [ \t]* ['\"] (?P<bare>[^'\"\n]{1,200}) ['\"]",
    _FLAGS,
)
# A passphrase is several plain words; the sentence ends with it.
PHRASE = re.compile(
    rf"pass[\s-]?phrase {_WHOSE}"
    r" (?: [ \t]* [:=] | [ \t]+ (?:is|là|la)\b ) [ \t]+"
    r" (?P<bare> [a-z]{3,12} (?:[ -][a-z]{3,12}){3,11} ) (?= [ \t]* (?: [\n.,;!?)] | $ ) )",
    _FLAGS,
)

CHANGED = re.compile(
    r"\b(?: chang | set | reset | updat | mak | đổi | doi | đặt | dat )\w{0,5}\b [^\n.]{0,30}?"
    rf"{_KEYWORD} {_WHOSE} [ \t]+ (?: to | as | into | thành | thanh | sang ) [ \t]+ {_VALUE}",
    _FLAGS,
)
# How verbs of change begin, in small letters.
CHANGE_BEGINS = re.compile(r"chang|set|reset|updat|mak|đổi|doi|đặt|dat")
PIN = re.compile(
    rf"\b(?: pin | otp )\b {_WHOSE} (?: [ \t]+ (?:is|là|la)\b )?"
    r" [ \t]* [:=]? [ \t]* (?P<bare> \d{4,8} ) (?![\w.])",
    _FLAGS,
)
# "the old one was X, the new one X": what stands for the word "password" later in a sentence.
OTHER_ONE_BEGINS = re.compile(r"(?:new|old|other|current|second|first|previous) one|c[áa]i ")
OTHER_ONE = re.compile(
    r"\b(?: (?:new|old|other|current|second|first|previous)[ ]one | cái[ ](?:mới|cũ|này)"
    r" | cai[ ](?:moi|cu|nay) )"
    rf" (?: [ \t]+ (?:is|was|là|la) | [ \t]*[:=] )? [ \t]+ {_VALUE}",
    _FLAGS,
)
IN_TAG = re.compile(rf"< \w{{0,20}}{_KEYWORD} > \s* (?P<bare>[^<\s]{{1,200}}) \s* </", _FLAGS)

_USER = r"(?: root | admin(?:istrator)? | ubuntu | debian | centos | ec2-user | vpsuser )"
USER_BEGINS = re.compile(r"root|admin|ubuntu|debian|centos|ec2|vpsuser|ftp")
# "root / Secret123", "admin:Secret123", "203.0.113.7 root Secret123".
PAIR = re.compile(
    rf"(?<![\w/.@-]) {_USER} (?: @[\w.-]{{1,60}} )?"
    r" (?P<between> [ \t]*[/|:,;][ \t]* ) (?P<bare>[^\s/|,;'\"<>]{4,100})",
    _FLAGS,
)
LOGIN_LINE = re.compile(
    rf"(?<![\d.]) \d{{1,3}}(?:\.\d{{1,3}}){{3}} (?: :\d{{1,5}} )? [\s/|,;:-]{{1,5}} {_USER}"
    rf" [\s/|,;:-]{{1,5}} (?P<bare>[^\s/|,;'\"<>]{{4,100}})",
    _FLAGS,
)
USER_AT_HOST = re.compile(
    rf"(?<![\w/.@-]) (?: {_USER} | ftp\w{{0,20}} ) : (?P<bare>[^\s:/@]{{3,64}}) @ (?=[\w-]+\.\w)",
    _FLAGS,
)
# A word for the user's name before a slash and the word for the password: "user/pass: a / b".
_LOGIN = (
    r"(?: user(?:name|s)? | login | e?-?mail | id | u | tk | acc(?:ount)? | t[àa]i\s?kho[ảa]n )"
)
BOTH_SIGNED = re.compile(
    rf"\b {_LOGIN} [ \t]? [/|&+-] [ \t]? (?: {_KEYWORD} | p\b ) [^\n:=]{{0,40}} [:=] \s{{0,3}}"
    r" [^\s/|,;]{1,64} (?: [ \t]*[/|,;][ \t]* | [ \t]+-[ \t]+ | \s{1,3} ) (?P<bare>[^\s<>]{3,100})",
    _FLAGS,
)
AFTER_USER = re.compile(rf"(?:\A|\W) {_LOGIN} [ \t]? [/|&+-] [ \t]? \Z", _FLAGS)
# "u: root p: X" and "login a / X".
SHORT_SIGNED = re.compile(
    rf"\b {_LOGIN} [ \t]* [:=] [ \t]* [^\s,;|/]{{1,64}} [\s,;|/]{{1,3}} p [ \t]* [:=] [ \t]*"
    r" (?P<bare>[^\s<>]{3,100})",
    _FLAGS,
)
LOGIN_PAIR = re.compile(
    rf"\b (?: {_LOGIN} | đăng[ ]nhập | dang[ ]nhap | log[ ]in | sign[ ]in )"
    r" (?: [ \t]* : | [ \t]+ (?:as|is|là|la|with|bằng|bang) )? (?: [ \t]+ [\w.@-]{1,40} ){1,2}?"
    r" (?: [ \t]*[/|][ \t]* | [ \t]+-[ \t]+ ) (?P<bare>[^\s/|,;'\"<>]{6,100})",
    _FLAGS,
)
# How the words for a login begin, in small letters.
LOGIN_BEGINS = re.compile(
    r"user|(?:u|id)(?=[ \t]*[:=/|&+,-])|log|sign|e-?mail|mail|tk|acc|t[àa]i|đăng|dang"
)

IN_COMMANDS = tuple(
    Hinted(re.compile(pattern, _FLAGS), hints)
    for pattern, hints in (
        (
            rf"\b(?: mysql\w* | mariadb[\w-]* )\b [^\n|;]{{0,120}}? [ ] (?-i:-p) (?: {_VALUE} )",
            ("mysql", "mariadb"),
        ),
        (rf"\bsshpass [ ]+ -p [ ]? {_VALUE}", ("sshpass",)),
        (
            r"\b(?: curl | wget )\b [^\n|;]{0,120}? [ ] (?: -u | --user ) [ =]? ['\"]?"
            r" [^\s:'\"]{1,64} : (?P<bare>[^\s'\"]{1,100})",
            ("curl", "wget"),
        ),
        (rf"--(?: password | passwd | pass | http-passwd ) [ =] {_VALUE}", ("--pass", "--http")),
        (
            rf"\bidentified [ ]+ (?:with [ ]+ \w+ [ ]+)? by [ ]+ (?:password [ ]+)? {_VALUE}",
            ("identified",),
        ),
        (rf"\bnet [ ]+ user [ ]+ [\w.-]{{1,40}} [ ]+ {_VALUE}", ("net ",)),
        (rf"\brequirepass [ ]+ {_VALUE}", ("requirepass",)),
        (rf"\bredis-cli\b [^\n|;]{{0,80}}? [ ] (?-i:-a) [ ]+ {_VALUE}", ("redis-cli",)),
        (rf"\bmongo\w*\b [^\n|;]{{0,80}}? [ ] (?-i:-p) [ ]+ {_VALUE}", ("mongo",)),
        (rf"\b(?: plink | pscp | putty )\b [^\n|;]{{0,80}}? [ ] -pw [ ]+ {_VALUE}", (" -pw ",)),
        (
            r"\blftp\b [^\n|;]{0,80}? [ ] -u [ ]+ [^\s,]{1,64} , (?P<bare>[^\s'\"]{1,100})",
            ("lftp",),
        ),
        (rf"\bldap\w+\b [^\n|;]{{0,120}}? [ ] (?-i:-w) [ ]+ {_VALUE}", ("ldap",)),
        (
            r"\b(?: smbclient | rpcclient )\b [^\n|;]{0,120}? [ ] -U [ ]+ ['\"]? [\w.\\-]{1,64} %"
            r" (?P<bare>[^\s'\"]{1,100})",
            ("smbclient", "rpcclient"),
        ),
        (r"\bpass(?:in|out) [ ]+ pass: (?P<bare>[^\s'\"]{1,100})", ("pass:",)),
        (
            rf"\bhtpasswd [ ]+ -\w*b\w* [ ]+ \S{{1,100}} [ ]+ \S{{1,64}} [ ]+ {_VALUE}",
            ("htpasswd",),
        ),
        (
            r"\becho [ ]+ ['\"]? [\w.-]{1,40} : (?P<bare>[^\s'\"|]{1,100}) ['\"]? [ ]* \|"
            r" [ ]* (?:sudo[ ]+)? chpasswd",
            ("chpasswd",),
        ),
        (r"[ ]/u: \S{1,64} [ ]+ /p: (?P<bare>[^\s'\"]{1,100})", (" /p:",)),
        (
            rf"\bmachine \s+ \S{{1,64}} \s+ login \s+ \S{{1,64}} \s+ password \s+ {_VALUE}",
            ("machine",),
        ),
    )
)
# scheme://user:X@host; the password reaches to the last @ before the path.
IN_ADDRESS = re.compile(r"(?<=://)[^\s:/@]{0,64}:(?P<bare>[^\s/]{1,128})@(?=[\w.\[-])")
# "a=b;password=X;c=d": where the next setting begins, the password is over.
NEXT_SETTING = re.compile(r"[;&](?=[A-Za-z][\w .-]{0,30}=)|,(?=[A-Za-z][\w-]{1,30}[=:])")
SENTENCE_ENDS = re.compile(r"\s*(?:$|[\n.,;!?)…]|(?:and|but|please|pls|thanks|và|nhưng|nhé|ạ)\b)")
