// Leaves with a core dump.
// expect: runtime_error
process.abort();
