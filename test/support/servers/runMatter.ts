import { spawn } from 'node:child_process';

export interface MatterResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line in a process of its own; `input` goes to its standard input. */
export function runMatter(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<MatterResult> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['dist/matter.js', ...args], { env: { ...process.env, ...env } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
    child.stdin.end(input);
  });
}
