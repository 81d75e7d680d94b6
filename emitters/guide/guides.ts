/** What a person should know of each emitter type beyond its arguments: prose for its page. */

export const GUIDES: Readonly<Record<string, string>> = {
  "access-log": `
People, crawlers and scanners walk through a small web shop: home, category, search, product, cart,
checkout. Products are popular by Zipf's law, response times and sizes have long tails, a referer is
the page before. A fixed number of visitors is on the site at once; one that leaves is replaced.

The level mix of the scenario decides on statuses: files of a page are DEBUG, 2xx and 3xx INFO, 4xx
WARN, 5xx ERROR. Only the JSON form tells the gateway the level; a line of text is stored as INFO
with the time of receipt, and counts as missing both. The number of the record stands at the end of
the line, as \`seq=7\`, like a field of one's own in \`log_format\`.

Client addresses are planted, and so are signed-in users and what some links give away. With a lower
\`pii_ratio\` the other lines have host names and user ids in their place.
`,
  csv: `
CSV by RFC 4180: a header row, CRLF line ends, and quotes around fields that hold a comma, a quote
or a line end; some messages have several lines. All values arrive as text, \`seq\` too. An empty
field is no value: partial records have an empty \`ts\` or \`level\`.
`,
  json: `
What an application with structured logging sends: nested objects, arrays, trace ids. Bodies are
arrays of records. A record with personal data has some in its message and in \`user.email\` and
\`client_ip\`; one in four of them also in a place that is easily forgotten, such as a card as a
number or a token in an array.
`,
  kafka: `
A simulated member of a consumer group logs each record that it takes from a topic. Delivery is at
least once: offsets are committed every \`commit_every\` records, and after a rebalance all records
since the last commit come again. Such a record has \`"redelivered":true\` and the same partition,
offset, key, headers, time and message as before, under a new \`seq\`; the sender's ledger knows the
first one. So a gateway or a pipeline that claims to remove duplicates can be tried.

Offsets rise within a partition and have gaps, where transaction markers and compacted records were.
A key stays in its partition, and few keys have most records. No Kafka is needed or contacted.
`,
  minimal: `
The smallest record that means something. With it, a run shows what the gateway itself costs rather
than what it costs to read and mask large records.
`,
  noise: `
JSON lines that are valid and ugly, as many careless senders produce them: other names for the known
fields (\`@timestamp\`, \`severity\`, \`log\`…), times and levels in each spelling that the gateway reads,
members in any order, odd keys such as \`__proto__\` and the empty one, control characters, emoji,
right-to-left text, lone surrogates, thirty levels of nesting, long lines. Personal data hides at
the bottom of the nesting, in numbers, behind \`\\u0040\`, in JSON inside a string, and next to letters
of other scripts.

By default one record in five is partial and one in ten is broken.
`,
  replay: `
Plays a real file. Each line that is not empty is one record. With \`spacing: original\`, lines come
as far apart as the times in them; many forms of time are known, a line without one follows at once,
and no gap is longer than \`gap_sec_max\`. \`eps\` then only says how the run is drawn.

What the file holds in clear is sent in clear: mind whose data it is. Loss and duplicates are found
by the \`seq=7\` at the end of each line; with \`sequence: false\` they cannot be.
`,
  syslog: `
Lines by RFC 5424 with the record's number in structured data, or by RFC 3164 with \`seq=7\` at the
end. The level is the severity in the priority: 0 to 3 ERROR, 4 WARN, 5 and 6 INFO, 7 DEBUG. Partial
records are what each standard allows: no time (\`-\`) in RFC 5424, no priority in RFC 3164, and free
text without either.
`,
};
