import type { ImportFormat } from './guessFormat.ts';
import { importCurl } from './importCurl.ts';
import { importHar } from './importHar.ts';
import { importHttp } from './importHttp.ts';
import type { Imported } from './imported.ts';
import { importPostman } from './importPostman.ts';

/** `environment`: the text of a Postman environment. Undefined where the text is not of the format. */
export function importText(source: string, format: ImportFormat, environment?: string): Imported | undefined {
  if (format === 'curl') return importCurl(source);
  if (format === 'postman') return importPostman(source, environment);
  return format === 'har' ? importHar(source) : importHttp(source);
}
