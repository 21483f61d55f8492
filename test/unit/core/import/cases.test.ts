import assert from 'node:assert/strict';
import { importCurl } from '../../../../src/core/import/importCurl.ts';
import { importHttp } from '../../../../src/core/import/importHttp.ts';
import { sentBy, type SentRequest } from '../../../support/import/sentBy.ts';

type Wanted = Partial<Omit<SentRequest, 'body'>> & { readonly body?: string };

interface Case {
  readonly source: string;
  /** Of each request what is asked for; `url` without the host. */
  readonly sent: readonly Wanted[];
  /** A part of a note. */
  readonly note?: string;
}

const h = 'https://api.example.test';
const files = { 'f.txt': 'file', 'note.txt': 'note', 'a.png': 'png' };
const given = { TOKEN: 'sbx_t', X: 'x1', A: 'user', B: 'pass', base: h };

const one = (url: string, more: Wanted = {}): readonly Wanted[] => [{ url, ...more }];

const curlCases: Readonly<Record<string, readonly Case[]>> = {
  'shell text is parsed, not split': [
    {
      source: `curl -L \\\n  -X POST \\\n  ${h}/items \\\n  -d '{"a":1}'`,
      sent: one('/items', { method: 'POST', body: '{"a":1}' }),
    },
    { source: `curl \\\n\\\n${h}/x`, sent: one('/x') },
    { source: `curl "${h}"/a'b'c`, sent: one('/abc') },
    { source: `# first\n# second\ncurl ${h}/a`, sent: one('/a') },
    { source: `curl ${h}/a # -d no`, sent: one('/a', { method: 'GET' }) },
    { source: `curl ${h}/a -d @- <<EOF\n{"a":1}\nEOF`, sent: one('/a', { body: '{"a":1}' }) },
    {
      source: `curl ${h}/a --data-binary @- <<'X'\n$no\nX\ncurl ${h}/b`,
      sent: [{ url: '/a', body: '$no\n' }, { url: '/b' }],
    },
    {
      source: `curl ${h}/a -d "{\\"a\\":\\"\${X}\\"}" -H "Authorization: Bearer $TOKEN"`,
      sent: one('/a', { body: '{"a":"x1"}' }),
    },
    { source: `curl -u $A:$B ${h}/a`, sent: one('/a', { headers: [['Authorization', `Basic ${btoa('user:pass')}`]] }) },
    { source: `curl ${h}/a --data-raw $'caf\\xc3\\xa9 \\101 \\U0001F600'`, sent: one('/a', { body: 'café A 😀' }) },
    { source: `curl ${h}/a --data-raw $'\\x41\\t\\u00fc'`, sent: one('/a', { body: 'A\tü' }) },
  ],
  'every option is known with its arity': [
    { source: `curl -sX PUT ${h}/a -d a=1`, sent: one('/a', { method: 'PUT' }) },
    {
      source: `curl -ku user:pw ${h}/a`,
      sent: one('/a', { headers: [['Authorization', `Basic ${btoa('user:pw')}`]] }),
      note: 'Certificates',
    },
    { source: `curl -sSLXPATCH ${h}/a`, sent: one('/a', { method: 'PATCH' }) },
    { source: `curl -vuuser:pw ${h}/a`, sent: one('/a') },
    ...['--dump-header h', '-D h', '--capath c', '--trace-ascii t', '--noproxy x'].map((option): Case => ({
      source: `curl ${option} ${h}/a`,
      sent: one('/a'),
    })),
    { source: `curl --proxy-header 'A: b' ${h}/a`, sent: one('/a'), note: '--proxy-header' },
    { source: `curl --aws-sigv4 aws:amz ${h}/a`, sent: one('/a'), note: '--aws-sigv4' },
    { source: `curl -r 0-9 ${h}/a`, sent: one('/a', { headers: [['Range', 'bytes=0-9']] }) },
    { source: `curl -T f.txt ${h}/up/`, sent: one('/up/f.txt', { method: 'PUT', body: 'file' }) },
    { source: `curl --form-string 'a=@b;c' ${h}/a`, sent: one('/a', { method: 'POST' }) },
    { source: `curl ${h}/a ${h}/b`, sent: [{ url: '/a' }, { url: '/b' }] },
    {
      source: `curl ${h}/a --next -X PUT ${h}/b`,
      sent: [
        { url: '/a', method: 'GET' },
        { url: '/b', method: 'PUT' },
      ],
    },
    { source: `curl '${h}/{a,b}'`, sent: [{ url: '/a' }, { url: '/b' }] },
    { source: `curl -G ${h}/a#top -d q=1`, sent: one('/a?q=1#top') },
    { source: `curl -G '${h}/a?x=1#top' -d q=1`, sent: one('/a?x=1&q=1#top') },
    { source: `curl -G ${h} -d q=1`, sent: one('/?q=1') },
    { source: `curl ${h}/a -H @headers.txt`, sent: one('/a', { headers: [] }), note: 'headers.txt' },
    { source: `curl ${h}/a -b cookies.txt`, sent: one('/a', { headers: [] }), note: 'cookies.txt' },
    { source: `curl ${h}/a -K x.cfg`, sent: one('/a'), note: '--config' },
    { source: `curl ${h}/a -d a=1 -d @f.txt`, sent: one('/a', { body: 'a=1&file' }), note: 'line ends' },
    { source: `curl ${h}/a --data-binary @f.txt --data-binary b=2`, sent: one('/a', { body: 'file&b=2' }) },
  ],
  'text is text': [
    {
      source: `curl -XPOST "${h}/_bulk" -H 'Content-Type: application/x-ndjson' -d '\n{"index":{}}\n{"a":1}\n'`,
      sent: one('/_bulk', { body: '\n{"index":{}}\n{"a":1}\n' }),
    },
    { source: `curl ${h}/a --data-raw '@name'`, sent: one('/a', { body: '@name' }) },
    {
      source: `curl ${h}/a -H "Content-Type: application/json" -d '{"t":"Hi {{name}}"}'`,
      sent: one('/a', { body: '{"t":"Hi {{name}}"}' }),
    },
    { source: `curl ${h}/a -d '{{{a}}}'`, sent: one('/a', { body: '{{{a}}}' }) },
    { source: `curl ${h}/a -d '\\{\\{x'`, sent: one('/a', { body: '\\{\\{x' }) },
    { source: `curl '${h}/a?q={{x}}' -g`, sent: one('/a?q={{x}}') },
    {
      source: `curl ${h}/a -H "Content-Type: text/markdown" --data-raw $'a\\n### b\\nc'`,
      sent: one('/a', { body: 'a\n### b\nc' }),
    },
    {
      source: `curl ${h}/a -H "Content-Type: text/plain" -d $'###\\n# @name x\\n'`,
      sent: one('/a', { body: '###\n# @name x\n' }),
    },
    ...['< f.txt', '<@ f.txt', '>> out', '> {% x %}', '?? a', 'HTTP/1.1 200', '{{', '> a.js'].map((body): Case => ({
      source: `curl ${h}/a -H 'Content-Type: text/plain' --data-raw '${body}'`,
      sent: one('/a', { body }),
    })),
    {
      source: `curl ${h}/a -F 'meta={"a":1};type=application/json' -F "file=@a.png;type=image/png;filename=b.png" -F "t=<note.txt"`,
      sent: one('/a', {
        body: '--boundary\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n--boundary\r\nContent-Disposition: form-data; name="file"; filename="b.png"\r\nContent-Type: image/png\r\n\r\npng\r\n--boundary\r\nContent-Disposition: form-data; name="t"\r\n\r\nnote\r\n--boundary--\r\n',
      }),
    },
    { source: `curl ${h}/a --data-binary $'\\xff\\x00'`, sent: one('/a', { body: '\u00ff' }) },
  ],
  'Windows as browsers copy it': [
    {
      source: `curl ^"${h}/items?a=1^&b=2^" ^\r\n  -H ^"accept: */*^" ^\r\n  -H ^"content-type: application/json^" ^\r\n  --data-raw ^"^{^\\^"name^\\^":^\\^"x y^\\^"^}^" ^\r\n  --compressed\r\n`,
      sent: one('/items?a=1&b=2', { method: 'POST', body: '{"name":"x y"}' }),
    },
    {
      source: `curl "${h}/a" ^\r\n  -H "x: a^b" ^\r\n  --data-raw "{\\"a\\":\\"100%\\"}"`,
      sent: one('/a', { body: '{"a":"100%"}' }),
    },
    { source: `curl ^"${h}/a^" --data-raw ^"line1^\n\nline2^"`, sent: one('/a', { body: 'line1\nline2' }) },
    { source: `curl ^"${h}/a^" &\r\ncurl ^"${h}/b^"`, sent: [{ url: '/a' }, { url: '/b' }] },
    { source: `curl ^"${h}/a^" -d ^"C:\\\\dir\\\\^\\^"q^\\^"^"`, sent: one('/a', { body: 'C:\\\\dir\\"q"' }) },
    {
      source: `$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.UserAgent = "agent"\n$session.Cookies.Add((New-Object System.Net.Cookie("sid", "1", "/", "api.example.test")))\nInvoke-WebRequest -UseBasicParsing -Uri "${h}/a?x=1" \`\n-Method "POST" \`\n-WebSession $session \`\n-Headers @{\n"accept"="*/*"\n  "x-a"="b; c"\n} \`\n-ContentType "application/json" \`\n-Body "{\`"a\`":\`"x y\`"}"`,
      sent: one('/a?x=1', {
        method: 'POST',
        body: '{"a":"x y"}',
        headers: [
          ['User-Agent', 'agent'],
          ['Cookie', 'sid=1'],
          ['accept', '*/*'],
          ['x-a', 'b; c'],
          ['Content-Type', 'application/json'],
        ],
      }),
    },
    {
      source: `Invoke-WebRequest -Uri "${h}/a" -Method PUT -Body ([System.Text.Encoding]::UTF8.GetBytes("caf$([char]233)"))`,
      sent: one('/a', { method: 'PUT', body: 'café' }),
    },
    { source: `Invoke-RestMethod '${h}/it''s'`, sent: one("/it's", { method: 'GET' }) },
    { source: `curl.exe -X POST \`\n  -d '{\\"a\\":1}' \`\n  ${h}/ps`, sent: one('/ps', { body: '{"a":1}' }) },
  ],
};

