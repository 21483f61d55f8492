import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { hostileNames } from './generateMatter.ts';

/** Set by a description on every object there is, were it let to. */
export const pollution = 'pollutedByADescription';

const references = fc.constantFrom(
  ...[
    '#/components/schemas/A',
    '#/components/schemas/B',
    '#/components/parameters/p',
    '#',
    '#/',
    '#/paths/~1a',
    '#/__proto__',
  ],
  ...[
    '#/constructor/prototype',
    '#/components/schemas/A/properties/~0~1',
    'https://h/x#/a',
    '../x.yaml',
    '',
    '#/paths/~1a/get',
  ],
  ...['#/components', '#/toString', '#/openapi', '#/tags/0'],
);
const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '/a/{id}',
    'x\ny',
    '{{a}}',
    '\u0000',
    '\uD800',
    '\u202E',
    '### x',
    "'",
    '"',
    '*a',
    '&a',
    'é',
    '- ',
    '#',
  ),
  fc.string({ maxLength: 6 }),
);
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, [], {}, '', 'text', [null], [[]], [{}], { $ref: 5 }, { $ref: [] }),
  text,
);
const key = fc.constantFrom(
  ...hostileNames,
  'a',
  'id',
  '$ref',
  'example',
  'schema',
  'x-a',
  '0',
  '200',
  'examples',
  'properties',
);
const { node: schema } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    wrong,
    references.map(($ref) => ({ $ref })),
    fc.record(
      {
        type: fc.constantFrom<unknown>('object', 'string', 5, ['null', 'string']),
        properties: fc.dictionary(key, tie('node'), { maxKeys: 3 }),
        items: tie('node'),
        allOf: fc.array(tie('node'), { maxLength: 2 }),
        example: wrong,
        examples: fc.oneof(fc.array(wrong, { maxLength: 2 }), fc.dictionary(key, wrong, { maxKeys: 2 })),
        default: wrong,
      },
      { requiredKeys: [] },
    ),
  ),
}));
const parameter = fc.oneof(
  { weight: 1, arbitrary: wrong },
  { weight: 1, arbitrary: references.map(($ref) => ({ $ref })) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        name: fc.oneof(text, fc.constantFrom(...hostileNames)),
        in: fc.constantFrom<unknown>('path', 'query', 'header', 'cookie', 'body', 5),
        required: fc.constantFrom<unknown>(true, false, 'true'),
        description: wrong,
        schema,
        example: wrong,
        examples: wrong,
      },
      { requiredKeys: [] },
    ),
  },
);
const parameters = fc.oneof(
  { weight: 5, arbitrary: fc.array(parameter, { maxLength: 3 }) },
  { weight: 1, arbitrary: wrong },
);
const content = fc.dictionary(
  fc.constantFrom('application/json', 'text/plain', 'a\nb: c', '__proto__', ''),
  fc.oneof(fc.record({ schema, example: wrong }, { requiredKeys: [] }), wrong),
  { maxKeys: 2 },
);
const operation = fc.oneof(
  { weight: 1, arbitrary: wrong },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        operationId: fc.oneof(text, wrong, fc.constantFrom(...hostileNames)),
        tags: fc.oneof(wrong, fc.array(fc.oneof(text, wrong), { maxLength: 2 })),
        summary: wrong,
        description: wrong,
        parameters,
        requestBody: fc.oneof(
          fc.record({ content }),
          references.map(($ref) => ({ $ref })),
          wrong,
        ),
        responses: fc.oneof(
          wrong,
          fc.dictionary(fc.constantFrom('200', '202', 'default', '__proto__'), wrong, { maxKeys: 2 }),
        ),
        'x-evidence': wrong,
      },
      { requiredKeys: [] },
    ),
  },
);
const pathItem = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.oneof(
      wrong,
      references.map(($ref) => ({ $ref })),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({ get: operation, post: operation, trace: operation, parameters }, { requiredKeys: [] }),
  },
);
const description = fc.record(
  {
    openapi: fc.constantFrom<unknown>('3.1.0', '3.1.0', '3.0.3', '3.1.0', '2.0', 3.1, '3.10', null),
    info: fc.oneof(fc.record({ title: wrong }), wrong),
    paths: fc.oneof(
      {
        weight: 8,
        arbitrary: fc.dictionary(
          fc.constantFrom('/a', '/a/{id}', '/{__proto__}', 'a', '__proto__', '/a?b={{c}}', '/\n### x'),
          pathItem,
          { maxKeys: 3 },
        ),
      },
      { weight: 1, arbitrary: wrong },
    ),
    components: fc.oneof(
      wrong,
      fc.record({ schemas: fc.record({ A: schema, B: schema }), parameters: fc.record({ p: parameter }) }),
    ),
    tags: wrong,
  },
  { requiredKeys: ['openapi', 'paths'] },
);

