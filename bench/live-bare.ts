import { createServer } from 'node:http';
import { Server } from 'socket.io';

/** Socket.IO and nothing else: no tokens, no tenants, no schemas, no history; whoever asks is in the room. */
const server = createServer((_, response) => response.end('ok'));
const io = new Server(server, { transports: ['websocket'], serveClient: false });

interface Said {
  readonly session_id: string;
  readonly activity: unknown;
}
type Answer = (answer: { ok: true }) => void;

io.on('connection', (socket) => {
  socket.on('join_colearning', async ({ session_id }: Said, answer: Answer) => {
    await socket.join(session_id);
    answer({ ok: true });
  });
  socket.on('colearning_sync', ({ session_id, activity }: Said, answer: Answer) => {
    socket.to(session_id).emit('peer_activity', { user_id: socket.id, activity, timestamp: new Date().toISOString() });
    answer({ ok: true });
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');
