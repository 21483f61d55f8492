import { appendFileSync } from 'node:fs';

/** What a security run counts. The expected numbers stand in test/harness/securitySummary.ts. */
export type TallyKind =
  | 'hostile:URL'
  | 'hostile:header'
  | 'hostile:template'
  | 'hostile:path'
  | 'hostile:webview'
  | 'hostile:workspace'
  | 'hostile:redirect'
  | 'hostile:sandbox'
  | 'hostile:terminal'
  | 'hostile:environment'
  | 'hostile:SSRF'
  | 'hostile:editor'
  | 'threat'
  | 'fault'
  | 'leak check'
  | 'leak hit'
  | 'planted leak caught'
  | 'interleaving'
  | 'window check'
  | 'fuzz:request file'
  | 'fuzz:token answer'
  | 'fuzz:API description'
  | 'fuzz:portfolio file'
  | 'soak minute'
  | 'supply chain check'
  | 'audit'
  | 'trust check';

/**
 * Notes a case that was shown, for the summary of `npm run test:security`: called after its check has passed. The tests
 * run in several processes, so the notes go to a file, a line each. Outside of such a run nothing is written.
 */
export function tally(kind: TallyKind, name: string, count = 1): void {
  const file = process.env['MATTER_TALLY'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ kind, name, count })}\n`);
}
