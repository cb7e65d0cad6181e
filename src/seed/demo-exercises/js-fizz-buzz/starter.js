const fs = require('node:fs');

const last = Number(fs.readFileSync(0, 'utf8'));
