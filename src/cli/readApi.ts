import shippedText from '../../media/matter-partner-api.openapi.yaml';
import { mergeDescriptions, parseApiDescription, type ApiDescription } from '../core/api/apiDescription.ts';
import { AppError } from '../core/appError.ts';
import { readText } from '../node/textFile.ts';

/** The shipped API description, with the operations of `own`, a file of the user's. */
export async function readApi(own: string | undefined): Promise<ApiDescription> {
  const shipped = await toDescription(shippedText, 'the shipped description');
  return own === undefined ? shipped : mergeDescriptions(shipped, await toDescription(await readText(own), own));
}

async function toDescription(text: string, name: string): Promise<ApiDescription> {
  const { description, problem } = await parseApiDescription(text, name);
  if (description === undefined) throw new AppError('description-invalid', problem.message);
  return description;
}
