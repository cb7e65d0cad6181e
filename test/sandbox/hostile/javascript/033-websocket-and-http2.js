// Newer ways out.
// expect: ok | runtime_error
// stdout: refused
// limits: wall_ms=4000
const http2 = require('node:http2');
http2.connect('http://127.0.0.1:@TCP_PORT@').on('error', (error) => console.log('refused', error.code)).on('connect', () => console.log('ESCAPED: http2'));
const socket = new WebSocket('ws://127.0.0.1:@TCP_PORT@/@MARK@');
socket.onopen = () => console.log('ESCAPED: a web socket');
socket.onerror = () => console.log('refused');
require('node:http').get({ socketPath: '@RUNNER_SOCKET@', path: '/status' }, () => console.log('ESCAPED: the runner answers')).on('error', (error) => console.log('refused', error.code));