const nothing = '{"openapi":"3.1.0","paths":{}}';
const proto = `{"${pollution}":true}`;
const bomb = (levels: number, times: number): string =>
  Array.from({ length: levels }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(times)}]`).join('\n');
/** Texts made for the parser of YAML, and for those who walk what it returns. */
const crafted = fc.constantFrom(
  ...[
    '',
    '\uFEFF',
    '\u0000',
    '---\n---\n',
    '- - - -',
    'openapi: 3.1.0\npaths: &a\n  /a: *a',
    'a: *b',
    '%YAML 9.9\n---\n{}',
  ],
  ...[`{"openapi":"3.1.0","__proto__":${proto},"paths":{"__proto__":${proto},"/a":{"__proto__":${proto},"get":{}}}}`],
  ...[
    `openapi: 3.1.0\npaths:\n  __proto__: &p ${proto}\n  <<: *p\n  /a: { <<: *p, get: {} }\nconstructor: { prototype: *p }`,
  ],
  ...[
    `openapi: 3.1.0\npaths: !!js/function 'x'\n`,
    'openapi: !!binary x\npaths: !<tag:yaml.org,2002:set> { ? a }',
    '? {a: b}\n: c',
  ],
  ...['openapi: 3.1.0\npaths: {/a: {get: {operationId: !!timestamp 2020-01-01, summary: 0x1F, description: 1_000}}}'],
  ...[
    `a0: &a0 x\n${bomb(12, 10)}\nopenapi: 3.1.0\npaths: {}`,
    `a0: &a0 {get: {}}\n${bomb(3, 9)}\nopenapi: 3.1.0\npaths: {/a: *a0}`,
  ],
  ...[
    '['.repeat(2000),
    '['.repeat(100_000),
    '{"a":'.repeat(50_000),
    `${'- '.repeat(20_000)}x`,
    `openapi: 3.1.0\npaths: ${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  ],
  ...[
    `${nothing.slice(0, -2)}"/a":{"get":{"summary":"${'x'.repeat(500_000)}"}}}}`,
    `'${'é'.repeat(100_000)}`,
    'a: b\n'.repeat(3000),
  ],
  ...[
    '? '.repeat(5000),
    '!'.repeat(50_000),
    '&a '.repeat(5000),
    '"\\'.repeat(20_000),
    '\t'.repeat(50_000),
    '# \n'.repeat(50_000),
    '|\n'.repeat(5000),
  ],
  ...[
    `openapi: 3.1.0\npaths:\n${Array.from({ length: 30 }, (_, at) => `  /${at}: {$ref: '#/paths/~1${(at + 1) % 30}'}`).join('\n')}`,
  ],
);

const shipped = readFileSync('media/matter-partner-api.openapi.yaml', 'utf8');
const change = fc.tuple(
  fc.nat(shipped.length),
  fc.nat(30),
  fc.constantFrom(
    '',
    '\n',
    '  ',
    ':',
    '&a ',
    '*a',
    '{',
    '[',
    '"',
    "'",
    '<<: ',
    '$ref: "#/components"',
    '\t',
    '---\n',
    '!!x ',
    'null',
    '__proto__: {}\n',
  ),
);
const mutated = fc
  .array(change, { minLength: 1, maxLength: 3 })
  .map((changes) =>
    changes.reduce(
      (current, [at, count, inserted]) => current.slice(0, at) + inserted + current.slice(at + count),
      shipped,
    ),
  );

/** Descriptions of an API: of the right shape with wrong parts, the shipped one damaged, and hostile YAML. */
export const apiDescription = fc.oneof(
  { weight: 60, arbitrary: description.map((value) => JSON.stringify(value)) },
  { weight: 30, arbitrary: description.map((value) => stringify(value, { aliasDuplicateObjects: true })) },
  { weight: 6, arbitrary: mutated },
  { weight: 4, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 3, arbitrary: crafted },
);
