// What one REST call takes and gives.
import type { TSchema } from 'typebox';

interface Route {
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  reply?: TSchema;
}
/** Only holds the schemas to their places; their types stay what they are. */
export const route = <R extends Route>(of: R): R => of;
