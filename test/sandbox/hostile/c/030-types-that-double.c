// A type that doubles on each line until its size is no number.
// expect: compile_error | runtime_error | ok
struct a { int x[1 << 20]; };
struct b { struct a x[1 << 20]; };
struct c { struct b x[1 << 20]; };
struct d { struct c x[1 << 20]; } huge;
int main(void) { return sizeof huge == 0; }
