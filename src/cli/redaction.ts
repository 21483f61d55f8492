import { Redactor } from '../core/http/redactor.ts';

/** What this process must not print; one for all of it, so that the last error is redacted too. */
export const redactor = new Redactor();
