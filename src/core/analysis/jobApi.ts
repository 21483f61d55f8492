import type { ApiDescription, ApiOperation } from '../api/apiDescription.ts';
import { AppError } from '../appError.ts';
import type { HttpRequest } from '../http/httpMessage.ts';
import { externalIdMark, type JobPaths } from './analysisJob.ts';

/** The requests of analysis jobs. Nothing but a user's click creates one; results are asked for again and again. */
export interface JobApi {
  readonly create: (externalId: string, body: string) => HttpRequest;
  readonly result: (externalId: string) => HttpRequest;
  /** The path of the results is inferred, not documented. */
  readonly isInferred: boolean;
}

export function createJobApi(description: ApiDescription, origin: string): JobApi {
  return requestsOf(pathsOf(description), origin);
}

/** Of a job that keeps the paths it was made with. */
export function requestsOf({ create, result }: JobPaths, origin: string): JobApi {
  const json = [
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json'],
  ] as const;
  const urlOf = (target: string, externalId: string): URL =>
    new URL(origin + target.replace(externalIdMark, () => encodeURIComponent(externalId)));
  return {
    create: (externalId, body) => ({
      method: create.method,
      url: urlOf(create.target, externalId),
      headers: json,
      body,
    }),
    result: (externalId) => ({ method: 'GET', url: urlOf(result.target, externalId), headers: [json[1]] }),
    isInferred: result.isInferred,
  };
}

/** Throws 'description-invalid' where the description has none that will do. */
export function pathsOf(description: ApiDescription): JobPaths {
  const create = operationOf(description, 'createAnalysisJob');
  const result = operationOf(description, 'getAnalysisResults');
  const { method } = create;
  if (method !== 'POST' && method !== 'PUT') throw unfit(create, 'POST or PUT');
  if (result.method !== 'GET') throw unfit(result, 'GET');
  return {
    create: { method, target: targetOf(create) },
    result: { target: targetOf(result), isInferred: result.evidence === 'inferred' },
  };
}

function unfit({ id, method }: ApiOperation, needed: string): AppError {
  return new AppError(
    'description-invalid',
    `The API description has ${method} for the operation "${id}", which is ${needed}. Correct your own description.`,
  );
}

function operationOf({ operations }: ApiDescription, id: string): ApiOperation {
  const operation = operations.find((one) => one.id === id);
  if (operation !== undefined) return operation;
  throw new AppError('description-invalid', `The API description has no operation "${id}". Name one so in your own.`);
}

const parameterName = /^external_?id$/i;

/** The external id goes where the description has it: into the path, else into the query. */
function targetOf({ path, parameters, id }: ApiOperation): string {
  const inPath = /\{([^{}]+)\}/.exec(path)?.[1];
  if (inPath !== undefined) return path.replace(`{${inPath}}`, () => externalIdMark);
  const parameter = parameters.find((one) => one.in === 'query' && parameterName.test(one.name));
  if (parameter === undefined)
    throw new AppError(
      'description-invalid',
      `The operation "${id}" has no parameter external_id. Add it to your API description.`,
    );
  return `${path}?${encodeURIComponent(parameter.name)}=${externalIdMark}`;
}
