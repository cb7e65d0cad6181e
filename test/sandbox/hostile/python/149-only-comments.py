# Comments of fifty thousand lines.
# expect: ok
# fill: @LINES@ 50000 "# nothing to see\n"
@LINES@
