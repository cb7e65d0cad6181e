// A NUL, a mark of order, a separator of lines where none is expected.
// expect: runtime_error | compile_error
// fill: @NUL@ 1 "\u0000"
// fill: @LS@ 1 "\u2028"
console.log('before')@LS@ // still a comment?
@NUL@
