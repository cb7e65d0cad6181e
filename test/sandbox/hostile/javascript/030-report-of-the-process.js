// The engine's own report lists environment, libraries and the machine's addresses.
// expect: ok | runtime_error
// stdout: looked
try {
  const report = process.report.getReport();
  const text = JSON.stringify(report.environmentVariables ?? {}) + JSON.stringify(report.header.networkInterfaces ?? []);
  for (const word of ['@ENV_NAME@', 'SECRET', 'DATABASE', 'LECTERN', '@HOST_IP@']) if (text.includes(word)) console.log('ESCAPED:', word);
} catch (error) {
  console.log('refused', error.code);
}
console.log('looked');
