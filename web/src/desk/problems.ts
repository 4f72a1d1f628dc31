import { HttpError } from '../core/http';
import type { Desk } from './desk';

/** Why a form was not taken, in the page's language where the reason is one we know. */
export function problemOf(desk: Desk, error: unknown): string {
  if (error instanceof HttpError) {
    const known = desk.words.known(`problem.${error.code}`);
    if (known !== undefined) return known;
    if (error.status === 400) return error.message;
  }
  return desk.explain(error);
}
