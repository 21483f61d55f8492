import type { ApiDescription, ApiOperation } from '../api/apiDescription.ts';
import { AppError } from '../appError.ts';
import type { HttpRequest } from '../http/httpMessage.ts';

/** The requests of analysis jobs, as the API description in use has them: a user's own may correct their paths. */
export interface JobApi {
  readonly create: (externalId: string, body: string) => HttpRequest;
  readonly result: (externalId: string) => HttpRequest;
  /** The path of the results is inferred, not documented. */
  readonly isInferred: boolean;
}

export function createJobApi({ operations }: ApiDescription, origin: string): JobApi {
  const create = operationOf(operations, 'createAnalysisJob');
  const result = operationOf(operations, 'getAnalysisResults');
  const json = [
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json'],
  ] as const;
  return {
    create: (externalId, body) => ({
      method: create.method,
      url: urlOf(create, origin, externalId),
      headers: json,
      body,
    }),
    result: (externalId) => ({ method: result.method, url: urlOf(result, origin, externalId), headers: [json[1]] }),
    isInferred: result.evidence === 'inferred',
  };
}

function operationOf(operations: readonly ApiOperation[], id: string): ApiOperation {
  const operation = operations.find((one) => one.id === id);
  if (operation !== undefined) return operation;
  throw new AppError('description-invalid', `The API description has no operation "${id}". Name one so in your own.`);
}

const parameterName = /^external_?id$/i;

/** The external id goes where the description has it: into the path, else into the query. */
function urlOf({ path, parameters, id }: ApiOperation, origin: string, externalId: string): URL {
  const encoded = encodeURIComponent(externalId);
  const inPath = /\{([^{}]+)\}/.exec(path)?.[1];
  if (inPath !== undefined) return new URL(origin + path.replace(`{${inPath}}`, encoded));
  const parameter = parameters.find((one) => one.in === 'query' && parameterName.test(one.name));
  if (parameter === undefined)
    throw new AppError(
      'description-invalid',
      `The operation "${id}" has no parameter external_id. Add it to your API description.`,
    );
  return new URL(`${origin}${path}?${encodeURIComponent(parameter.name)}=${encoded}`);
}
