import { checkMasks } from "./testing/check_masks.ts";

Deno.test("credential masks the values of secrets' names", () => {
  checkMasks("credential", {
    "password=hunter2": "password=***",
    "PASSWORD=hunter2 user=jan": "PASSWORD=*** user=jan",
    "DB_PASSWORD=hunter2": "DB_PASSWORD=***",
    "db.password = hunter2": "db.password = ***",
    "dbPassword: hunter2": "dbPassword: ***",
    "password:hunter2;user:jan": "password:***;user:jan",
    "user=jan,password=hunter2,host=db": "user=jan,password=***,host=db",
    "password=a,b;c": "password=***",
    "{user=jan, password=hunter2}": "{user=jan, password=***}",
    "Config(password=hunter2)": "Config(password=***)",
    'api_key="a b c" x': 'api_key="***" x',
    "X-Api-Key: abc": "X-Api-Key: ***",
    "--token abc --x": "--token *** --x",
    "--token=abc": "--token=***",
    ':secret => "abc"': ':secret => "***"',
    "pwd=abc db_pwd=abc dbPwd=abc": "pwd=*** db_pwd=*** dbPwd=***",
    "otp=123456": "otp=***",
    "cvv: 123": "cvv: ***",
    "a|token=abc|b=c": "a|token=***|b=c",
    "JSESSIONID=abc;": "JSESSIONID=***;",
    "clientSecret=abc&grant=x": "clientSecret=***&grant=x",
    "POST /login?user=jan&password=p%26q&x=1": "POST /login?user=jan&password=***&x=1",
    "user[password]=abc": "user[password]=***",
    "<password>abc</password>": "<password>***</password>",
    "<ns:Password>abc": "<ns:Password>***",
    "password=<abc> x": "password=***> x",
    "password=***": "password=***",
  });
});

Deno.test("credential masks values in JSON at any level of escaping", () => {
  checkMasks("credential", {
    '{"password":"a\\"b","x":1}': '{"password":"***","x":1}',
    '{"password" : "abc"}': '{"password" : "***"}',
    '{"password":12345}': '{"password":***}',
    "{'token': 'abc'}": "{'token': '***'}",
    '{\\"password\\":\\"a\\\\\\"b\\",\\"x\\":1}': '{\\"password\\":\\"***\\",\\"x\\":1}',
    '{"tokens":1,"token":["a","b"]}': '{"tokens":1,"token":[***]}',
    '{"token":"abc': '{"token":"***',
    "%22password%22%3A%22abc%22%2C%22x%22": "%22password%22%3A%22***%22%2C%22x%22",
    "password%3Dabc%26x%3D1": "password%3D***%26x%3D1",
    "password\\u003dabc": "password\\u003d***",
  });
});

Deno.test("credential masks headers", () => {
  checkMasks("credential", {
    "Authorization: Bearer abc": "Authorization: Bearer ***",
    "authorization: bearer abc, next": "authorization: bearer ***, next",
    "Authorization: Basic dXNlcjpwYXNz": "Authorization: Basic ***",
    "Proxy-Authorization: abc": "Proxy-Authorization: ***",
    'Authorization: Digest username="jan", response="abc"\nHost: x': "Authorization: ***\nHost: x",
    '{"authorization":"Bearer abc","x":1}': '{"authorization":"Bearer ***","x":1}',
    "Cookie: a=b; c=d\r\nHost: x": "Cookie: ***\r\nHost: x",
    "Set-Cookie: sid=abc; Path=/": "Set-Cookie: ***",
    "Authorization: Bearer ***": "Authorization: Bearer ***",
  });
});

Deno.test("credential masks bare schemes where a credential follows", () => {
  checkMasks("credential", {
    "sent Bearer abc123def": "sent Bearer ***",
    "BEARER abc.def": "BEARER ***",
    "Bearer%20abc123": "Bearer%20***",
    "['authorization','Bearer abcdefghijklmnopqrstuvwxyz']": "['authorization','Bearer ***']",
    "Basic dXNlcjpwYXNz!": "Basic ***!",
    "bearer of news": "bearer of news",
    "Bearer authentication": "Bearer authentication",
    "Basic authentication": "Basic authentication",
    "Basic usage": "Basic usage",
    "rebasic dXNlcjpwYXNz": "rebasic dXNlcjpwYXNz",
  });
});

Deno.test("credential masks user info in URLs", () => {
  checkMasks("credential", {
    "postgres://user:pass@db:5432/x": "postgres://***@db:5432/x",
    "https://user:p@ss@host/": "https://***@host/",
    "https://user:pa/ss@host/": "https://***@host/",
    "https://token@github.com/x": "https://***@github.com/x",
    "redis://:pass@host": "redis://***@host",
    "https:\\/\\/user:pass@host\\/": "https:\\/\\/***@host\\/",
    "?next=https%3A%2F%2Fuser%3Apass%40host%2F": "?next=https%3A%2F%2F***%40host%2F",
    "a http://u:p@h b http://v:q@i": "a http://***@h b http://***@i",
    "ssh://git@host": "ssh://git@host",
    "http://host:8080/a@b": "http://host:8080/a@b",
    "http://host/x?mail=a@b": "http://host/x?mail=a@b",
    "https://***@host/": "https://***@host/",
  });
});

Deno.test("credential leaves text that gives no value", () => {
  const texts = [
    "Failed password for root from 10.0.0.1 port 22 ssh2",
    "Executing with tokens:",
    "max_tokens=100",
    "Token::new()",
    "token == other",
    "password=",
    "password= user=jan",
    'password=""',
    "password=null, token: none",
    "secret://path",
    "PWD=/home/jan",
    "pass: 12 fail: 3",
    "compass=north",
    "token={",
    "author=jan",
    "the password is long",
  ];
  checkMasks("credential", Object.fromEntries(texts.map((text) => [text, text])));
});
