import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironments } from '../../src/core/environment/environments.ts';
import { Redactor } from '../../src/core/http/redactor.ts';
import { Secret } from '../../src/core/secret.ts';
import { cpuMs } from '../support/security/cpuTime.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { runMatter } from '../support/servers/runMatter.ts';
import { threat } from '../support/security/threats.ts';

// T19: the last step, on the text as it will be read. A server echoes a secret in shapes that hide it from a plain search.

const secret = 'sbx_token_abcDEF.123-xyz';
const each = (write: (character: string) => string): string => Array.from(secret, write).join('');
const between = (...parts: readonly string[]): string => Array.from(secret).join(parts.join(''));
const code = (character: string, digits: number): string => character.charCodeAt(0).toString(16).padStart(digits, '0');

const disguises: Readonly<Record<string, string>> = {
  'a zero-width space inside': between('\u200B'),
  'a soft hyphen inside': between('\u00AD'),
  'a zero-width joiner and a word joiner': between('\u200D', '\u2060'),
  'a byte order mark inside': between('\uFEFF'),
  'a control character inside': between('\u0001'),
  'a bell and a backspace inside': between('\u0007\b'),
  'a C1 control inside': between('\u0085'),
  'marks that turn the direction': between('\u202E\u202C'),
  'a variation selector inside': between('\uFE0F'),
  'tags of the last plane inside': between('\u{E0041}'),
  'a Mongolian vowel separator': between('\u180E'),
  'a Hangul filler': between('\u3164'),
  'a stroke through each letter': between('\u0336'),
  'hair spaces': between('\u200A'),
  'line ends inside': between('\n'),
  'a NUL and a carriage return': between('\0\r'),
  'full-width letters': each((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
  'JSON escapes of each character': each((character) => `\\u${code(character, 4)}`),
  'JSON escapes of the first one': `\\u${code('s', 4)}${secret.slice(1)}`,
  'JSON escapes in JSON': each((character) => `\\\\u${code(character, 4)}`),
  'escapes of a zero-width space': between('\\u200b'),
  'escapes of programs': each((character) => `\\x${code(character, 2)}`),
  'escapes with braces': each((character) => `\\u{${code(character, 1)}}`),
  'percent escapes of each character': each((character) => `%${code(character, 2)}`),
  'percent escapes, twice': each((character) => `%25${code(character, 2)}`),
  'percent escapes of some': secret.replaceAll('_', '%5F').replaceAll('.', '%2e'),
  'HTML entities, decimal': each((character) => `&#${character.charCodeAt(0)};`),
  'HTML entities, hexadecimal': each((character) => `&#x${code(character, 2)};`),
  'HTML entities with zeros and no semicolon': each((character) => `&#x00${code(character, 2)}`)
    .replaceAll('&', ' &')
    .trim()
    .replaceAll(' ', ''),
  'HTML entities by name': secret.replaceAll('_', '&lowbar;').replaceAll('.', '&period;'),
  'entities of escapes': each((character) => `&#92;u${code(character, 4)}`),
  'percent escapes of JSON escapes': each((character) => `%5Cu${code(character, 4)}`),
  'base64 in lines': (
    Buffer.from(secret)
      .toString('base64')
      .match(/.{1,7}/g) ?? []
  ).join('\r\n'),
  'base64 with invisible characters': Array.from(Buffer.from(secret).toString('base64')).join('\u200B'),
  'hexadecimal with soft hyphens': Array.from(Buffer.from(secret).toString('hex')).join('\u00AD'),
};

/** All that a reader could put together again. */
function readable(text: string): string {
  return text
    .replaceAll(
      /\\+u\{?0*([0-9a-f]{2,4})\}?|\\x([0-9a-f]{2})|%(?:25)*([0-9a-f]{2})|&#x0*([0-9a-f]+);?/gi,
      (_, ...digits: (string | undefined)[]) =>
        String.fromCharCode(parseInt(digits.slice(0, 4).find((found) => found !== undefined) ?? '0', 16)),
    )
    .normalize('NFKC')
    .replaceAll(/[^a-zA-Z0-9]/g, '');
}

threat('T19', 'Leak by log: disguised secrets', () => {
  const redactor = new Redactor();
  redactor.register(new Secret(secret));

  for (const [name, text] of Object.entries(disguises))
    it(`is masked: ${name}`, () => {
      const shown = redactor.redact(`before ${text} after`);
      assert.equal(shown, 'before •••••• after');
      assert.ok(!readable(shown).includes(readable(secret)));
    });

  it('is masked where it was cut, with the cut marked or not', () => {
    assert.equal(redactor.redact(`x ${secret.slice(0, 9)}…`), 'x ••••••…');
    assert.equal(redactor.redact(`x ${secret.slice(0, 20)}`), 'x ••••••');
    assert.equal(redactor.redact(`x ${between('\u200B').slice(0, 40)}`), 'x ••••••');
    assert.equal(
      redactor.redact(`x ${disguises['JSON escapes of each character']?.slice(0, 6 * 20) ?? ''}`),
      'x ••••••',
    );
  });

  it('leaves all else as it is', () => {
    for (const text of [
      'a\u200Bb',
      'C:\\new\\table',
      '50% off %20',
      '&amp; &#x41;',
      'naïve façade',
      '日本語 \\u0041',
      'sbx_token_',
      '',
    ])
      assert.equal(redactor.redact(text), text);
  });

  it('knows short secrets, and numbers and nested texts of a private environment', () => {
    const short = new Redactor();
    short.register(new Secret('s3cr3t7'));
    assert.equal(short.redact('is s3cr3t7!'), 'is ••••••!');
    const nested = JSON.stringify({ dev: { a: { b: ['deep_value'] }, pin: 86_753_091, c: 'plain_value' } });
    const read = parseEnvironments(undefined, nested);
    assert.ok(!('problem' in read));
    assert.deepEqual([...read.secretValues].sort(), ['86753091', 'deep_value', 'plain_value']);
  });

  it('stays fast with 20,000 secrets and a response of 3 MB, and forgets them', () => {
    const many = new Redactor();
    const forgets: (() => void)[] = [];
    const registering = cpuMs(() => {
      for (let at = 0; at < 20_000; at++) forgets.push(many.register(new Secret(`sk-live-${at * 7919}-value`)));
    });
    const texts = [
      'x'.repeat(3_000_000),
      'sk-live-'.repeat(375_000),
      JSON.stringify({ id: 'US0378331005', name: 'Company, "Inc."', weight: 0.1 }).repeat(40_000),
      '\\u0073\\u006b-live-'.repeat(150_000),
    ];
    for (const text of texts) {
      many.redact('warm');
      const ms = cpuMs(() => many.redact(text));
      assert.ok(ms < 5000, `${ms} ms after ${registering} ms: ${text.slice(0, 20)}`); // it was 25 s; now far below one
    }
    assert.equal(many.redact('sk-live-7919-value'), '••••••');
    for (const forget of forgets) forget();
    assert.equal(many.redact('sk-live-7919-value'), 'sk-live-7919-value');
  });

  it('refuses an environment without limit', () => {
    const values = Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [`n${at}`, `value-${at}`]));
    assert.ok('problem' in parseEnvironments(undefined, JSON.stringify({ dev: values })));
  });
});

