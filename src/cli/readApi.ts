import shippedText from '../../media/matter-partner-api.openapi.yaml';
import { mergeDescriptions, type ApiDescription } from '../core/api/apiDescription.ts';
import { parseDescription, type ReadFile } from '../core/api/parseDescription.ts';
import { AppError } from '../core/appError.ts';
import { readBeside } from '../node/filesBeside.ts';
import { readText } from '../node/textFile.ts';

/** The shipped API description, with the operations of `file`, one of the user's and the files beside it. */
export async function readApi(file: string | undefined): Promise<ApiDescription> {
  const shipped = await toDescription(shippedText, 'the shipped description');
  if (file === undefined) return shipped;
  return mergeDescriptions(shipped, await readUserApi(await readText(file), file));
}

/** A description of the user's: its text, and the file that others lie beside. What is not understood is told. */
export async function readUserApi(text: string, file: string): Promise<ApiDescription> {
  const read: ReadFile = async (path) => {
    const content = await readBeside(file, path);
    return content === undefined ? undefined : new TextDecoder().decode(content);
  };
  const user = await toDescription(text, file, read);
  for (const note of user.notes) process.stderr.write(`${file}: ${note}\n`);
  return user;
}

async function toDescription(text: string, name: string, read?: ReadFile): Promise<ApiDescription> {
  const { description, problem } = await parseDescription(text, name, read);
  if (description === undefined) throw new AppError('description-invalid', problem.message);
  return description;
}
