// Brackets a hundred thousand deep in the source.
// expect: runtime_error | compile_error
// fill: @OPEN@ 100000 "["
// fill: @CLOSE@ 100000 "]"
const nest = @OPEN@@CLOSE@;
