import { readFileSync } from 'node:fs';
import { parseApiDescription, type ApiDescription } from '../../../src/core/api/apiDescription.ts';
import { emptyContext, type LanguageContext } from '../../../src/core/language/context.ts';

/** The shipped description. */
export async function shippedApi(): Promise<ApiDescription> {
  const text = readFileSync('media/matter-partner-api.openapi.yaml', 'utf8');
  const { description } = await parseApiDescription(text, 'shipped');
  if (description === undefined) throw new Error('The shipped description is broken.');
  return description;
}

export async function shippedContext(): Promise<LanguageContext> {
  return { ...emptyContext, api: await shippedApi() };
}
