import { npm } from '../servers/npm.ts';

const severities = ['info', 'low', 'moderate', 'high', 'critical'] as const;

/** What `npm audit --json` says of a package. */
interface Vulnerability {
  readonly name: string;
  readonly severity: (typeof severities)[number];
  /** Advisories, or names of the packages through which it is concerned. */
  readonly via: readonly (string | { readonly url?: string; readonly title?: string })[];
}

export interface AuditReport {
  readonly vulnerabilities: Readonly<Record<string, Vulnerability>>;
}

/** No answer is no clean answer. */
export class AuditUnavailable extends Error {}

/** A registry of a test's own, with a cache of its own: what it says must not be remembered. */
export interface OtherRegistry {
  readonly origin: string;
  readonly cache: string;
}

/** Asks the registry about every locked package. `registry`: another one than npm is set to. */
export async function audit(folder: string, registry?: OtherRegistry): Promise<AuditReport> {
  const own = (to: OtherRegistry) => ['--registry', to.origin, '--cache', to.cache, '--fetch-retries', '0'];
  const other = registry === undefined ? [] : own(registry);
  const { out, err } = await npm(['audit', '--json', '--package-lock-only', ...other], { cwd: folder });
  const report = parse(out) as Partial<AuditReport> | undefined;
  if (report?.vulnerabilities !== undefined) return { vulnerabilities: report.vulnerabilities };
  throw new AuditUnavailable(
    `npm audit got no answer, so nothing is known about vulnerabilities. Ask again with a registry that answers audits. ` +
      `It said: ${(err.trim() || out.trim()).split('\n')[0] ?? ''}`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface Judgement {
  /** What must not stay. */
  readonly refused: readonly string[];
  /** In what builds and tests only, below high. */
  readonly noted: readonly string[];
}

/**
 * In what is shipped no vulnerability may stay, and none that is high or critical in what builds and tests. `accepted`:
 * the addresses of advisories with the reason why they do not concern us.
 */
export function judge(
  { vulnerabilities }: AuditReport,
  shipped: readonly string[],
  accepted: ReadonlyMap<string, string>,
): Judgement {
  const open = Object.values(vulnerabilities).filter((found) => !isAccepted(found, accepted));
  const isRefused = ({ name, severity }: Vulnerability) =>
    shipped.includes(name) || severities.indexOf(severity) >= severities.indexOf('high');
  return {
    refused: open.filter(isRefused).map(describeVulnerability),
    noted: open.filter((found) => !isRefused(found)).map(describeVulnerability),
  };
}

/** One that comes from another package stands and falls with that package's own entry, unless it is shipped. */
function isAccepted({ via }: Vulnerability, accepted: ReadonlyMap<string, string>): boolean {
  return via.every((cause) => typeof cause !== 'string' && accepted.has(cause.url ?? ''));
}

function describeVulnerability({ name, severity, via }: Vulnerability): string {
  const causes = via.map((cause) => (typeof cause === 'string' ? cause : `${cause.title ?? ''} ${cause.url ?? ''}`));
  return `${name} (${severity}): ${causes.join('; ')}`;
}
