import type { HttpRequest, HttpResponse } from './httpMessage.ts';

/** Sends one request. Rejects with an AppError that names the layer; any HTTP status is a result. */
export interface Transport {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
}
