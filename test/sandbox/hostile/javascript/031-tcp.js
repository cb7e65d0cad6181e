// The plain way out, to every address the host might have.
// expect: ok
// stdout: refused
const net = require('node:net');
for (const host of ['127.0.0.1', '::1', '@HOST_IP@', '192.0.2.77', '169.254.169.254', 'localhost']) {
  const socket = net.connect({ host, port: @TCP_PORT@, timeout: 500 });
  socket.on('connect', () => (console.log('ESCAPED: connected to', host), socket.end('@MARK@')));
  socket.on('error', (error) => console.log('refused', error.code));
  socket.on('timeout', () => socket.destroy(new Error('timeout')));
}
