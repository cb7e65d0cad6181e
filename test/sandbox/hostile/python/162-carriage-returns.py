# Every end of line there is, mixed.
# expect: ok | runtime_error | compile_error
# fill: @CR@ 1 "\r"
# fill: @FF@ 1 "\f"
# fill: @SUB@ 1 "\u001a"
a = 1@CR@b = 2@CR@@FF@
print(a, b)
# @SUB@
