import fc from 'fast-check';

/** Stands in every answer that is generated, as its token or beside it: no error may show it. */
export const canary = 'sbx_canary_7f3a91c2';

const tokens = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(canary, `${canary}.a~b+c/d==`, `${canary}-_`) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...['', ' ', `${canary} `, `${canary}\r\nX: y`, `${canary}\u0000`, `=${canary}`, `${canary}=x`, `${canary}é`],
      ...[`${canary}\uD800`, canary.repeat(900), 5, null, true, [canary], { canary }, undefined, `Bearer ${canary}`],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => canary + text) },
);
const types = fc.constantFrom(
  ...[
    'Bearer',
    'bearer',
    'BEARER',
    'Bearer',
    'Bearer',
    'mac',
    '',
    'Bearer ',
    'bearer\u0130',
    'Be\u0430rer',
    5,
    null,
    undefined,
  ],
  ...[['Bearer'], { toString: 'bearer' }],
);
export const lifetimes = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      3600,
      '3600',
      0,
      -1,
      1e15,
      1e308,
      -1e308,
      0.5,
      59,
      86_400,
      86_401,
      null,
      '',
      '3600abc',
      '-5',
      ' 60',
      '1e3',
      '0x10',
    ],
    ...['NaN', 'Infinity', true, [], [60], {}, undefined, '٣٦٠٠', '9'.repeat(15), '9'.repeat(16), Number.MIN_VALUE],
  ),
  fc.integer(),
  fc.double(),
  fc.string({ maxLength: 6 }),
);

const object = fc
  .record({ access_token: tokens, token_type: types, expires_in: lifetimes, extra: fc.jsonValue({ maxDepth: 2 }) })
  .map((answer) => JSON.stringify({ note: canary, ...answer }));

const whole = fc.constantFrom(
  ...[
    '',
    'null',
    '5',
    '[]',
    '{}',
    `"${canary}"`,
    `[{"access_token":"${canary}"}]`,
    `<html>${canary}</html>`,
    '\uFEFF\uFEFF{}',
  ],
  ...[
    `{"access_token":"${canary}","access_token":"x\\r\\n","token_type":"Bearer"}`,
    `{"__proto__":{"access_token":"${canary}"}}`,
  ],
  ...[`{"__proto__":{"access_token":"${canary}","token_type":"Bearer"},"token_type":"Bearer"}`, `${canary}\u0000{}`],
  ...[
    '['.repeat(50_000) + canary,
    `{"a":`.repeat(50_000),
    `{"access_token":"${canary}","token_type":"Bearer","expires_in":1e999}`,
  ],
  ...[`{"access_token":"${canary}","token_type":"Bearer","expires_in":-1e999}`, `{"length":1,"0":"${canary}"}`],
);

/** Where a text is cut, changed or added to. */
const changed = fc
  .tuple(object, fc.nat(200), fc.nat(20), fc.constantFrom('', canary, '"', '}', '\\', '\u0000', '{"', ','))
  .map(([text, at, count, inserted]) => text.slice(0, at) + inserted + text.slice(at + count));

/** Bodies of a token endpoint: nearly right, wrong, and of something else altogether. */
export const tokenAnswer = fc
  .tuple(
    fc.constantFrom('', '', '', '\uFEFF', ' '),
    fc.oneof({ weight: 6, arbitrary: object }, { weight: 2, arbitrary: changed }, { weight: 1, arbitrary: whole }),
  )
  .map((parts) => parts.join(''));
