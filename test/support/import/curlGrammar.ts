import fc from 'fast-check';

const words = fc.constantFrom(
  ...['a', 'x y', '"q"', "it's", '$5', '`x`', '\\', '{"a": 1}', '{{x}}', '###', '# c', '< f', 'é', '😀', '%20', 'a&b'],
  ...['a=b', ';', '|', '*', '?', '~', '!', '\t', '\n', '\r\n', '@', ',', '[1]', '{a,b}', '//', 'HTTP/1.1', '\u0001'],
);
const value = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const pathWord = fc.stringMatching(/^[a-z0-9~._-]{1,6}$/).filter((one) => !/^\.+$/.test(one));

/** A word of bash in one of its ways of quoting. */
const quoted = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    `'${text.replaceAll("'", `'\\''`)}'`,
    `"${text.replaceAll(/[\\"$`]/g, '\\$&')}"`,
    `$'${text.replaceAll(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\x09')}'`,
    text.includes('\n') ? `'${text.replaceAll("'", `'\\''`)}'` : text.replaceAll(/[^\w/:.=-]/gu, '\\$&'),
  );

const oneLine = value.map((text) => text.replaceAll(/[\r\n\u0001]/g, ' ').trim()).filter((text) => text !== '');
const option = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('-d ', '-d', '--data ', '--data-raw ', '--data-binary '),
      value.filter((one) => !one.startsWith('@')).chain(quoted),
    )
    .map((p) => p.join('')),
  fc
    .tuple(fc.constantFrom('--data-urlencode '), value.filter((one) => !/^[^=]*@/.test(one)).chain(quoted))
    .map((p) => p.join('')),
  fc
    .tuple(
      fc.constantFrom('-H ', '-H', '--header '),
      fc.tuple(fc.constantFrom('X-A', 'x-b', 'X-C'), oneLine).chain(([name, text]) => quoted(`${name}: ${text}`)),
    )
    .map((p) => p.join('')),
  fc.tuple(fc.constantFrom('-A ', '-e ', '-b k='), oneLine.chain(quoted)).map((p) => p.join('')),
  fc
    .tuple(fc.constantFrom('-X', '-X ', '--request '), fc.constantFrom('PUT', 'PATCH', 'DELETE', 'PURGE'))
    .map((p) => p.join('')),
  fc
    .tuple(
      fc.constantFrom('-u ', '-u'),
      oneLine.chain((text) => quoted(`user:${text}`)),
    )
    .map((p) => p.join('')),
  fc.constantFrom(
    '-s',
    '-sS',
    '-k',
    '-L',
    '-i',
    '-v',
    '--compressed',
    '-G',
    '-m 5',
    '-o out.txt',
    '-w "%{http_code}"',
    '-ksSL',
  ),
);
const form = fc
  .tuple(
    fc.constantFrom('-F ', '--form '),
    fc
      .tuple(
        pathWord,
        value.filter((one) => !/^["@<(=]|;/.test(one)),
      )
      .chain(([name, text]) => quoted(`${name}=${text}`)),
  )
  .map((p) => p.join(''));

const url = fc
  .tuple(fc.array(pathWord, { maxLength: 3 }), fc.array(fc.tuple(pathWord, pathWord), { maxLength: 2 }))
  .map(
    ([path, query]) =>
      `https://api.example.test/${path.join('/')}${query.length === 0 ? '' : `?${query.map((pair) => pair.join('=')).join('&')}`}`,
  )
  .chain(quoted);

/** Commands that curl takes, written in the ways that bash allows. */
export const curlCommand = fc
  .tuple(
    url,
    fc.oneof(fc.array(option, { maxLength: 5 }), fc.array(form, { minLength: 1, maxLength: 3 })),
    fc.constantFrom(' ', ' \\\n  ', '  '),
    fc.nat(5),
  )
  .map(([address, options, join, place]) =>
    ['curl', ...options.slice(0, place), address, ...options.slice(place)].join(join),
  );
