// The runner's socket, Docker's, the host's abstract one.
// expect: ok
// stdout: refused
const net = require('node:net');
for (const path of ['@RUNNER_SOCKET@', '@UNIX_SOCKET@', '/var/run/docker.sock', '\0@ABSTRACT@']) {
  const socket = net.connect({ path });
  socket.on('connect', () => (console.log('ESCAPED: connected to', path), socket.destroy()));
  socket.on('error', (error) => console.log('refused', error.code));
}
