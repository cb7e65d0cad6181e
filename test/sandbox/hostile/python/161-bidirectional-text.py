# Marks of direction which make code look like a comment, and names that look alike.
# expect: ok
# stdout: done
# fill: @RLO@ 1 "\u202e"
# fill: @CYRILLIC@ 1 "\u0430"
is_admin = False
is_@CYRILLIC@dmin = True  # @RLO@ nimda
print('done', is_admin)
