import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { directives } from '../../../src/core/directives/directives.ts';
import { largeFile, multiplied } from './generateLargeMatter.ts';
import { matterChange, matterText } from './matterText.ts';

/** Names that are members of every object, or of none. */
export const hostileNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  '',
  ' ',
  'é',
  'a.b',
];
const names = ['a', 'b', 'create', 'fund', 'given', 'x-1', 'long_name', ...hostileNames];
const name = fc.constantFrom(...names);

const reference = fc
  .tuple(
    fc.constantFrom('{{', '{{', '{{', '{{%', '{{ ', '{{{{', '\\{\\{', '{ {', '{{$'),
    fc.oneof(
      { weight: 4, arbitrary: name },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          ...['a.response.body.$.id', 'create.response.headers.X', 'b.response.status', 'create.response.body.*'],
          ...['a.response.body.$..[?@.a == 1]', '__proto__.response.body.$', 'a.response.', 'a.request.body.$'],
        ),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          ...['uuid', 'timestamp -1 d', 'timestamp 99999999999 y', 'randomInt 1 5', 'randomInt 5 1', 'randomInt a b'],
          ...['datetime iso8601', 'datetime "YYYY', 'localDatetime rfc1123 9999999 M', 'dotenv A', 'processEnv PATH'],
          ...['isoTimestamp', 'datetime "[]\'YYYY-MM"', 'timestamp 1e9 h', 'guid x', '__proto__', 'constructor'],
        ),
      },
    ),
    fc.constantFrom('}}', '}}', '}}', '}', '', ' }}', '}}}}', '\n}}'),
  )
  .map((parts) => parts.join(''));

const piece = fc.oneof(
  { weight: 3, arbitrary: reference },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        '/p',
        '/p/{{a}}',
        'https://api.example.com/x',
        'http://127.0.0.1/',
        '//evil',
        'ftp://h',
        'https://u:p@h/',
        '?q=1',
      ],
      ...[
        '&a=b',
        'x y',
        '\\',
        '"',
        "'",
        '#',
        '=',
        ':',
        '\u0000',
        '\uD800',
        '\uDFFF',
        '\u202E',
        '\uFEFF',
        '\u2028',
        'é',
      ],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
const value = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));

const words = [...directives.keys(), ...directives.keys(), 'nmae', 'retyr', ...hostileNames];
const argument = fc.oneof(
  fc.constantFrom(
    ...['', 'a', 'two words', 'create', '__proto__', 'every=2s timeout=10s', 'every=0ms timeout=1s', 'every=often'],
    ...['until=status == 200', 'every=1ms timeout=1s until=body.$.a exists', 'status == 200', 'status not == 200'],
    ...[
      'body.$.a[*] count > 0',
      'body matches (a+)+$',
      'header X-A contains b',
      'body.$[?(@.a',
      'time < 5',
      'size is x',
    ],
    ...[
      'id = body.$.id',
      '__proto__ = body.$',
      'id=header X',
      'id =',
      'who Your name',
      '%',
      '30s',
      '1.5ms',
      '0ms',
      '5',
    ],
    ...['999999h', '99999999999h', '-1s', 'count=3', 'count=99', 'count=-1', 'count=1e9', 'fund.csv id=ISIN'],
    ...['fund.csv weight="W w" scale=percent', '../x.csv', 'fund.csv __proto__=1', 'fund.csv scale=x', 'a, b', '= x'],
  ),
  value,
);

const method = fc.constantFrom(
  'GET ',
  'POST ',
  'PUT ',
  'DELETE ',
  'HEAD ',
  'PURGE ',
  '',
  'get ',
  'G\u00CBT ',
  'A'.repeat(300),
);
const version = fc.constantFrom('', '', ' HTTP/1.1', ' HTTP/2', ' HTTP/x');
const target = fc.oneof(
  fc.constantFrom('/p', '/partner-api/v1/analysis/jobs', 'https://api.example.com/x', 'https://other.example/{{a}}'),
  value,
);
const header = fc.constantFrom(
  ...['Content-Type: application/json', 'Content-Type: application/x-www-form-urlencoded', 'X: {{a}}', 'Host: evil'],
  ...[
    'Content-Length: 5',
    'Transfer-Encoding: chunked',
    'Authorization: Basic a b',
    'A: b\u0000c',
    '__proto__: x',
    'A',
    ':x',
  ],
  ...[
    'Content-Type: multipart/form-data; boundary=x',
    'Accept : a',
    '  folded {{b}}',
    'é: ü',
    'Content-Encoding: gzip',
  ],
);
const bodyLine = fc.constantFrom(
  ...['{"a": {{a}}, "b": [1,2]}', '{', '}', '[', ']', '"a": "{{b}}",', '// no', '# no', '< ./file.txt', '<@ ../../x'],
  ...[
    '<@utf8 file.json',
    'a=1&b={{%a}}',
    '  &c=2',
    '--x',
    '--x--',
    '> {% x %}',
    '< {% %}',
    '{{@request',
    '>> out.json',
  ],
  ...[
    '>>! {{a}}',
    '?? status == 200',
    '?? ',
    'HTTP/1.1 200 OK',
    'HTTP/1.1',
    '> check.js',
    '{"a":1e999,"a":2,}',
    '<a><b/></a>',
  ],
);

