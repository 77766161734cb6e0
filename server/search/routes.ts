// REST of search.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { SearchService } from './service.ts';

export function searchRoutes(api: Api, search: SearchService): void {
  api.get('/search', { schema: { querystring: http.search.query } }, request =>
    search.search(callerOf(request), request.query),
  );
}
