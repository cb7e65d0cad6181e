// What is no program.
// expect: runtime_error | compile_error
// stderr: SyntaxError
function (
