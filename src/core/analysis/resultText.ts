import { AppError } from '../appError.ts';
import type { HttpResponse } from '../http/httpMessage.ts';
import { parseJsonObject } from '../json.ts';
import type { JobApi } from './jobApi.ts';
import { refusal } from './submitJob.ts';

/** The network gave out on the way: the API may be asked again. */
export function refuseTruncated(response: HttpResponse): HttpResponse {
  if (!response.truncated) return response;
  response.body.dispose();
  throw new AppError('protocol', 'The result was cut short on its way. Ask again.');
}

/** The text of a result. Throws 'invalid-request' for any other status, and where it is no JSON object. */
export async function readResultText(response: HttpResponse, api: JobApi): Promise<string> {
  if (response.status !== 200) throw new AppError('invalid-request', await resultRefusal(response, api));
  const text = await response.body.text();
  response.body.dispose();
  if (parseJsonObject(text) !== undefined) return text;
  throw new AppError('invalid-request', 'The API answered 200, but with no JSON object. Resume to ask again.');
}

async function resultRefusal(response: HttpResponse, { isInferred }: JobApi): Promise<string> {
  const said = await refusal(response);
  if (!isInferred || (response.status !== 404 && response.status !== 405)) return `${said}.`;
  return `${said}. Either there is no such job, or the results have another path: ours is inferred, not documented. Put the right one into an OpenAPI file of your own (setting matter.apiDescription, or --api).`;
}