const http = (line: string): string => line;
const httpCases: Readonly<Record<string, readonly Case[]>> = {
  'request lines': [
    {
      source: 'Post {{base}}/seat\nContent-Type: application/json\n\n{"a":1}',
      sent: one('/seat', { method: 'POST', body: '{"a":1}' }),
    },
    { source: `get ${h}/a`, sent: one('/a', { method: 'GET' }) },
    { source: `deLete ${h}/a`, sent: one('/a', { method: 'DELETE' }) },
    { source: http(`PURGE ${h}/a HTTP/2`), sent: one('/a', { method: 'PURGE' }) },
  ],
  'whatever is not understood is a note, no GET': [
    { source: `proto < ./a.proto\n\n###\nGET ${h}/a`, sent: one('/a'), note: 'Only HTTP' },
    {
      source: `fragment Parts on Repo {\n  description\n}\n\nPOST ${h}/graphql\n\nquery { a }`,
      sent: one('/graphql', { method: 'POST' }),
      note: 'fragment Parts',
    },
    { source: `some words here\n\n###\nGET ${h}/a`, sent: one('/a'), note: 'no request' },
    { source: `{\n###\nGET ${h}/a`, sent: one('/a'), note: 'no request' },
    { source: `WS wss://h.example.test/\n\nhi\n\n###\nGET ${h}/a`, sent: one('/a'), note: 'Only HTTP' },
    { source: `/*\nGET ${h}/no\n*/\nGET ${h}/a`, sent: one('/a') },
  ],
  'requests without a separator': [
    {
      source: `GET ${h}/a\n\nPUT ${h}/b\n\n{"a":1}`,
      sent: [{ url: '/a' }, { url: '/b', method: 'PUT', body: '{"a":1}' }],
      note: 'without ###',
    },
    {
      source: `POST ${h}/a\n\n{"x":1}\n\nGET ${h}/b\n\nGET ${h}/c`,
      sent: [{ url: '/a', body: '{"x":1}' }, { url: '/b' }, { url: '/c' }],
      note: 'without ###',
    },
    { source: `POST ${h}/a\nContent-Type: text/plain\n\nGET ${h}/b`, sent: one('/a', { body: `GET ${h}/b` }) },
    { source: `GET ${h}/a\n\nGET {{base}}/b`, sent: [{ url: '/a' }, { url: '/b' }] },
  ],
  headers: [
    {
      source: `GET ${h}/a\n  Accept:text/plain\n  X-Id: 1`,
      sent: one('/a', {
        headers: [
          ['Accept', 'text/plain'],
          ['X-Id', '1'],
        ],
      }),
    },
    { source: `GET ${h}/a\n\tX-Id:1`, sent: one('/a', { headers: [['X-Id', '1']] }) },
    { source: `GET ${h}/a\n  ?x=1\n  X-Id: 1`, sent: one('/a?x=1', { headers: [['X-Id', '1']] }) },
    { source: `GET ${h}/a\nHost: other.example.test`, sent: one('/a', { headers: [['Host', 'other.example.test']] }) },
    { source: `GET /a\nHost: api.example.test:443`, sent: one('/a', { headers: [] }) },
    {
      source: `GET ${h}/a\nAuthorization: Basic user:пароль`,
      sent: one('/a', { headers: [['Authorization', 'Basic dXNlcjrQv9Cw0YDQvtC70Yw=']] }),
    },
    {
      source: `GET ${h}/a\nAuthorization: Basic {{A}}:{{B}}`,
      sent: one('/a', { headers: [['Authorization', `Basic ${btoa('user:pass')}`]] }),
    },
    {
      source: `GET ${h}/a\nAuthorization: Basic {{A}} ü`,
      sent: one('/a', { headers: [['Authorization', 'Basic dXNlcjrDvA==']] }),
    },
  ],
  bodies: [
    {
      source: `POST ${h}/a\nContent-Type: application/json\n{"a":1,\n"b":2}`,
      sent: one('/a', { body: '{"a":1,\n"b":2}' }),
    },
    { source: `POST ${h}/a\nContent-Type: application/json\n["a: b"]`, sent: one('/a', { body: '["a: b"]' }) },
    { source: `POST ${h}/a\nContent-Type: application/json\n{\n"a: b":1}`, sent: one('/a', { body: '{\n"a: b":1}' }) },
    {
      source: `POST ${h}/a\nContent-Type: application/json\n\n{"t":"\\{\\{a\\}\\}"}`,
      sent: one('/a', { body: '{"t":"{{a}}"}' }),
    },
    { source: `POST ${h}/a\nContent-Type: text/plain\n\n\\{\\{a}} \\}\\}`, sent: one('/a', { body: '{{a}} }}' }) },
    {
      source: `GRAPHQL ${h}/g\n\nquery { a { ...P } }\n`,
      sent: one('/g', { method: 'POST', body: '{\n  "query": "query { a { ...P } }"\n}' }),
    },
  ],
};

