import fc from 'fast-check';

/** Rare, as each is large: one long line, or one deep nesting, closed or not. */
const large = fc
  .tuple(
    fc.constantFrom(
      ...[
        '[',
        '{"a":',
        '{{',
        '}}',
        '"',
        '\\',
        '?',
        '&',
        '  ',
        '\r',
        '<',
        '$..[',
        '((',
        'é',
        '=',
        '# @',
        '###\n',
        '{{a}}',
      ],
      ...['eyJ-', 'Bearer ', '// ', '@a = {{a}}\n', '"{{', '# @name a\nGET /\n###\n', '1700000000', '(a|', '\uFEFF'],
    ),
    fc.integer({ min: 100, max: 20_000 }),
    fc.constantFrom('', ']', '}', '1'),
  )
  .map(([unit, times, close]) => unit.repeat(times) + close.repeat(times));
export const largeFile = fc
  .tuple(
    fc.constantFrom(
      ...['POST /p\n\n', 'GET /', '@a = ', '# @assert body.', 'GET /p\nX: ', '', '# @poll until='],
      ...['# @portfolio ', '### ', 'GET /p\nAuthorization: Bearer ', 'POST /p\n\n{"a":"', '>> '],
    ),
    large,
  )
  .map((parts) => parts.join(''));

/** Each variable holds the next one several times: few lines that stand for more text than there is memory. */
export const multiplied = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom('GET /', 'POST /p\n\n'))
  .map(([depth, times, start]) => {
    const lines = Array.from({ length: depth }, (_, at) => `@v${at} = ${`{{v${at + 1}}}`.repeat(times)}\n`);
    return `${lines.join('')}@v${depth} = x\n${start}{{v0}}\n`;
  });
