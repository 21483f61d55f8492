import { parseArgs } from 'node:util';
import { toMatterText } from '../core/api/requestTemplate.ts';
import { AppError } from '../core/appError.ts';
import { hasErrors } from '../core/diagnostic.ts';
import type { Imported } from '../core/import/imported.ts';
import { guessFormat, importFormats, type ImportFormat } from '../core/import/guessFormat.ts';
import { importText } from '../core/import/importText.ts';
import { readDescriptor } from '../node/readDescriptor.ts';
import { readText } from '../node/textFile.ts';
import { readUserApi } from './readApi.ts';
import { printable } from './terminal.ts';
import { usageError } from './usage.ts';

interface ImportArguments {
  /** `-` is standard input. */
  readonly file: string;
  /** Undefined: told from the text. */
  readonly format: ImportFormat | 'openapi' | undefined;
  /** Of a Postman environment. */
  readonly environmentFile: string | undefined;
}

/** `matter import FILE|-`: the `.matter` text; 1 where a request could not be carried over. */
export async function importFile(args: readonly string[]): Promise<number> {
  const options = parse(args);
  const { text, notes } = await read(options);
  // As bytes, so that nothing in it is hidden: what was a password in the file is to be one in the request.
  process.stdout.write(Buffer.from(process.stdout.isTTY ? printable(text) : text));
  const name = options.file === '-' ? 'standard input' : options.file;
  for (const { line, column, severity, message } of notes)
    process.stderr.write(`${name}:${line}:${column}: ${severity}: ${message}\n`);
  return hasErrors(notes.map((note) => ({ ...note, code: 'import' }))) ? 1 : 0;
}

async function read({ file, format, environmentFile }: ImportArguments): Promise<Imported> {
  const source = file === '-' ? readDescriptor(0) : await readText(file);
  if (format === 'openapi') return fromDescription(source, file);
  const environment = environmentFile === undefined ? undefined : await readText(environmentFile);
  const imported = importText(source, format ?? guessFormat(source), environment);
  if (imported !== undefined) return imported;
  const what = format === undefined ? 'none of the formats that can be imported' : `not of the format ${format}`;
  throw new AppError('file', `${file} is ${what}. Name it with --curl, --http, --postman, --har or --openapi.`);
}

/** A request for each operation of an API description. */
async function fromDescription(source: string, file: string): Promise<Imported> {
  const { operations } = await readUserApi(source, file);
  const requests = await Promise.all(operations.map(toMatterText));
  return { text: requests.join('\n'), notes: [] };
}

function parse(args: readonly string[]): ImportArguments {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const formats = { curl: flag, http: flag, postman: flag, har: flag, openapi: flag } as const;
    const options = { ...formats, environment: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const chosen = [...importFormats, 'openapi' as const].filter((name) => values[name]);
    const [file] = positionals;
    if (file !== undefined && positionals.length === 1 && chosen.length < 2)
      return { file, format: chosen[0], environmentFile: values.environment };
  } catch (cause) {
    throw usageError(cause);
  }
  throw new AppError('usage', 'Name one file to import, or - for standard input. See: matter --help');
}
