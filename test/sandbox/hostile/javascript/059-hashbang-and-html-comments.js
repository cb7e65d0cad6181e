// Comments of other times.
// expect: ok | runtime_error | compile_error
<!-- console.log('ESCAPED: not a comment')
console.log('ran');
--> also one
