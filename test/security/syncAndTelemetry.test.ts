import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCountingSandbox } from '../support/servers/countingSandbox.ts';
import { EmptyHome } from '../support/fakes/emptyHome.ts';
import { below, containing, textOf } from '../support/security/ownFiles.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { check } from '../support/security/supplyCheck.ts';
import { threat } from '../support/security/threats.ts';

const sources = below('src', '.ts');
const bundles = () => below('dist', '.js');

interface Setting {
  readonly type?: string;
  readonly scope?: string;
  readonly ignoreSync?: boolean;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly additionalProperties?: boolean | Setting;
  readonly properties?: Readonly<Record<string, Setting>>;
  readonly items?: Setting;
}
interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Setting>> } };
}
const settings = (JSON.parse(textOf('package.json')) as Manifest).contributes.configuration.properties;

/** The settings, and the properties inside of them, that can hold a text. */
function textSettings(all: Readonly<Record<string, Setting>>): readonly (readonly [string, Setting])[] {
  return Object.entries(all).flatMap(([name, setting]) => {
    const inner = { ...setting.properties, ...setting.items?.properties };
    const open = [setting.items, setting.type === 'object' ? setting : undefined].some(isOpen);
    const isText = !['array', 'boolean', 'integer', 'number', 'object'].includes(setting.type ?? '');
    return [...(isText || open ? [[name, setting] as const] : []), ...textSettings(prefixed(name, inner))];
  });
}
/** A list of texts, and an object that takes names of the user's own. */
function isOpen(setting: Setting | undefined): boolean {
  return setting !== undefined && setting.additionalProperties !== false;
}
function prefixed(name: string, inner: Readonly<Record<string, Setting>>): Readonly<Record<string, Setting>> {
  return Object.fromEntries(Object.entries(inner).map(([key, setting]) => [`${name}.${key}`, setting]));
}
const secretWord = /secret|password|passphrase|token|credential|api.?key|client.?id|bearer/i;
const asksForSecret = ([name, setting]: readonly [string, Setting]) =>
  secretWord.test(`${name} ${setting.description ?? ''} ${setting.markdownDescription ?? ''}`);

threat('T22', 'Settings Sync leak', () => {
  check('nothing is marked for Settings Sync', () => {
    const mark = 'setKeysForSync';
    assert.ok(textOf('node_modules/@types/vscode/index.d.ts').includes(mark), 'this is what VS Code calls it');
    assert.deepEqual(containing([...sources, ...bundles()], new RegExp(mark)), []);
  });

  check('the settings that can hold a text are the listed ones', () => {
    assert.deepEqual(
      textSettings(settings).map(([name]) => name),
      [
        'matter.apiOrigin',
        'matter.apiDescription',
        'matter.tls.caFile',
        ...['host', 'certFile', 'keyFile', 'pfxFile'].map((name) => `matter.tls.clientCertificates.${name}`),
      ],
    );
  });

  check('no setting that can hold a text asks for a secret', () => {
    assert.deepEqual(textSettings(settings).filter(asksForSecret), []);
  });

  check('a setting for a secret is found', () => {
    const planted: Readonly<Record<string, Setting>> = {
      'matter.clientSecret': { type: 'string' },
      'matter.key': { type: 'string', description: 'The API key.' },
      'matter.tokens': { type: 'object', additionalProperties: { type: 'string' } },
      'matter.more': { type: 'object', description: 'Passwords, by the name of the account.' },
      'matter.accounts': { type: 'array', items: { type: 'object', properties: { password: { type: 'string' } } } },
    };
    const names = textSettings(planted)
      .filter(asksForSecret)
      .map(([name]) => name);
    assert.deepEqual(names, [
      'matter.clientSecret',
      'matter.key',
      'matter.tokens',
      'matter.more',
      'matter.accounts.password',
    ]);
  });

  check('what names a place of this computer is kept out of Settings Sync', () => {
    const local = Object.entries(settings).filter(([name]) => /^matter\.(apiOrigin|tls\.)/.test(name));
    assert.equal(local.length, 3);
    assert.deepEqual(
      local.filter(([, { ignoreSync, scope }]) => ignoreSync !== true || scope !== 'application'),
      [],
    );
  });
});

threat('T23', 'Telemetry leak', () => {
  const reporters =
    /createTelemetryLogger|TelemetryReporter|TelemetryLogger|sendTelemetry|telemetryEvent|application-?insights|@sentry|posthog|mixpanel|amplitude|google-analytics/i;

  check('no telemetry in the source, the bundles, the manifest or the locked packages', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Readonly<Record<string, unknown>> };
    assert.deepEqual(containing([...sources, ...bundles(), 'package.json'], reporters), []);
    const names = Object.keys(packages).filter((path) => reporters.test(path) || /telemetry/i.test(path));
    assert.deepEqual(names, []);
  });

  check('telemetry is found where it is planted', () => {
    const planted = [
      'vscode.env.createTelemetryLogger(s)',
      'new TelemetryReporter(k)',
      'import "@vscode/extension-telemetry"; r.sendTelemetryEvent("a")',
      'node_modules/applicationinsights',
      'import * as Sentry from "@sentry/node"',
    ];
    assert.deepEqual(
      planted.filter((text) => !reporters.test(text)),
      [],
    );
  });

  check('our own code names no host but those of the API, schemas and examples', () => {
    const own = bundles().filter((path) => !path.includes('/library/'));
    const hosts = own.flatMap((path) => textOf(path).match(/\bhttps?:\/\/[\w.-]*\w/g) ?? []);
    // Example names belong to nobody (RFC 2606).
    const real = hosts.filter((host) => !/[/.]example\.com$/.test(host));
    assert.deepEqual([...new Set(real)].sort(), [
      'http://127.0.0.1',
      'http://schemas.openxmlformats.org', // a name in workbooks
      'http://www.w3.org',
      'https://api.thisismatter.com',
    ]);
  });

  check('a run asks the API and nobody else', async () => {
    const foreign = await startRecordingServer(() => ({ status: 502 }));
    const api = await startCountingSandbox(0);
    const home = new EmptyHome();
    // Whoever else is asked is asked through this proxy; loopback, where the API is, goes direct.
    const env = { ...api.env, HTTPS_PROXY: foreign.origin, HTTP_PROXY: foreign.origin };
    try {
      copyFileSync('media/sample/analysis.matter', join(home.cwd, 'sample.matter'));
      const { code, err } = await home.matter(['run', '--origin', api.origin, 'sample.matter'], { env });
      assert.equal(code, 0, err);
      assert.equal(foreign.seen.length, 0);
      writeFileSync(join(home.cwd, 'other.matter'), 'GET http://telemetry.example/\n');
      await home.matter(['run', 'other.matter'], { env });
      assert.equal(foreign.seen.length, 1, 'a request to somebody else is seen');
    } finally {
      home.remove();
      await Promise.all([foreign.stop(), api.stop()]);
    }
  });
});
