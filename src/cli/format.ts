import { parseArgs } from 'node:util';
import { AppError } from '../core/appError.ts';
import { formatMatter } from '../core/language/format.ts';
import { parseMatter } from '../core/syntax/parse.ts';
import { requestInputs } from '../node/inputFiles.ts';
import { readText, replaceText } from '../node/textFile.ts';
import { readInputs } from './readInputs.ts';
import { usageError } from './usage.ts';

/** `matter format FILE…`: 0; with --check 1 where a file would change. */
export async function format(args: readonly string[]): Promise<number> {
  const { files, isCheck } = parse(args);
  let changed = 0;
  const inputs = await readInputs(files, requestInputs);
  for (const file of inputs.files) {
    const text = await readText(file);
    const formatted = formatMatter(parseMatter(text));
    if (formatted === text) continue;
    changed++;
    if (!isCheck) await replaceText(file, formatted);
    process.stdout.write(isCheck ? `${file} is not formatted. Run: matter format\n` : `${file}\n`);
  }
  return inputs.code === 0 && isCheck && changed > 0 ? 1 : inputs.code;
}

function parse(args: readonly string[]): { readonly files: readonly string[]; readonly isCheck: boolean } {
  try {
    const options = { check: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    if (positionals.length > 0) return { files: positionals, isCheck: values.check };
  } catch (cause) {
    throw usageError(cause);
  }
  throw new AppError('usage', 'Name at least one .matter file. See: matter --help');
}
