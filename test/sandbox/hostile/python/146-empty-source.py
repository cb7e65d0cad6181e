# Nothing at all.
# expect: ok
# replace-all: ""
