import { atomicWrite } from '../node/atomicWrite.ts';
import { redactor } from './redaction.ts';
import type { RunArguments } from './runArguments.ts';
import { toJsonReport, toJunitReport, unendedReport, type FileReport, type RequestReport } from './runReport.ts';
import type { PlannedFile } from './runPlan.ts';

/**
 * The reports of a run. They are written before anything is sent, all requests as errors, and again at the end, whatever
 * that is: a run that dies leaves none that is green, nor that of an earlier run.
 */
export class RunReports {
  readonly #options: Pick<RunArguments, 'jsonFile' | 'junitFile'>;
  /** By file, then by the key of the request. */
  readonly #requests: ReadonlyMap<string, Map<string, RequestReport>>;

  constructor(files: readonly PlannedFile[], options: Pick<RunArguments, 'jsonFile' | 'junitFile'>) {
    this.#options = options;
    this.#requests = new Map(
      files.map(({ file, tree, requests }) => {
        const reports = requests.map((request) => unendedReport(request, tree));
        return [file, new Map(reports.map((report) => [report.name, report]))];
      }),
    );
  }

  get files(): readonly FileReport[] {
    return [...this.#requests].map(([file, requests]) => ({
      file,
      requests: [...requests.values()].sort((a, b) => a.line - b.line),
    }));
  }

  get requests(): readonly RequestReport[] {
    return this.files.flatMap(({ requests }) => requests);
  }

  add(file: string, report: RequestReport): void {
    this.#requests.get(file)?.set(report.name, report);
  }

  /** One that cannot be written keeps no other from being so. */
  async write(): Promise<void> {
    const { jsonFile, junitFile } = this.#options;
    const { files } = this;
    const written = await Promise.allSettled([
      jsonFile === undefined ? undefined : atomicWrite(jsonFile, toJsonReport(files, redactor)),
      junitFile === undefined ? undefined : atomicWrite(junitFile, toJunitReport(files, redactor)),
    ]);
    for (const result of written) if (result.status === 'rejected') throw result.reason;
  }
}
