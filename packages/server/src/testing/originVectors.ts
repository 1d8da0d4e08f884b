export const shop = 'https://shop.example'
export const allowed = [shop, 'https://*.docs.example', 'https://*.port.example:8443', 'http://localhost:5173', 'https://xn--mnchen-3ya.example', 'https://[2001:db8::1]', 'https://192.0.2.7:444'] // prettier-ignore

export const letIn = [
  shop, 'https://a.docs.example', 'https://a.b.c.docs.example', 'https://xn--bcher-kva.docs.example', 'https://a.port.example:8443',
  'http://localhost:5173', 'https://xn--mnchen-3ya.example', 'https://[2001:db8::1]', 'https://192.0.2.7:444',
] // prettier-ignore

/** Header values that no allowed page has. */
export const shutOut = [
  // look-alikes
  'https://shop.example.evil.example', 'https://evilshop.example', 'https://shop.exampl', 'https://shop.example1',
  'https://shop-example', 'https://sh0p.example', 'https://shop.example-evil.example', 'https://evil.example/shop.example',
  'https://shop.example@evil.example', 'https://evil.example#shop.example', 'https://evil.example?shop.example',
  'https://www.shop.example', 'https://a.shop.example', 'https://shop.example.', 'https://.shop.example', 'https://shop..example',
  // the wildcard
  'https://docs.example', 'https://adocs.example', 'https://a.docs.example.evil', 'https://a-docs.example', 'https://.docs.example',
  'https://*.docs.example', 'https://a.docs.example:444', 'http://a.docs.example', 'https://a.docs.example.', 'https://a..docs.example',
  'https://a.docs.example/', 'https://evil.example/.docs.example', 'https://evil.example\\.docs.example', 'https://a.docs.example@evil.example',
  'https://a.port.example', 'https://a.port.example:443', 'https://a.port.example:8444', 'https://port.example:8443',
  // ports
  'https://shop.example:443', 'https://shop.example:444', 'https://shop.example:80', 'https://shop.example:', 'https://shop.example:0443',
  'http://localhost', 'http://localhost:5174', 'http://localhost:51731', 'https://192.0.2.7', 'https://192.0.2.7:4444',
  // schemes
  'http://shop.example', 'ws://shop.example', 'wss://shop.example', 'ftp://shop.example', 'file://', 'file:///shop.example',
  'chrome-extension://shop.example', 'moz-extension://shop.example', 'capacitor://localhost', 'ionic://localhost', 'app://shop.example',
  'data:text/html,shop', 'blob:https://shop.example/1', 'about:srcdoc', 'javascript:1', 'https:shop.example', 'https:/shop.example', '//shop.example', 'shop.example',
  // case, white space, encodings
  'https://SHOP.example', 'HTTPS://shop.example', 'https://shop.EXAMPLE', 'https://shop.example/', 'https://shop.example/path',
  'https://shop%2eexample', 'https://shop.example%00', 'https://shop.example%2f.evil.example', 'https://shop%E3%80%82example',
  '"https://shop.example"', '<https://shop.example>', 'https://shop.example;', "https://shop.example'",
  // lists
  'https://shop.example, https://shop.example', 'https://shop.example,https://evil.example', 'https://shop.example https://evil.example',
  'https://evil.example https://shop.example', 'null, https://shop.example', '*', 'https://*', 'https://*.example', '',
  // sandboxed frames and nothing
  'null', 'Null', 'undefined', 'about:blank', 'none', 'self',
  // names of other alphabets and addresses
  'https://xn--shp-fma.example', 'https://xn--mnchen-3yb.example', 'https://mnchen-3ya.example', 'https://xn--mnchen-3ya.example.evil',
  'https://[2001:db8::2]', 'https://[2001:0db8::1]', 'https://[2001:DB8::1]', 'https://[2001:db8:0:0:0:0:0:1]', 'https://2001:db8::1', 'https://[2001:db8::1]:443',
  'https://[::ffff:192.0.2.7]:444', 'https://3221225991:444', 'https://0300.0.2.7:444', 'https://192.0.2.007:444', 'https://192.0.519:444',
  'http://127.0.0.1:5173', 'http://[::1]:5173', 'http://localhost.:5173', 'http://LOCALHOST:5173', 'http://app.localhost:5173', 'http://localhost.evil.example:5173', 'https://localhost:5173',
] // prettier-ignore
