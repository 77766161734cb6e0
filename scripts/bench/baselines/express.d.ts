// The little of express that the baseline uses; express carries no types of its own.
declare module 'express' {
  import type { RequestListener } from 'node:http';

  interface Request {
    readonly body: unknown;
  }
  interface Response {
    json(body: unknown): void;
  }
  type Handler = (request: Request, response: Response) => unknown;
  interface Application extends RequestListener {
    use(middleware: unknown): void;
    get(path: string, handler: Handler): void;
    post(path: string, handler: Handler): void;
  }
  const express: { (): Application; json(): unknown };
  export = express;
}
