import { parseArgs } from 'node:util';
import { AppError } from '../core/appError.ts';
import { hasErrors, type Severity } from '../core/diagnostic.ts';
import type { ApiDescription } from '../core/api/apiDescription.ts';
import { Checker } from '../core/language/check.ts';
import { emptyContext } from '../core/language/context.ts';
import { JsonBodies } from '../core/language/jsonBody.ts';
import type { Problem } from '../core/syntax/nodes.ts';
import { parseMatter } from '../core/syntax/parse.ts';
import { locate, type MatterTree } from '../core/syntax/tree.ts';
import { requestInputs } from '../node/inputFiles.ts';
import { readText } from '../node/textFile.ts';
import { readApi } from './readApi.ts';
import { readInputs } from './readInputs.ts';
import { usageError } from './usage.ts';

/** A problem as it is printed. */
interface PrintedProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

/** `matter lint FILE…`: 1 where a file has an error, 0 with warnings only. */
export async function lint(args: readonly string[]): Promise<number> {
  const { files, asJson, apiFile } = parse(args);
  const api = await readApi(apiFile);
  const bodies = await JsonBodies.create();
  const findings: PrintedProblem[] = [];
  const inputs = await readInputs(files, requestInputs);
  for (const file of inputs.files) {
    const tree = parseMatter(await readText(file));
    const problems = await problemsOf(tree, api, bodies);
    findings.push(...toPrinted(file, tree.text, problems));
  }
  process.stdout.write(asJson ? `${JSON.stringify(findings, undefined, 2)}\n` : findings.map(toLine).join(''));
  return inputs.code === 0 && hasErrors(findings) ? 1 : inputs.code;
}

function parse(args: readonly string[]): { files: readonly string[]; asJson: boolean; apiFile: string | undefined } {
  try {
    const options = { json: { type: 'boolean', default: false }, api: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    if (positionals.length > 0) return { files: positionals, asJson: values.json, apiFile: values.api };
  } catch (cause) {
    throw usageError(cause);
  }
  throw new AppError('usage', 'Name at least one .matter file. See: matter --help');
}

async function problemsOf(tree: MatterTree, api: ApiDescription, bodies: JsonBodies): Promise<readonly Problem[]> {
  const problems = [...new Checker().check(tree, { ...emptyContext, api })];
  for (const [index, block] of tree.blocks.entries()) {
    const found = await bodies.problems(block, api);
    problems.push(...found.map((problem) => locate(problem, tree.starts[index] ?? 0)));
  }
  return problems.sort((a, b) => a.span.start - b.span.start);
}

/** The problems are in order, so the lines are counted once. */
function toPrinted(file: string, text: string, problems: readonly Problem[]): readonly PrintedProblem[] {
  let line = 1;
  let lineStart = 0;
  return problems.map(({ span, severity, code, message }) => {
    for (
      let feed = text.indexOf('\n', lineStart);
      feed >= 0 && feed < span.start;
      feed = text.indexOf('\n', lineStart)
    ) {
      line++;
      lineStart = feed + 1;
    }
    return { file, line, column: span.start - lineStart + 1, severity, code, message };
  });
}

function toLine({ file, line, column, severity, code, message }: PrintedProblem): string {
  return `${file}:${line}:${column}: ${severity}: ${message} (${code})\n`;
}
