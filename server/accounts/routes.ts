// REST of one's own account: the second factor, and its end.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { SecondFactor } from './second.ts';
import type { Accounts } from './service.ts';

export function ownAccountRoutes(api: Api, accounts: Accounts, second: SecondFactor): void {
  const password = { schema: { body: http.withPassword.body } };
  api.get('/me/security', request => accounts.security(callerOf(request)));
  api.post('/me/totp', password, request => second.begin(callerOf(request), request.body.password));
  api.put('/me/totp', { schema: { body: http.confirmTotp.body } }, async request => ({
    recoveryCodes: await second.confirm(callerOf(request), request.body.code),
  }));
  api.post('/me/totp/recovery', password, async request => ({
    recoveryCodes: await second.renewCodes(callerOf(request), request.body.password),
  }));
  api.delete('/me/totp', password, async (request, reply) => {
    await second.disable(callerOf(request), request.body.password);
    return reply.status(204).send();
  });
  api.delete('/me', password, async request => ({
    deleteAt: await accounts.leave(callerOf(request), request.body.password),
  }));
}