const line = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(method, target, version).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: header },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('# @', '#@', '// @', '  # @', '# @ '), fc.constantFrom(...words), argument)
      .map(([mark, word, text]) => `${mark}${word} ${text}`),
  },
  { weight: 2, arbitrary: fc.tuple(name, value).map(([variable, text]) => `@${variable} = ${text}`) },
  { weight: 3, arbitrary: bodyLine },
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('###', '### create', '### {{a}}', '  ####', '###x', '## no', '### __proto__'),
  },
  { weight: 1, arbitrary: value },
);

/** Files that are right for the most part, so that they are sent. */
const right = fc
  .tuple(
    fc.array(fc.constantFrom('@a = x', '@b = {{a}}y', '@fund = EX-1\\n', '@a = {{$uuid}}', '@a = {{given}}'), {
      maxLength: 2,
    }),
    fc.array(
      fc.constantFrom(
        ...['# @name create', '# @assert status == 200', '# @assert body matches (a+)+$', '# @capture id = body.$.id'],
        ...['# @poll every=1s timeout=10s', '# @poll every=1ms timeout=1s until=body.$.id exists', '# @retry count=3'],
        ...[
          '# @no-auth',
          '# @note really?',
          '# @prompt who',
          '# @timeout 30s',
          '# @account a',
          '# @tag a, b',
          '# @no-redirect',
        ],
        ...['# @portfolio fund.csv', '# @portfolio fund.csv weight=B scale=percent', '# @assert body.$.a[*] count > 0'],
      ),
      { maxLength: 3 },
    ),
    fc.constantFrom(
      'GET /p',
      'POST /p?a={{%given}}',
      'PUT https://other.example/{{given}}',
      '/p HTTP/1.1',
      'HEAD /p\n  /q',
    ),
    fc.array(fc.constantFrom('X: {{given}}', 'Content-Type: application/json', 'A: b', 'Accept: */*'), {
      maxLength: 2,
    }),
    fc.constantFrom(
      '',
      '{"a": "{{given}}"}',
      '< ./file.txt',
      '<@ file.json',
      'a=1\n&b=2',
      '{{create.response.body.$.id}}',
      '>> out.json',
    ),
    fc.constantFrom('', '', '\n###\nGET /{{create.response.body.$.id}}', '\n### two\n# @depends create\nGET /p'),
  )
  .map(([variables, head, line, headers, body, rest]) =>
    [...variables, ...head, line, ...headers, '', body, rest].join('\n'),
  );

const grammar = fc
  .tuple(
    fc.constantFrom('', '', '', '\uFEFF'),
    fc.array(line, { maxLength: 12, size: 'max' }),
    fc.constantFrom('\n', '\n', '\r\n', '\r'),
  )
  .map(([mark, lines, end]) => mark + lines.join(end));

/** Real request files: ours, and those of other tools. */
function realFiles(): readonly string[] {
  const corpus = 'test/unit/core/import/corpus';
  const others = readdirSync(corpus).filter((file) => file.endsWith('.http'));
  const files = ['media/sample/analysis.matter', ...others.map((file) => `${corpus}/${file}`)];
  return files.map((file) => readFileSync(file, 'utf8'));
}

const mutated = fc.constantFrom(...realFiles()).chain((text) =>
  fc.array(matterChange(text.length), { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce((current, { span, text: inserted }) => {
      return current.slice(0, span.start) + inserted + current.slice(span.end);
    }, text),
  ),
);

/** Files as a user, a tool or an attacker could write them. */
export const matterFile = fc.oneof(
  { weight: 500, arbitrary: grammar },
  { weight: 300, arbitrary: right },
  { weight: 150, arbitrary: mutated },
  { weight: 100, arbitrary: matterText },
  { weight: 1, arbitrary: multiplied },
  { weight: 1, arbitrary: largeFile },
);
