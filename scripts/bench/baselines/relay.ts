// Baseline: a bare WebSocket relay. A frame starts with its receiver's number in five digits and is passed on as it is.
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

const receiverDigits = 5;
const sockets = new Map<string, WebSocket>();
const server = createServer((_request, response) => response.end());
const relay = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false });

relay.on('connection', (socket, request) => {
  const user = new URL(request.url ?? '/', 'http://relay').searchParams.get('user') ?? '';
  sockets.set(user, socket);
  socket.on('message', (data: Buffer) => {
    sockets.get(data.toString('latin1', 0, receiverDigits))?.send(data, { binary: false });
  });
  socket.on('error', error => console.error(error.message));
  socket.on('close', () => sockets.delete(user));
  socket.send('ready');
});

server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit());
