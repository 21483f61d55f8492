import { extname } from 'node:path';

/**
 * Which files of its project a request may send, and which it may write: data, as its ending says. Everything else is
 * left alone: what has no ending, hides, holds credentials, or is run or obeyed by a program.
 */

/** What bodies are made of. */
const dataEndings: ReadonlySet<string> = new Set(
  '.json .jsonl .ndjson .csv .tsv .xlsx .xml .txt .html .graphql .gql .bin .pdf .png .jpg .jpeg .gif .webp .svg'.split(
    ' ',
  ),
);

/** Words of a name, whatever stands between them. */
const secretWords: ReadonlySet<string> = new Set(
  'env secret secrets credential credentials cred creds password passwords passwd passphrase pwd token tokens apikey apikeys auth oauth privatekey keystore kubeconfig tfstate tfvars netrc htpasswd cookie cookies'.split(
    ' ',
  ),
);
const keyPair = /^id_(?:rsa|dsa|ecdsa|ed25519)/i;

/** Data by its ending, and yet what package managers, builders and editors read to know what to run. */
const obeyedNames: readonly RegExp[] = [
  /^(?:package(?:-lock)?|npm-shrinkwrap|composer|bower|component|deno|jsr|lerna|nx|turbo|project|workspace|angular|vercel|netlify|firebase|now|app|nodemon|tasks|launch|settings|extensions|keybindings|devcontainer|renovate|manifest|global|cdk|sam|serverless|apprunner|dockerrun\.aws|import_map|hooks|mcp|claude|cline)\.json$/,
  /(?:rc|config|configuration|settings)(?:\.\w+)*\.json$/,
  /^[jt]sconfig[\w.-]*\.json$/,
  /^(?:pom|build|ivy|ant|web|machine|nuget|settings|androidmanifest|log4j2?|logback|applicationcontext|toolchains|extensions)[\w.-]*\.xml$/,
  /^(?:requirements|constraints|cmakelists|conanfile|meson_options|autorun|crontab|authorized_keys)[\w.-]*\.txt$/,
];

/** Why the file at this path, relative to its project, is not sent; undefined where it may be. */
export function refusalToSend(below: string): string | undefined {
  const parts = below.split(/[\\/]/);
  if (parts.some((part) => part.startsWith('.') || isSecret(part)))
    return 'may hold secrets and is never sent. Give it another name if it does not.';
  if (!dataEndings.has(extname(below).toLowerCase()))
    return `is no data by its ending and is never sent. Files to send end in ${[...dataEndings].join(', ')}.`;
  return undefined;
}

/** Why no response is saved at this path, relative to the project; undefined where it may be. */
export function refusalToSave(below: string): string | undefined {
  const parts = below.split(/[\\/]/);
  const isObeyed = obeyedNames.some((pattern) => pattern.test(parts.at(-1)?.toLowerCase() ?? ''));
  if (parts.some((part) => part.startsWith('.') || part.toLowerCase() === 'node_modules') || isObeyed)
    return 'is a file that programs obey: no response is saved there. Choose another name.';
  if (parts.some(isSecret)) return 'may hold secrets: no response is saved there. Choose another name.';
  if (!dataEndings.has(extname(below).toLowerCase()))
    return `is no data by its ending: no response is saved there. Choose one of ${[...dataEndings].join(', ')}.`;
  return undefined;
}

/** What a text begins with that is a key or an account of a service, whatever its name says. */
export function holdsCredentials(head: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY|"(?:private_key|refresh_token|secret_?access_?key|aws_secret_access_key|terraform_version)"\s*:/i.test(
    head,
  );
}

function isSecret(part: string): boolean {
  const words = part
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  const pairs = words.map((word, at) => `${word}${words[at + 1] ?? ''}`);
  return (
    keyPair.test(part) || words.some((word) => secretWords.has(word)) || pairs.some((pair) => secretWords.has(pair))
  );
}
