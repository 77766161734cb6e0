// Baseline: a small chat server the way many are written: express, socket.io, mongoose. It saves each message, emits
// it to the receiver and acknowledges it to the sender. WRITE_CONCERN is "majority" (and journaled) or "1".
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import express from 'express';
import mongoose from 'mongoose';
import { Server } from 'socket.io';

const { PORT, MONGODB_URI = '', JWT_SECRET = '', WRITE_CONCERN } = process.env;
const writeConcern = WRITE_CONCERN === '1' ? { w: 1, j: false } : { w: 'majority' as const, j: true };

const User = mongoose.model('User', new mongoose.Schema({ name: { type: String, unique: true } }));
const Message = mongoose.model(
  'Message',
  new mongoose.Schema(
    {
      from: { type: mongoose.Types.ObjectId, ref: 'User', required: true },
      to: { type: mongoose.Types.ObjectId, ref: 'User', required: true },
      text: { type: String, required: true, maxlength: 10_000 },
    },
    { timestamps: true, writeConcern },
  ).index({ from: 1, to: 1, createdAt: -1 }),
);

const sign = (payload: string) => createHmac('sha256', JWT_SECRET).update(payload).digest('base64url');

/** Gives the user's id; throws for a token that this server did not sign. */
function verify(token: string): string {
  const [payload = '', signature = ''] = token.split('.');
  const expected = Buffer.from(sign(payload));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('unauthorized');
  return Buffer.from(payload, 'base64url').toString();
}

await mongoose.connect(MONGODB_URI);
await Promise.all([User.init(), Message.init()]);

const app = express();
app.use(express.json());
app.get('/health/ready', (_request, response) => {
  response.json({ ok: true });
});
app.post('/login', async (request, response) => {
  const { name } = request.body as { name: string };
  const user = await User.findOneAndUpdate({ name }, {}, { upsert: true, returnDocument: 'after' });
  const id = String(user?._id);
  const payload = Buffer.from(id).toString('base64url');
  response.json({ id, token: `${payload}.${sign(payload)}` });
});

const server = createServer(app);
const io = new Server(server);

io.use((socket, next) => {
  try {
    socket.data.userId = verify(String(socket.handshake.auth.token));
    next();
  } catch (error) {
    next(error as Error);
  }
});

io.on('connection', socket => {
  const from: string = socket.data.userId;
  void socket.join(from);
  socket.on('message', async ({ to, text }: { to: string; text: string }, ack: (reply: unknown) => void) => {
    try {
      const message = await Message.create({ from, to, text });
      io.to(to).emit('message', message);
      ack({ ok: true, message });
    } catch (error) {
      ack({ ok: false, error: String(error) });
    }
  });
});

server.listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit());