async function check(text: string, sent: readonly Wanted[]): Promise<void> {
  const actual = await sentBy(text, { files, given });
  assert.equal(actual.length, sent.length, text);
  for (const [index, { url, ...wanted }] of sent.entries()) {
    const { url: href = '', body = '', ...rest } = actual[index] ?? {};
    const { origin } = new URL(href);
    assert.equal(href, new URL(url ?? '/', origin).href, text);
    const shown: Record<string, unknown> = {
      ...rest,
      body:
        /[^\x00-\x7f]/.test(wanted.body ?? '') && wanted.body !== '\u00ff'
          ? Buffer.from(body, 'latin1').toString()
          : body,
    };
    for (const [key, value] of Object.entries(wanted)) assert.deepEqual(shown[key], value, text);
  }
}

for (const [name, importer, kinds] of [
  ['importCurl', importCurl, curlCases],
  ['importHttp', importHttp, httpCases],
] as const) {
  describe(`${name}: cases of users`, () => {
    for (const [kind, cases] of Object.entries(kinds)) {
      it(kind, async () => {
        for (const { source, sent, note } of cases) {
          const imported = importer(source);
          assert.ok(imported, source);
          await check(imported.text, sent);
          const messages = imported.notes.map(({ message }) => message).join('\n');
          if (note !== undefined) assert.ok(messages.includes(note), `${source}\n${messages}`);
        }
      });
    }
  });
}