threat('T19', 'Leak by log: secrets of the command line', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-redaction-'));
  const path = (name: string): string => join(dir, name);
  let server: Awaited<ReturnType<typeof startRecordingServer>>;
  before(async () => {
    server = await startRecordingServer(({ path: asked }) => ({
      status: 500,
      body: JSON.stringify({
        echo: decodeURIComponent(asked.slice(1)),
        split: Array.from(asked.slice(1)).join('\u200B'),
      }),
      headers: { 'X-Echo': asked.slice(1) },
    }));
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true });
  });

  const values: Readonly<Record<string, readonly [name: string, value: string]>> = {
    'a secret prompt answered by --var': ['answer', 'sbx_answer_1'],
    '.env': ['$dotenv KEY', 'sbx_dotenv_1'],
    MATTER_VAR_: ['$processEnv MATTER_VAR_X', 'sbx_variable_1'],
    'a variable that --env-allow lets in': ['$processEnv OTHER', 'sbx_allowed_1'],
    'a text of the private environment': ['text', 'sbx_private_1'],
    'a short text of it': ['short', 'sbx_p_7'],
    'a number of it': ['number', '86753091'],
    'a nested text of it': ['nested', 'sbx_nested_1'],
  };
  for (const [name, [reference, value]] of Object.entries(values))
    it(`is printed and reported nowhere: ${name}`, async () => {
      writeFileSync(path('.env'), 'KEY=sbx_dotenv_1\n');
      const environment = {
        text: 'sbx_private_1',
        short: 'sbx_p_7',
        number: 86_753_091,
        nested: { a: ['sbx_nested_1'] },
      };
      writeFileSync(path('http-client.private.env.json'), JSON.stringify({ dev: environment }));
      const text = [
        '# @secret-prompt answer',
        '# @assert status == 200',
        `# @assert body.$.echo == ${value}x`,
        '# @assert header x-echo == 1',
        `GET ${server.origin}/{{%${reference}}}`,
      ];
      writeFileSync(path('a.matter'), `${text.join('\n')}\n\n>>! saved.json\n`);
      const args = ['run', '--show-body', '--env', 'dev', '--var', 'answer=sbx_answer_1', '--env-allow', 'OTHER'];
      const reports = ['--json', path('r.json'), '--junit', path('r.xml')];
      const env = { MATTER_VAR_X: 'sbx_variable_1', OTHER: 'sbx_allowed_1', GITHUB_ACTIONS: 'true' };
      const { code, out, err } = await runMatter([...args, ...reports, path('a.matter')], env);
      assert.equal(code, 1, err);
      assert.ok(server.seen.at(-1)?.path.includes(encodeURIComponent(value)) === true); // it was there to be shown
      for (const shown of [out, err, readFileSync(path('r.json'), 'utf8'), readFileSync(path('r.xml'), 'utf8')])
        assert.ok(!shown.replaceAll('\u200B', '').includes(value), shown);
      assert.ok(readFileSync(path('saved.json'), 'utf8').includes(value)); // stored as it came
    });

  it('results are stored as they came, for their user only', async () => {
    writeFileSync(path('p.csv'), 'ISIN,Weight\nUS0378331005,1\n');
    const { code, err } = await runMatter(['analyse', '--sandbox', '--out', path('out'), path('p.csv')]);
    assert.equal(code, 0, err);
    for (const name of readdirSync(path('out'))) assert.equal(statSync(join(path('out'), name)).mode & 0o077, 0, name);
  });
});
