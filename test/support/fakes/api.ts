import { readFileSync } from 'node:fs';
import type { ApiDescription } from '../../../src/core/api/apiDescription.ts';
import { parseDescription } from '../../../src/core/api/parseDescription.ts';
import { emptyContext, type LanguageContext } from '../../../src/core/language/context.ts';

/** The shipped description. */
export async function shippedApi(): Promise<ApiDescription> {
  const text = readFileSync('media/matter-partner-api.openapi.yaml', 'utf8');
  const { description } = await parseDescription(text, 'shipped');
  if (description === undefined) throw new Error('The shipped description is broken.');
  return description;
}

export async function shippedContext(): Promise<LanguageContext> {
  return { ...emptyContext, api: await shippedApi() };
}
