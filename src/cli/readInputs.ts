import { inputFiles, type Inputs, type InputKind } from '../node/inputFiles.ts';

export interface ReadInputs extends Pick<Inputs, 'files' | 'others'> {
  /** Of the command, unless it ends worse: 2 where a file is left out. */
  readonly code: 0 | 2;
}

/** The files that a command works on. What of a folder is left out is told at once: it is no success. */
export async function readInputs(paths: readonly string[], kind: InputKind): Promise<ReadInputs> {
  const { files, others, problems } = await inputFiles(paths, kind);
  for (const problem of problems) process.stderr.write(`matter: ${problem}\n`);
  return { files, others, code: problems.length > 0 ? 2 : 0 };
}
